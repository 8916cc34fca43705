"""What is wrong in a file that somebody wrote: one value per mistake, all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from lms.kit.words import gettext as _

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
