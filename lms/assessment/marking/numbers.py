"""Reads a number as people type it: decimal comma or point, separated thousands, a unit before or behind."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

MOST_LETTERS = 60
GREATEST = Decimal("1e30")

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:'\d{3})+(?P<rest>[.,]\d*)?")
_POWER = re.compile(r"\d\s*[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹₊₋₀₁₂₃₄₅₆₇₈₉]")
"""Digits above or below the line, behind a number: another number than with the same digits on the line."""
_NUMBER = re.compile(r"[+-]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d{1,2})?")


def readings(text: str, unit: str = "") -> tuple[Decimal, ...]:
    """The numbers that ``text`` can mean: none when it is no number, two for ``1,234`` (a decimal or a thousand).

    ``unit`` may stand before or behind. What is not finite or greater than 1e30 is no number.
    """
    if len(text) > MOST_LETTERS or _POWER.search(text.replace(unit, " ") if unit else text):
        return ()
    bare = _without_unit(_folded(text), _folded(unit))
    grouped = _GROUPED.fullmatch(bare.replace(" ", "'").replace("’", "'"))
    if grouped:
        bare = grouped[0].replace("'", "").replace(",", ".")
        return _finite((bare,))
    if not _NUMBER.fullmatch(bare):
        return ()
    return _finite(_spellings(bare))


def _folded(text: str) -> str:
    """One kind of space, digit and minus; no capitals."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    return _SPACES.sub(" ", plain).strip().casefold()


def _without_unit(text: str, unit: str) -> str:
    if unit and text.endswith(unit):
        text = text[: -len(unit)]
    elif unit and text.startswith(unit):
        text = text[len(unit) :]
    return re.sub(r"^([+-]) ", r"\1", text.strip())


def _spellings(bare: str) -> tuple[str, ...]:
    """``bare`` with a point before its decimals, in each way that it can be read."""
    comma, point = bare.count(","), bare.count(".")
    if comma and point:
        decimal, thousands = (",", ".") if bare.rindex(",") > bare.rindex(".") else (".", ",")
        return _ungrouped(bare, thousands, decimal)
    if comma + point == 0:
        return (bare,)
    mark = "," if comma else "."
    if comma + point > 1:
        return _ungrouped(bare, mark, "")
    return (bare.replace(mark, "."), *_ungrouped(bare, mark, ""))


def _ungrouped(bare: str, thousands: str, decimal: str) -> tuple[str, ...]:
    """``bare`` without its thousands separators, if they stand at thousands."""
    whole, _mark, rest = bare.partition(decimal) if decimal else (bare, "", "")
    if not re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+", whole) or thousands in rest:
        return ()
    whole = whole.replace(thousands, "")
    return (f"{whole}.{rest}" if rest else whole,)


def _finite(spellings: tuple[str, ...]) -> tuple[Decimal, ...]:
    found = []
    for spelling in spellings:
        if not _PLAIN.fullmatch(spelling):
            continue
        try:
            number = Decimal(spelling)
        except InvalidOperation:
            continue
        if number.is_finite() and abs(number) <= GREATEST:
            found.append(number)
    return tuple(found)
