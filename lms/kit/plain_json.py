"""Frozen dataclasses to plain JSON values and back, so that a version can store what it was made of."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """``value`` as dicts, lists, text, numbers, booleans and None. Dates and times of day become ISO text."""
    if is_dataclass(value) and not isinstance(value, type):
        plain = {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
        kind = getattr(type(value), "KIND", None)
        return {"kind": kind, **plain} if kind else plain
    if isinstance(value, (tuple, list)):
        return [to_plain(element) for element in value]
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value


def from_plain(shape: type[T], plain: Any) -> T:
    """The value of type ``shape`` that ``to_plain`` turned into ``plain``. Keys that are missing take their defaults.

    Raises TypeError or KeyError when ``plain`` was not made by ``to_plain``.
    """
    wanted: Any = shape
    result: T = _restorer(wanted)(plain)
    return result


@cache
def _restorer(hint: Any) -> Callable[[Any], Any]:
    """What turns plain values into ``hint``: put together once for each type, because reading type hints is slow."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _restorer_of_union(hint)
    if origin is tuple:
        one = _restorer(get_args(hint)[0])
        return lambda plain: tuple(one(element) for element in plain)
    if is_dataclass(hint):
        return _restorer_of_dataclass(hint)
    if hint in (date, datetime, time):
        read: Callable[[Any], Any] = hint.fromisoformat
        return read
    return float if hint is float else lambda plain: plain


def _restorer_of_dataclass(shape: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(shape)
    parts = {field.name: _restorer(hints[field.name]) for field in fields(shape)}
    return lambda plain: shape(**{name: parts[name](element) for name, element in plain.items() if name in parts})


def _restorer_of_union(hint: Any) -> Callable[[Any], Any]:
    choices = [choice for choice in get_args(hint) if choice is not NoneType]
    if len(choices) == 1:
        only = _restorer(choices[0])
        return lambda plain: None if plain is None else only(plain)
    by_kind = {getattr(choice, "KIND", None): _restorer(choice) for choice in choices}
    return lambda plain: None if plain is None else by_kind[plain["kind"]](plain)
