"""An answer in words, and what was right about it. Texts are Markdown of the course file unless ``typed``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.assessment.marking.fractions import Response, choices, option_fraction
from lms.assessment.marking.patterns import fits
from lms.catalogue.course_files.items import (
    EssayItem,
    Item,
    MatchingItem,
    MultipleItem,
    NumericalItem,
    OrderingItem,
    ShortTextItem,
    SingleItem,
    TrueFalseItem,
)
from lms.kit.words import gettext as _
from lms.kit.words import measured


@dataclass(frozen=True, slots=True)
class Line:
    """A possible answer: whether it was given, and whether it is right. ``typed`` text is shown as it stands."""

    text: str
    chosen: bool = False
    right: bool = False
    feedback: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One pair or one place: what was given there, and what belongs there."""

    label: str
    given: str
    expected: str
    right: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that tells the key of an item; for results and practice, never before."""

    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    feedback: str = ""


def in_words(item: Item, response: Response) -> list[Line]:
    """The answer itself, without a word on whether it is right."""
    if not response:
        return []
    if isinstance(item, (SingleItem, MultipleItem)):
        chosen = response.get("options", [response.get("option")])
        return [Line(item.options[number].text, chosen=True) for number in chosen]
    if isinstance(item, TrueFalseItem):
        return [Line(_("True") if response["value"] else _("False"), chosen=True, typed=True)]
    if isinstance(item, MatchingItem):
        offered = choices(item)
        given = ["…" if number is None else offered[number] for number in response["right"]]
        return [Line(f"{pair.left} → {text}", chosen=True, typed=True) for pair, text in zip(item.pairs, given, strict=True)]
    if isinstance(item, OrderingItem):
        return [Line(f"{place}. {item.sequence[number]}", chosen=True, typed=True) for place, number in enumerate(response["order"], start=1)]
    return [Line(response["text"], chosen=True, typed=True)]


def explain(item: Item, response: Response, order: Sequence[int]) -> Explanation:
    """What was given beside what is right, with the feedback that belongs to it; options in the ``order`` they were shown."""
    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    if isinstance(item, (SingleItem, MultipleItem)):
        lines = _options(item, response, order)
    elif isinstance(item, TrueFalseItem):
        lines = _true_false(item, response)
    elif isinstance(item, ShortTextItem):
        lines = _short_text(item, response)
    elif isinstance(item, NumericalItem):
        lines = _numerical(item, response)
    elif isinstance(item, MatchingItem):
        rows = _matching(item, response)
    elif isinstance(item, OrderingItem):
        rows = _ordering(item, response)
    elif isinstance(item, EssayItem) and response:
        lines = (Line(response["text"], chosen=True, typed=True),)
    return Explanation(lines, rows, item.feedback)


def _options(item: SingleItem | MultipleItem, response: Response, order: Sequence[int]) -> tuple[Line, ...]:
    chosen = response.get("options", [response.get("option")])
    return tuple(
        Line(option.text, chosen=number in chosen, right=_is_right(item, number), feedback=option.feedback if number in chosen else "")
        for number, option in ((number, item.options[number]) for number in order)
    )


def _is_right(item: SingleItem | MultipleItem, number: int) -> bool:
    return option_fraction(item, number) > 0 if isinstance(item, MultipleItem) else item.options[number].correct


def _true_false(item: TrueFalseItem, response: Response) -> tuple[Line, ...]:
    given: Any = response.get("value")
    feedback = item.feedback_true if given else item.feedback_false
    return tuple(
        Line(word, chosen=given is value, right=item.answer is value, feedback=feedback if given is value else "", typed=True)
        for value, word in ((True, _("True")), (False, _("False")))
    )


def _short_text(item: ShortTextItem, response: Response) -> tuple[Line, ...]:
    given = response.get("text", "")
    fitting = [answer for answer in item.answers if given and fits(answer.text, given, case_sensitive=item.case_sensitive)]
    best = max(fitting, key=lambda answer: answer.fraction, default=None)
    right = best is not None and best.fraction == 1
    own = (Line(given, chosen=True, right=right, feedback=best.feedback if best else "", typed=True),) if given else ()
    key = next((answer.text for answer in item.answers if answer.fraction == 1), "")
    shown = key.replace(r"\*", "\0").replace("*", "…").replace("\0", "*")
    return own if right else (*own, Line(shown, right=True, typed=True))


def _numerical(item: NumericalItem, response: Response) -> tuple[Line, ...]:
    margin = measured(f"{item.tolerance * 100:g}", "%") if item.tolerance_kind == "relative" else measured(f"{item.tolerance:g}", item.unit)
    key = measured(f"{item.answer:.12g}", item.unit) + (f" (± {margin})" if item.tolerance else "")
    given = response.get("text", "")
    return (*((Line(given, chosen=True, typed=True),) if given else ()), Line(key, right=True, typed=True))


def _matching(item: MatchingItem, response: Response) -> tuple[Row, ...]:
    offered, chosen = choices(item), response.get("right", [None] * len(item.pairs))
    given = ["" if number is None else offered[number] for number in chosen]
    return tuple(Row(pair.left, text, pair.right, text == pair.right) for pair, text in zip(item.pairs, given, strict=True))


def _ordering(item: OrderingItem, response: Response) -> tuple[Row, ...]:
    chosen = response.get("order", [])
    given = [item.sequence[number] for number in chosen] or [""] * len(item.sequence)
    return tuple(Row(str(place), text, right, text == right) for place, (text, right) in enumerate(zip(given, item.sequence, strict=True), start=1))
