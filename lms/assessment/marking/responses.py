"""Reads what a form says about one item, and refuses what the item does not offer.

What is shown carries no key: options travel as ``<item key>.<place>``, where the place is the one shown in this attempt.
A response is plain JSON: ``{"option": 2}``, ``{"options": [0, 2]}``, ``{"value": true}``, ``{"text": "…"}``, ``{"right": [1, null]}``
or ``{"order": [2, 0, 1]}``, with the numbers of the course file. ``{}`` is no answer.
"""

from collections.abc import Callable, Sequence
from typing import Any

from lms.assessment.marking.fractions import choices
from lms.assessment.marking.numbers import readings
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
from lms.kit.errors import DomainError
from lms.kit.words import gettext as _

ESSAY_BYTES = 20_000
SHORT_LETTERS = 500

Order = Sequence[int]


class ResponseRefused(DomainError):
    """The answer cannot be one to this question."""

    status = 422


def size_of_order(item: Item) -> int:
    """How many things of ``item`` are shown in an order of the attempt's own."""
    if isinstance(item, (SingleItem, MultipleItem)):
        return len(item.options)
    if isinstance(item, MatchingItem):
        return len(choices(item))
    return len(item.sequence) if isinstance(item, OrderingItem) else 0


def read_response(item: Item, values: Sequence[str], order: Order) -> dict[str, Any]:
    """The response that the form's ``values`` make; ``order`` holds the item's own numbers in the order shown.

    :raises ResponseRefused: for choices of another question, repeated ones, and texts that are too long or no number.
    """
    return _READERS[type(item)](item, list(values), order)


def form_values(item: Item, response: dict[str, Any], order: Order) -> list[str]:
    """The values that ``read_response`` would read as ``response``: what the form shows as chosen."""
    place = {number: f"{item.key}.{position}" for position, number in enumerate(order)}
    if not response:
        return [place[number] for number in order] if isinstance(item, OrderingItem) else []
    if isinstance(item, SingleItem):
        return [place[response["option"]]]
    if isinstance(item, TrueFalseItem):
        return ["true" if response["value"] else "false"]
    if isinstance(item, MatchingItem):
        return ["" if number is None else place[number] for number in response["right"]]
    numbers = response.get("options", response.get("order"))
    return [response["text"]] if numbers is None else [place[number] for number in numbers]


def moved(values: Sequence[str], move: str) -> list[str]:
    """``values`` after a button was pressed that says ``<value>:up`` or ``<value>:down``."""
    order = list(values)
    value, _colon, direction = move.partition(":")
    if value in order:
        place = order.index(value)
        order.insert(max(0, place - 1) if direction == "up" else place + 1, order.pop(place))
    return order


def cleaned(text: str) -> str:
    """``text`` without what databases refuse: NUL and halves of characters; line ends are plain."""
    whole = text.encode("utf-8", "replace").decode()
    return whole.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _number(item: Item, value: str, order: Order) -> int:
    key, _dot, place = value.rpartition(".")
    if key != item.key or not (place.isascii() and place.isdigit() and len(place) <= 4 and int(place) < len(order)):
        raise ResponseRefused(_("This choice does not belong to the question. Load the page again and choose once more."))
    return order[int(place)]


def _at_most(values: list[str], count: int) -> list[str]:
    if len(values) > count:
        raise ResponseRefused(_("More was chosen than the question offers. Load the page again and choose once more."))
    return values


def _single(item: SingleItem, values: list[str], order: Order) -> dict[str, Any]:
    given = [value for value in _at_most(values, 1) if value]
    return {"option": _number(item, given[0], order)} if given else {}


def _multiple(item: MultipleItem, values: list[str], order: Order) -> dict[str, Any]:
    numbers = {_number(item, value, order) for value in _at_most(values, len(order)) if value}
    if len(numbers) < len([value for value in values if value]):
        raise ResponseRefused(_("A choice was sent more than once. Load the page again and choose once more."))
    return {"options": sorted(numbers)} if numbers else {}


def _true_false(item: TrueFalseItem, values: list[str], order: Order) -> dict[str, Any]:
    given = [value for value in _at_most(values, 1) if value]
    if given and given[0] not in ("true", "false"):
        raise ResponseRefused(_("Choose true or false."))
    return {"value": given[0] == "true"} if given else {}


def _short_text(item: ShortTextItem, values: list[str], order: Order) -> dict[str, Any]:
    text = " ".join(cleaned("".join(_at_most(values, 1))).split())
    if len(text) > SHORT_LETTERS:
        raise ResponseRefused(_("A short answer has at most %(count)s characters. Shorten it.", count=SHORT_LETTERS))
    return {"text": text} if text else {}


def _numerical(item: NumericalItem, values: list[str], order: Order) -> dict[str, Any]:
    text = cleaned("".join(_at_most(values, 1))).strip()
    if text and not readings(text, item.unit):
        raise ResponseRefused(_("This is not a number that can be read. Write digits, such as 12.5 or 1 200."))
    return {"text": text} if text else {}


def _matching(item: MatchingItem, values: list[str], order: Order) -> dict[str, Any]:
    if values and len(values) != len(item.pairs):
        raise ResponseRefused(_("The pairs do not fit the question. Load the page again and choose once more."))
    numbers = [_number(item, value, order) if value else None for value in values]
    return {"right": numbers} if any(number is not None for number in numbers) else {}


def _ordering(item: OrderingItem, values: list[str], order: Order) -> dict[str, Any]:
    """The order as it was shown, which is never the right one, is no answer: nobody touched it."""
    numbers = [_number(item, value, order) for value in _at_most(values, len(order))]
    if values and sorted(numbers) != sorted(order):
        raise ResponseRefused(_("The order must hold each entry once. Load the page again and put them in order."))
    return {"order": numbers} if numbers and numbers != list(order) else {}


def _essay(item: EssayItem, values: list[str], order: Order) -> dict[str, Any]:
    text = cleaned("".join(_at_most(values, 1))).strip()
    if len(text.encode()) > ESSAY_BYTES:
        raise ResponseRefused(_("This text is longer than %(limit)s KB. Shorten it.", limit=ESSAY_BYTES // 1000))
    return {"text": text} if text else {}


_READERS: dict[type[Item], Callable[[Any, list[str], Order], dict[str, Any]]] = {
    SingleItem: _single,
    MultipleItem: _multiple,
    TrueFalseItem: _true_false,
    ShortTextItem: _short_text,
    NumericalItem: _numerical,
    MatchingItem: _matching,
    OrderingItem: _ordering,
    EssayItem: _essay,
}
