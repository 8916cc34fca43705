"""What share of an item's points a response earns. Responses are those that ``responses.read_response`` gives."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from lms.assessment.marking.numbers import readings
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

Response = Mapping[str, Any]

_PLACES = Decimal("0.0000001")
NOTHING, ALL = Decimal(0), Decimal(1)


def fraction(item: Item, response: Response) -> Decimal | None:
    """The share of ``item``'s points that ``response`` earns, 0 to 1 with seven places; None for an essay, which a person marks.

    No answer (an empty response) earns nothing, an essay's neither.
    """
    if not response:
        return NOTHING
    if isinstance(item, EssayItem):
        return None
    return _MARKERS[type(item)](item, response)


def option_fraction(item: MultipleItem, index: int) -> Fraction:
    """What choosing the option at ``index`` counts, -1 to 1."""
    option = item.options[index]
    if any(each.fraction is not None for each in item.options):
        return Fraction(str(option.fraction or 0))
    right = sum(each.correct for each in item.options)
    return Fraction(1, right) if option.correct else Fraction(-1, len(item.options) - right)


def choices(item: MatchingItem) -> tuple[str, ...]:
    """The right sides to choose from, each once, with the distractors."""
    return tuple(dict.fromkeys([*(pair.right for pair in item.pairs), *item.distractors]))


def _decimal(share: Fraction) -> Decimal:
    clamped = min(max(share, Fraction(0)), Fraction(1))
    return (Decimal(clamped.numerator) / Decimal(clamped.denominator)).quantize(_PLACES, ROUND_HALF_UP)


def _single(item: SingleItem, response: Response) -> Decimal:
    return ALL if item.options[response["option"]].correct else NOTHING


def _multiple(item: MultipleItem, response: Response) -> Decimal:
    return _decimal(sum((option_fraction(item, index) for index in response["options"]), Fraction(0)))


def _true_false(item: TrueFalseItem, response: Response) -> Decimal:
    return ALL if response["value"] is item.answer else NOTHING


def _short_text(item: ShortTextItem, response: Response) -> Decimal:
    fitting = [answer.fraction for answer in item.answers if fits(answer.text, response["text"], case_sensitive=item.case_sensitive)]
    return _decimal(Fraction(str(max(fitting, default=0))))


def _numerical(item: NumericalItem, response: Response) -> Decimal:
    answer, tolerance = Decimal(str(item.answer)), Decimal(str(item.tolerance))
    margin = tolerance * abs(answer) if item.tolerance_kind == "relative" else tolerance
    return ALL if any(abs(number - answer) <= margin for number in readings(response["text"], item.unit)) else NOTHING


def _matching(item: MatchingItem, response: Response) -> Decimal:
    offered = choices(item)
    right = sum(chosen is not None and offered[chosen] == pair.right for pair, chosen in zip(item.pairs, response["right"], strict=True))
    return _decimal(Fraction(right, len(item.pairs)))


def _ordering(item: OrderingItem, response: Response) -> Decimal:
    right = sum(place == index for place, index in enumerate(response["order"]))
    return _decimal(Fraction(right, len(item.sequence)))


_MARKERS: dict[type[Item], Callable[[Any, Response], Decimal]] = {
    SingleItem: _single,
    MultipleItem: _multiple,
    TrueFalseItem: _true_false,
    ShortTextItem: _short_text,
    NumericalItem: _numerical,
    MatchingItem: _matching,
    OrderingItem: _ordering,
}
