"""Two versions of a strategy compared for people: objectives, indicators and initiatives that are new, gone or changed, word by word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Kind = Literal["added", "removed", "changed", "same"]
What = Literal["objective", "indicator", "initiative"]
Words = tuple[tuple[Literal["same", "added", "removed"], str], ...]

MOST_WORDS = 4000
"""Longer texts are shown as a whole, before and after: matching their words would take seconds."""

HEAD = ("title", "vision", "starts_on", "ends_on")
OBJECTIVE = ("code", "title", "why", "retired")
INDICATOR = ("title", "unit", "baseline", "baseline_on", "target", "due_on", "source", "every_months", "euro_per_unit", "euro_source", "retired")
INITIATIVE = ("title", "state")
"""The fields of each part, in the order in which they are read."""

FIELDS_OF: Mapping[What, tuple[str, ...]] = {"objective": OBJECTIVE, "indicator": INDICATOR, "initiative": INITIATIVE}

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says something else now."""

    field: str
    words: Words


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an objective, an indicator or an initiative; ``parts`` are the indicators and the initiatives of an objective."""

    kind: Kind
    name: str
    what: What = "objective"
    fields: tuple[FieldChange, ...] = ()
    parts: tuple["Change", ...] = ()

    @property
    def is_something(self) -> bool:
        """Whether there is anything to read."""
        return self.kind != "same" or any(part.is_something for part in self.parts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that two versions do not share."""

    head: tuple[FieldChange, ...]
    objectives: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not self.head and not self.objectives


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """What ``after`` says otherwise than ``before``; both are contents of versions."""
    changes = _changes(before.get("objectives", ()), after.get("objectives", ()), "objective")
    return Comparison(_fields(before, after, HEAD), tuple(change for change in changes if change.is_something))


def _changes(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], what: What) -> list[Change]:
    """One change per thing: in the order of now, with what is gone behind."""
    old = {one["id"]: one for one in before}
    new = {one["id"]: one for one in after}
    return [_change(old.get(key), new.get(key), what) for key in [*new, *(key for key in old if key not in new)]]


def _change(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, what: What) -> Change:
    there = new if new is not None else old
    assert there is not None  # noqa: S101  (a thing is in one of both)
    parts = [*_parts(old, new, "indicators", "indicator"), *_parts(old, new, "initiatives", "initiative")]
    changed = _fields(old, new, FIELDS_OF[what])
    kind: Kind = "added" if old is None else "removed" if new is None else "changed" if changed else "same"
    return Change(kind, name_of(there), what, changed, tuple(part for part in parts if part.is_something))


def _parts(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, key: str, what: What) -> list[Change]:
    """The parts of one kind. Versions of earlier editions of the house do not know each kind: of what one of both does not know, nothing is said."""
    if any(side is not None and key not in side for side in (old, new)):
        return []
    return _changes((old or {}).get(key, ()), (new or {}).get(key, ()), what)


def name_of(thing: Mapping[str, Any]) -> str:
    """How a reader knows an objective, an indicator or an initiative: ``O1 Title``."""
    return " ".join(part for part in (thing.get("code", ""), thing["title"]) if part)


def _fields(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, fields: tuple[str, ...]) -> tuple[FieldChange, ...]:
    """The fields that say something else; what a version of an earlier edition of the house does not know is left out."""
    known = [field for field in fields if all(side is None or field in side for side in (old, new))]
    pairs = ((field, _text((old or {}).get(field)), _text((new or {}).get(field))) for field in known)
    return tuple(FieldChange(field, words(before, after)) for field, before, after in pairs if before != after)


def _text(value: Any) -> str:
    return "" if value in (None, False) else "✓" if value is True else str(value)


def words(before: str, after: str) -> Words:
    """Both texts in one, word by word: what stayed, what went, what is new."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return tuple((kind, text) for kind, text in (("removed", before), ("added", after)) if text)  # type: ignore[misc]
    pieces: list[tuple[Literal["same", "added", "removed"], str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(("removed", "".join(old[a:b])))
        if d > c:
            pieces.append(("added", "".join(new[c:d])))
    return tuple(pieces)
