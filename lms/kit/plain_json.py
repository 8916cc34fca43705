"""Frozen dataclasses to plain JSON values and back, so that a version can store what it was made of."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """``value`` as dicts, lists, text, numbers, booleans and None. Dates, instants and times of day become ISO text."""
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
    result: T = _restore(shape, plain)
    return result


def _restore(hint: Any, plain: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _restore_union(hint, plain)
    if origin is tuple:
        return tuple(_restore(get_args(hint)[0], element) for element in plain)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        known = {field.name for field in fields(hint)}
        shape: Any = hint
        return shape(**{name: _restore(hints[name], element) for name, element in plain.items() if name in known})
    if hint in (date, datetime, time):
        return hint.fromisoformat(plain)
    return float(plain) if hint is float else plain


def _restore_union(hint: Any, plain: Any) -> Any:
    choices = [choice for choice in get_args(hint) if choice is not NoneType]
    if plain is None:
        return None
    if len(choices) == 1:
        return _restore(choices[0], plain)
    by_kind = {getattr(choice, "KIND", None): choice for choice in choices}
    return _restore(by_kind[plain["kind"]], plain)
