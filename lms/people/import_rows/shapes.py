"""What is read out of a file, and what is wrong with it."""

from dataclasses import dataclass

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_BYTES = 10 * 1024 * 1024
MOST_TEXT = 40 * 1024 * 1024
"""Letters in all cells together: a workbook can say the same long text a million times in a few bytes."""
LOOKED_FOR_HEADINGS = 10
"""The headings stand in one of the first so many rows; above them may be a title."""

UNSAVED = "#EMPTY!"
"""Stands in a cell whose formula was saved without a value, so that nobody takes it for an empty one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the line of the file, the column's heading, and a sentence."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a file as text. ``sheet`` is empty for CSV; ``rows`` are those below the headings that hold anything, with their line."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    heading_line: int = 1
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    guessed: bool = False
    """A CSV file that is not in UTF-8: read as older Windows programs of western Europe write, which it may not be."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file holds no table: ``problem`` is a key of ``tables.PROBLEMS``."""

    problem: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the file. ``None``: the file has no such column, or the cell is empty: nothing is said about it."""

    line: int
    name: str
    email: str | None = None
    staff_number: str | None = None
    department: str | None = None
    post: str | None = None
    manager: str | None = None
    """An address in small letters, or a staff number."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One department or post of the file; a post has no parent, a department no grade. ``None``: nothing is said about it."""

    line: int
    code: str
    name: str
    parent: str | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class People:
    """The rows that could be read, what is wrong with the others, and whom the others mean as far as that can be told."""

    rows: tuple[PersonRow, ...]
    faults: tuple[Fault, ...]
    bad_emails: frozenset[str] = frozenset()
    bad_numbers: frozenset[str] = frozenset()
    nameless: int = 0
    """Bad rows that say neither address nor staff number: nobody knows whom they mean."""
    left: int = 0
    """Rows that say that the person left, as the directory's own file does: they count as not being in the file."""


@dataclass(frozen=True, slots=True)
class Units:
    """The departments or posts that could be read, and what is wrong with the other rows."""

    rows: tuple[UnitRow, ...]
    faults: tuple[Fault, ...]
