"""What is wrong in a file that somebody wrote: one value per mistake, all of them at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from lms.kit.words import gettext as _

_MANY = 4  # files in which one kind of problem is told once for all
_MOST_DETAILS = 30
_QUOTED = re.compile(r"`[^`]*`")
Severity = Literal["error", "advice"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it stands, what it is, and what to write instead. Lines count from 1."""

    file: str
    line: int
    what: str
    instead: str
    severity: Severity = "error"

    @property
    def is_error(self) -> bool:
        """True when the mistake stops publication."""
        return self.severity == "error"

    def __str__(self) -> str:
        mark = "" if self.is_error else _("advice: ")
        return f"{self.file}:{self.line}: {mark}{self.what}: {self.instead}"


@dataclass(slots=True)
class Findings:
    """Collects the problems of one reading, so that no check stops the next one."""

    found: list[Problem] = field(default_factory=list)

    def error(self, file: str, line: int, what: str, instead: str) -> None:
        """Add a mistake that stops publication."""
        self.found.append(Problem(file, max(line, 1), what, instead))

    def advice(self, file: str, line: int, what: str, instead: str) -> None:
        """Add a mistake that may stay."""
        self.found.append(Problem(file, max(line, 1), what, instead, "advice"))

    def in_order(self) -> tuple[Problem, ...]:
        """All problems by file and line, each once."""
        return in_order(self.found)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort ``problems`` by file, line, errors before advice; the same problem is kept once."""
    return tuple(sorted(set(problems), key=lambda p: (p.file, p.line, not p.is_error, p.what, p.instead)))


def told_together(problems: Iterable[Problem]) -> list[str]:
    """Each problem as a line, those of one kind together: the first in full, the others of its file by their lines.

    What is wrong in many files, or of files as a whole, is told once, the others by file and line.
    """
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((_QUOTED.sub("`…`", problem.what), problem.severity), []).append(problem)
    told: list[tuple[Problem, str]] = []
    for group in kinds.values():
        files = {problem.file: [other for other in group if other.file == problem.file] for problem in group}
        if len(files) >= _MANY or all(problem.line == 1 for problem in group):
            told.append((group[0], _told_of_files(files)))
        else:
            told += [(part[0], _told_of_file(part)) for part in files.values()]
    return [text for _first, text in sorted(told, key=lambda entry: (entry[0].file, entry[0].line))]


def _told_of_file(group: list[Problem]) -> str:
    first, *others = group
    places = ", ".join(dict.fromkeys(f"{other.line}{_detail(other, first)}" for other in others))
    likewise = _("likewise in line %(places)s", places=places)
    return f"{first}\n    {likewise}" if others else str(first)


def _told_of_files(files: dict[str, list[Problem]]) -> str:
    first = next(iter(files.values()))[0]
    few = sum(map(len, files.values())) <= _MOST_DETAILS
    places = []
    for file, group in files.items():
        lines = dict.fromkeys(f"{other.line}{_detail(other, first) if few else ''}" for other in group if other is not first)
        whole = all(other.line == 1 for other in group)
        places += [f"{file}{_detail(group[0], first) if few else ''}" if whole else f"{file}:{', '.join(lines)}"] if lines else []
    likewise = _("likewise %(places)s", places="; ".join(places))
    return f"{first}\n    {likewise}" if places else str(first)


def _detail(problem: Problem, first: Problem) -> str:
    shown = _QUOTED.search(problem.what)
    return f" ({shown[0]})" if shown and problem.what != first.what else ""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    folded = {candidate.casefold(): candidate for candidate in sorted(known)}
    close = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def write_nearest(word: str, known: Iterable[str]) -> str:
    """What to write instead of ``word``: the nearest known word, or the list of all of them."""
    choices = sorted(known)
    meant = nearest(word, choices)
    if meant is not None:
        return _("write `%(meant)s`", meant=meant)
    if not choices:
        return _("take it out")
    return _("write one of %(choices)s", choices=", ".join(f"`{choice}`" for choice in choices[:12]))
