"""Questions that can be answered without knowing anything: what blind solvers would find."""

import re
from collections.abc import Callable

from lms.catalogue.course_files.items import SingleItem
from lms.catalogue.course_files.shapes import QuizSpec
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_FEWEST = 4  # fewer questions say nothing about a habit
_MARGIN = 0.10  # a blind solver may beat chance by ten points, not more
# fmt: off
_ABSOLUTES = frozenset({
    "always", "never", "all", "none", "every", "everybody", "nobody", "nothing", "completely", "impossible",
    "immer", "nie", "niemals", "alle", "alles", "keine", "niemand", "nichts", "toujours", "jamais", "tous", "toutes", "aucun",
    "aucune", "personne", "rien", "siempre", "nunca", "todos", "todas", "ninguno", "ninguna", "nadie", "nada", "sempre", "mai",
    "tutti", "tutte", "nessuno", "nessuna", "niente",
})
# fmt: on
_WORD = re.compile(r"[^\W\d_]+")
_LONG_WORD = 6


def report_flaws(file: str, quiz: QuizSpec, findings: Findings) -> None:
    """Advise on single-choice questions whose right option gives itself away."""
    items = [item for item in quiz.items if isinstance(item, SingleItem) and _can_be_guessed(item)]
    longest = _("the longest option"), _("write distractors as long as the right option")
    careful = _("the option without `always` or `never`"), _("take absolute words out of the distractors")
    _report_solver(file, items, _longest, longest, findings)
    _report_solver(file, items, _no_absolutes, careful, findings)
    _report_same_place(file, items, findings)
    for item in items:
        _report_absolutes(file, item, findings)
        _report_echo(file, item, findings)


def _can_be_guessed(item: SingleItem) -> bool:
    return len(item.options) > 1 and sum(option.correct for option in item.options) == 1


def _longest(item: SingleItem) -> list[bool]:
    lengths = [len(option.text.strip()) for option in item.options]
    return [length == max(lengths) for length in lengths]


def _no_absolutes(item: SingleItem) -> list[bool]:
    return [not (_words(option.text) & _ABSOLUTES) for option in item.options]


def _share_right(item: SingleItem, choose: Callable[[SingleItem], list[bool]]) -> float:
    """Chance that a solver who picks blindly among what ``choose`` leaves is right."""
    chosen = choose(item)
    if not any(chosen):
        return 1 / len(item.options)
    return sum(option.correct for option, pick in zip(item.options, chosen, strict=True) if pick) / sum(chosen)


def _report_solver(
    file: str, items: list[SingleItem], choose: Callable[[SingleItem], list[bool]], wording: tuple[str, str], findings: Findings
) -> None:
    if len(items) < _FEWEST:
        return
    share = sum(_share_right(item, choose) for item in items) / len(items)
    chance = sum(1 / len(item.options) for item in items) / len(items)
    if share > chance + _MARGIN + 1e-9:
        what = _(
            "who always picks %(name)s is right in %(share)d of 100 questions, by chance it would be %(chance)d",
            name=wording[0],
            share=round(share * 100),
            chance=round(chance * 100),
        )
        findings.advice(file, items[0].line, what, wording[1])


def _report_same_place(file: str, items: list[SingleItem], findings: Findings) -> None:
    places = {next(index for index, option in enumerate(item.options) if option.correct) for item in items}
    if len(items) >= _FEWEST and len(places) == 1:
        what = _("the right option is number %(place)d in every question", place=places.pop() + 1)
        findings.advice(file, items[0].line, what, _("vary its place: exports and prints keep the order of the file"))


def _report_absolutes(file: str, item: SingleItem, findings: Findings) -> None:
    key = next(option for option in item.options if option.correct)
    others = [option for option in item.options if not option.correct]
    if _words(key.text) & _ABSOLUTES:
        return
    absolute = sorted(set().union(*(_words(option.text) for option in others)) & _ABSOLUTES)
    if absolute:
        what = _("`%(word)s` stands only in wrong options of `%(key)s`", word=absolute[0], key=item.key)
        findings.advice(file, item.line, what, _("word the distractors as carefully as the right option"))


def _report_echo(file: str, item: SingleItem, findings: Findings) -> None:
    key = next(option for option in item.options if option.correct)
    others = set().union(*(_words(option.text) for option in item.options if not option.correct))
    echo = sorted(word for word in _words(item.stem) & _words(key.text) - others if len(word) >= _LONG_WORD)
    if echo:
        what = _("`%(word)s` stands in the question and only in the right option of `%(key)s`", word=echo[0], key=item.key)
        findings.advice(file, item.line, what, _("use the word in a distractor too, or another word in the right option"))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
