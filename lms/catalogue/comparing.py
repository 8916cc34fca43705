"""Two texts, or two folders, compared for people: what stayed, what went, what is new."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed", "gap"]
Change = Literal["added", "removed", "changed", "same"]

MOST_LINES = 4000
"""Longer texts are compared as a whole: matching their lines would take minutes."""

MOST_SHOWN = 3000


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a comparison; line numbers count from 1, None on the side where the line is not."""

    kind: Kind
    before: int | None
    after: int | None
    text: str

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter((self.kind, self.before, self.after, self.text))


@dataclass(frozen=True, slots=True)
class FileChange:
    """What happened to a file between two folders."""

    path: str
    change: Change


def compare_folders(before: Mapping[str, str], after: Mapping[str, str]) -> list[FileChange]:
    """Files (path -> hash) that were added, removed or changed, by path."""
    changes = []
    for path in sorted({*before, *after}):
        if path not in after:
            changes.append(FileChange(path, "removed"))
        elif path not in before:
            changes.append(FileChange(path, "added"))
        elif before[path] != after[path]:
            changes.append(FileChange(path, "changed"))
    return changes


def compare_texts(before: str, after: str, *, around: int = 3) -> list[DiffLine]:
    """The lines that differ, with ``around`` lines before and after each; nothing for the same text."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return []
    if max(len(old), len(new)) > MOST_LINES:
        return _whole(old, new)
    lines: list[DiffLine] = []
    matcher = SequenceMatcher(None, old, new, autojunk=True)
    for group in matcher.get_grouped_opcodes(around):
        if lines or group[0][1] > 0:
            lines.append(DiffLine("gap", None, None, ""))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                lines += [DiffLine("same", old_from + n + 1, new_from + n + 1, old[old_from + n]) for n in range(old_to - old_from)]
                continue
            lines += [DiffLine("removed", n + 1, None, old[n]) for n in range(old_from, old_to)]
            lines += [DiffLine("added", None, n + 1, new[n]) for n in range(new_from, new_to)]
    return _cut(lines)


def _whole(old: list[str], new: list[str]) -> list[DiffLine]:
    """Long texts without matching: only what they share at the beginning and at the end is left out."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    half = MOST_SHOWN // 2
    removed = [DiffLine("removed", n + 1, None, old[n]) for n in range(start, len(old) - end)]
    added = [DiffLine("added", None, n + 1, new[n]) for n in range(start, len(new) - end)]
    return _cut(removed, half) + _cut(added, half)


def _cut(lines: list[DiffLine], most: int = MOST_SHOWN) -> list[DiffLine]:
    return lines if len(lines) <= most else [*lines[:most], DiffLine("gap", None, None, "")]
