"""What differs between two texts of a framework, entry by entry, so that a person can read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from lms.competency.framework_files import FrameworkSpec
from lms.kit.plain_json import to_plain

What = Literal["added", "missing", "reworded"]
Piece = tuple[Literal["same", "removed", "added"], str]

LISTS = (
    ("area", "areas", "code"),
    ("competence", "competences", "code"),
    ("level", "levels", "number"),
    ("outcome", "outcomes", "code"),
    ("statement", "statements", "code"),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of an entry that changed: its name, and the words in pieces."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that is new, is not named any more, or says something else."""

    kind: str
    code: str
    what: What
    title: str
    wordings: tuple[Wording, ...] = ()


def differences(before: FrameworkSpec, after: FrameworkSpec, *, empty_counts: bool = True) -> tuple[Difference, ...]:
    """What an entry-by-entry comparison finds, in the order of areas, competences, levels, outcomes and statements.

    Unless ``empty_counts``, a text that ``after`` leaves empty changes nothing: a file without descriptions says nothing about them.
    """
    found: list[Difference] = []
    for kind, name, key in LISTS:
        old = {str(getattr(one, key)): to_plain(one) for one in getattr(before, name)}
        new = {str(getattr(one, key)): to_plain(one) for one in getattr(after, name)}
        found += [Difference(kind, code, "added", _title(facts)) for code, facts in new.items() if code not in old]
        for code, facts in old.items():
            if code not in new:
                found.append(Difference(kind, code, "missing", _title(facts)))
            elif wordings := _wordings(facts, new[code], empty_counts):
                found.append(Difference(kind, code, "reworded", _title(facts), wordings))
    return tuple(found)


def _title(facts: Mapping[str, Any]) -> str:
    return str(facts.get("title") or facts.get("text") or facts.get("band") or "")


def _wordings(old: Mapping[str, Any], new: Mapping[str, Any], empty_counts: bool) -> tuple[Wording, ...]:
    said = (name for name in old if new[name] != old[name] and (empty_counts or new[name] != ""))
    return tuple(Wording(name, in_words(str(old[name]), str(new[name]))) for name in said)


def in_words(old: str, new: str) -> tuple[Piece, ...]:
    """Both texts as one, in pieces that stayed, went or came, word by word."""
    before, after = old.split(), new.split()
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", " ".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(("removed", " ".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(("added", " ".join(after[j1:j2])))
    return tuple(pieces)
