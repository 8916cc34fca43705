"""Frozen dataclasses to plain JSON values and back, so that a version can store what it was made of."""

from dataclasses import fields, is_dataclass
from datetime import date, time
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
    result: T = _restore(shape, plain)
    return result


def _restore(hint: Any, plain: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _restore_union(hint, plain)
    if origin is tuple:
        return tuple(_restore(get_args(hint)[0], element) for element in plain)
    if is_dataclass(hint):
        shape: Any = hint
        hints = _hints_of(shape)
        return shape(**{name: _restore(hints[name], element) for name, element in plain.items() if name in hints})
    if hint in (date, time):
        return hint.fromisoformat(plain)
    return float(plain) if hint is float else plain


@cache
def _hints_of(shape: Any) -> dict[str, Any]:
    """Name -> type of the fields of a dataclass; looking them up costs more than restoring a value."""
    hints = get_type_hints(shape)
    return {field.name: hints[field.name] for field in fields(shape)}


def _restore_union(hint: Any, plain: Any) -> Any:
    choices = [choice for choice in get_args(hint) if choice is not NoneType]
    if plain is None:
        return None
    if len(choices) == 1:
        return _restore(choices[0], plain)
    by_kind = {getattr(choice, "KIND", None): choice for choice in choices}
    return _restore(by_kind[plain["kind"]], plain)
