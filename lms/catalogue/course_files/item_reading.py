"""Reads the questions of a quiz file, one reader per kind."""

import re
from collections.abc import Callable, Iterable
from typing import cast

from lms.catalogue.course_files.items import (
    Answer,
    Criterion,
    EssayItem,
    Item,
    MatchingItem,
    MultipleItem,
    NumericalItem,
    Option,
    OrderingItem,
    Pair,
    RubricLevel,
    ShortTextItem,
    SingleItem,
    ToleranceKind,
    TrueFalseItem,
)
from lms.kit.problems import write_nearest
from lms.kit.toml_tables import Table
from lms.kit.words import gettext as _

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY_EXAMPLE = '"share-alike"'
_OPTIONS_EXAMPLE = '[{ text = "…", correct = true }, { text = "…" }]'


def checked_key(table: Table) -> str:
    """The table's ``key``: a-z, 0-9 and hyphens."""
    key = table.text("key", required=True, example=_KEY_EXAMPLE)
    if key.strip() and not KEY.fullmatch(key):
        table.error(_("`%(key)s` is no key", key=key), _("use a-z, 0-9 and hyphens only"), "key")
    return key


def read_item(table: Table, known_outcomes: frozenset[str] | None) -> Item | None:
    """The question that ``table`` describes; None when it cannot be made into one. ``known_outcomes`` None: not checked."""
    key = checked_key(table)
    kind = table.choice("kind", tuple(_READERS), required=True)
    stem = table.text("stem", required=True, example='"What is asked?"')
    points = table.number("points", 1.0, low=0, high=1000)
    feedback = table.text("feedback")
    outcome = _outcome(table, known_outcomes)
    reader = _READERS.get(kind)
    if reader is None:
        table.asked |= _KEYS_OF_KINDS
        table.finish()
        return None
    item = reader(table, _Common(key, stem, points, outcome, feedback, table.line))
    table.finish()
    if item is not None and not _has_feedback(item):
        table.advice(_("`%(key)s` has no feedback", key=key), _("write `feedback` that says why the answer is right"))
    return item


class _Common:
    """What every question has, ready to be handed on."""

    def __init__(self, key: str, stem: str, points: float, outcome: str | None, feedback: str, line: int) -> None:
        self.key, self.stem, self.points = key, stem, points
        self.outcome, self.feedback, self.line = outcome, feedback, line


def _outcome(table: Table, known: frozenset[str] | None) -> str | None:
    outcome = table.text("outcome")
    if outcome and known is not None and outcome not in known:
        table.error(_("`%(outcome)s` is no outcome of course.toml", outcome=outcome), write_nearest(outcome, known), "outcome")
    return outcome or None


def _has_feedback(item: Item) -> bool:
    if item.feedback.strip() or isinstance(item, EssayItem):
        return True
    if isinstance(item, TrueFalseItem):
        return bool(item.feedback_true.strip() or item.feedback_false.strip())
    if isinstance(item, (SingleItem, MultipleItem)):
        return any(option.feedback.strip() for option in item.options)
    return isinstance(item, ShortTextItem) and any(answer.feedback.strip() for answer in item.answers)


def folded(text: str) -> str:
    """``text`` as two authors would call it the same: case and spaces do not matter."""
    return " ".join(text.split()).casefold()


def _report_twins(table: Table, key: str, texts: Iterable[str], *inner: str) -> None:
    seen: dict[str, int] = {}
    for index, text in enumerate(texts):
        same = folded(text)
        if same and same in seen:
            what = _("numbers %(one)d and %(two)d of `%(key)s` are the same", one=seen[same] + 1, two=index + 1, key=key)
            table.error(what, _("change or delete one of them"), key, index, *inner)
        seen.setdefault(same, index)


def _at_least_two(table: Table, key: str, count: int) -> None:
    if table.has(key) and count < 2:
        table.error(_("`%(key)s` needs at least two entries", key=key), _("add another one"), key)


