"""A report as a table of plain values: the same for the page, CSV, XLSX and PDF, so that no form says more than another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lms.kit.bands import Change
from lms.kit.words import gettext as _


class Held:
    """A figure that is held back, since it would tell of fewer than ten people."""

    def __str__(self) -> str:
        return _("held back")


HELD = Held()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its words, and whether it holds figures."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A report with what is needed to read it elsewhere: filters, date, definitions."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    """Text, numbers, dates, None, what says itself in words (a share, a change), or ``HELD``."""
    as_of: date
    filters: Sequence[tuple[str, str]] = ()
    definitions: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = field(default=())

    @property
    def held_back(self) -> int:
        """How many figures are held back."""
        return sum(value is HELD for row in self.rows for value in row)


def words(value: Any) -> Any:
    """``value`` as a page says it: numbers and dates stay what they are, shares and changes become words."""
    return value if value is None or isinstance(value, (str, int, float, date)) else str(value)


def figure(value: Any) -> Any:
    """``value`` as a file to reckon with holds it: a change in points is a number, what is told otherwise says itself in words."""
    return value.points if isinstance(value, Change) and value.points is not None else value


def lines_above(table: Table, city: str, day: str) -> Iterator[Sequence[object]]:
    """What stands over a list in a file: what it is, of which day, with which filters."""
    yield [table.title]
    yield [city, _("Figures of %(day)s", day=day)]
    for label, value in table.filters:
        yield [label, value]
    for note in table.notes:
        yield [note]
    yield []


def definition_lines(table: Table) -> Iterator[Sequence[object]]:
    """What each figure means."""
    for term, meaning in table.definitions:
        yield [term, meaning]
