"""A report as a table of plain values: the same for the page, CSV, XLSX and PDF, so that no form says more than another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lms.kit.words import gettext as _
from lms.reports.disclosure.bands import Change, Share, Side, Trend


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
    """Text, numbers, dates, None, a ``Share``, a ``Change`` or ``HELD``."""
    as_of: date
    filters: Sequence[tuple[str, str]] = ()
    definitions: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = field(default=())

    @property
    def held_back(self) -> int:
        """How many figures are held back."""
        return sum(value is HELD for row in self.rows for value in row)


def words(value: Any) -> Any:
    """``value`` as a file says it: numbers and dates stay what they are."""
    if isinstance(value, Share):
        return share_words(value)
    if isinstance(value, Change):
        return change_words(value)
    if isinstance(value, Held):
        return str(value)
    return value


def share_words(share: Share) -> str:
    """``62 %``, ``under 10 %``, ``over 90 %``."""
    if share.side is Side.LOW:
        return _("under 10 %")
    if share.side is Side.HIGH:
        return _("over 90 %")
    return _("%(percent)s %%", percent=share.percent)


def change_words(change: Change) -> str:
    """``+4 points``, or the direction alone."""
    if change.points is not None:
        return _("%(points)s points", points=f"{change.points:+d}") if change.points else _("no change")
    return {Trend.UP: _("up"), Trend.DOWN: _("down"), Trend.SAME: _("no change")}[change.trend]


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