def _options(table: Table, with_fractions: bool) -> tuple[Option, ...]:
    options = []
    for row in table.tables("options", required=True, example=_OPTIONS_EXAMPLE):
        text = row.text("text", required=True)
        fraction = row.number("fraction", 0.0, low=-1, high=1, example="0.5") if with_fractions else 0.0
        has_fraction = with_fractions and row.has("fraction")
        options.append(Option(text, row.flag("correct"), row.text("feedback"), fraction if has_fraction else None))
        row.finish()
    _at_least_two(table, "options", len(options))
    _report_twins(table, "options", (option.text for option in options))
    return tuple(options)


def _single(table: Table, common: _Common) -> Item | None:
    options = _options(table, with_fractions=False)
    right = [index for index, option in enumerate(options) if option.correct]
    if options and not right:
        table.error(_("no option of `%(key)s` is right", key=common.key), _("write `correct = true` behind the right one"), "options")
    for index in right[1:]:
        what = _("a `single` question has one right option, and this is another one")
        table.error(what, _("delete `correct = true`, or write `kind = \"multiple\"`"), "options", index)
    return SingleItem(**vars(common), options=options)


def _multiple(table: Table, common: _Common) -> Item | None:
    options = _options(table, with_fractions=True)
    with_fraction = [option for option in options if option.fraction is not None]
    if with_fraction and any(option.correct for option in options):
        what = _("`%(key)s` has both `correct` and `fraction`", key=common.key)
        table.error(what, _("use one of the two for all options"), "options")
    elif with_fraction:
        _check_fractions(table, common, options)
    elif options and not any(option.correct for option in options):
        what = _("no option of `%(key)s` is right", key=common.key)
        table.error(what, _("write `correct = true` behind each right one"), "options")
    return MultipleItem(**vars(common), options=options)


def _check_fractions(table: Table, common: _Common, options: tuple[Option, ...]) -> None:
    if any(option.fraction is None for option in options):
        what = _("some options of `%(key)s` have a `fraction` and some have none", key=common.key)
        table.error(what, _("write a `fraction` on each option, 0 where it does not count"), "options")
    best = sum(option.fraction or 0 for option in options if (option.fraction or 0) > 0)
    if best <= 0:
        what = _("no option of `%(key)s` gives anything", key=common.key)
        table.error(what, _("write a `fraction` above 0 on the right ones"), "options")
    elif abs(best - 1) > 0.011:
        what = _("the right options of `%(key)s` add up to %(sum)g, not 1", key=common.key, sum=round(best, 3))
        table.advice(what, _("let the fractions above 0 add up to 1"), "options")


def _true_false(table: Table, common: _Common) -> Item | None:
    return TrueFalseItem(
        **vars(common),
        answer=table.flag("answer", required=True),
        feedback_true=table.text("feedback_true"),
        feedback_false=table.text("feedback_false"),
    )


def _short_text(table: Table, common: _Common) -> Item | None:
    answers = []
    for row in table.tables("answers", required=True, example='[{ text = "…" }]'):
        text = row.text("text", required=True)
        answers.append(Answer(text, row.number("fraction", 1.0, low=0, high=1), row.text("feedback")))
        row.finish()
    if table.has("answers") and not any(answer.fraction == 1 for answer in answers):
        what = _("no answer of `%(key)s` is fully right", key=common.key)
        table.error(what, _("write `fraction = 1` behind one of the answers, or leave `fraction` out there"), "answers")
    case_sensitive = table.flag("case_sensitive")
    _report_twins(table, "answers", (answer.text if not case_sensitive else answer.text.swapcase() + answer.text for answer in answers))
    for index, answer in enumerate(answers):
        if answer.fraction > 0 and not answer.text.strip(" *") and answer.text.strip():
            table.error(_("this answer fits anything that is typed"), _("write more than a star, or `fraction = 0`"), "answers", index)
    return ShortTextItem(**vars(common), answers=tuple(answers), case_sensitive=case_sensitive)


def _numerical(table: Table, common: _Common) -> Item | None:
    if not table.has("answer") and not table.document.broken:
        table.error(_("`answer` is missing"), _("write `answer = 12.5`"))
    kind = cast(ToleranceKind, table.choice("tolerance_kind", ("absolute", "relative"), default="absolute"))
    answer = table.number("answer", 0.0, example="12.5")
    tolerance = table.number("tolerance", 0.0, low=0, example="0.1")
    if kind == "relative" and tolerance >= 1:
        table.advice(_("a relative tolerance of 1 or more accepts zero"), _("write a share such as `0.05` for five per cent"), "tolerance")
    return NumericalItem(**vars(common), answer=answer, tolerance=tolerance, tolerance_kind=kind, unit=table.text("unit"))


def _matching(table: Table, common: _Common) -> Item | None:
    pairs = []
    for row in table.tables("pairs", required=True, example='[{ left = "…", right = "…" }, { left = "…", right = "…" }]'):
        pairs.append(Pair(row.text("left", required=True), row.text("right", required=True)))
        row.finish()
    _at_least_two(table, "pairs", len(pairs))
    _report_twins(table, "pairs", (pair.left for pair in pairs), "left")
    distractors = table.texts("distractors")
    _report_twins(table, "distractors", distractors)
    right = {folded(pair.right) for pair in pairs}
    for index, distractor in enumerate(distractors):
        if folded(distractor) in right:
            table.error(_("this distractor is also the right side of a pair"), _("change or delete it"), "distractors", index)
    return MatchingItem(**vars(common), pairs=tuple(pairs), distractors=distractors)


def _ordering(table: Table, common: _Common) -> Item | None:
    sequence = table.texts("sequence", required=True, example='["first", "second", "third"]')
    _at_least_two(table, "sequence", len(sequence))
    _report_twins(table, "sequence", sequence)
    return OrderingItem(**vars(common), sequence=sequence)


def _essay(table: Table, common: _Common) -> Item | None:
    rubric = tuple(_criterion(row) for row in table.tables("rubric", required=True, example='[{ criterion = "…", points = 2 }]'))
    total = sum(criterion.points for criterion in rubric)
    if table.has("rubric") and not rubric:
        table.error(_("`rubric` is empty"), _('write `rubric = [{ criterion = "…", points = 2 }]`'), "rubric")
    if rubric and table.has("points") and abs(common.points - total) > 1e-9:
        what = _("`points` is %(points)g, and the rubric adds up to %(total)g", points=common.points, total=total)
        table.error(what, _("write `points = %(total)g`, or leave `points` out", total=total), "points")
    low = table.whole("min_words", low=1, high=100_000)
    high = table.whole("max_words", low=1, high=100_000)
    if low is not None and high is not None and low > high:
        table.error(_("`min_words` is more than `max_words`"), _("write the smaller number in `min_words`"), "min_words")
    return EssayItem(**{**vars(common), "points": total or common.points}, rubric=rubric, min_words=low, max_words=high)


def _criterion(row: Table) -> Criterion:
    name = row.text("criterion", required=True)
    if not row.has("points") and not row.document.broken:
        row.error(_("`points` is missing"), _("write `points = 2`, the most this criterion gives"))
    points = row.number("points", 1.0, low=0.01, high=1000)
    levels = []
    for level in row.tables("levels"):
        reached = level.number("points", 0.0, low=0, high=1000)
        if reached > points:
            level.error(_("this level gives more points than its criterion"), _("write %(points)g or less", points=points), "points")
        levels.append(RubricLevel(reached, level.text("text", required=True)))
        level.finish()
    row.finish()
    if levels and max(level.points for level in levels) < points:
        what = _("no level of this criterion gives its %(points)g points", points=points)
        row.error(what, _("let the highest level have `points = %(points)g`", points=points), "levels")
    return Criterion(name, points, tuple(levels))


_READERS: dict[str, Callable[[Table, _Common], Item | None]] = {
    "single": _single,
    "multiple": _multiple,
    "true-false": _true_false,
    "short-text": _short_text,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
_KEYS_OF_KINDS = frozenset(
    {"options", "answer", "answers", "feedback_true", "feedback_false", "case_sensitive", "tolerance", "tolerance_kind", "unit"}
    | {"pairs", "distractors", "sequence", "rubric", "min_words", "max_words"}
)
