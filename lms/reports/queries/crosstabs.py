"""Counts of people by department and one thing more, of which no figure tells of fewer than ten people."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms.kit import bands
from lms.kit.i18n import gettext as _
from lms.kit.tables import HELD
from lms.reports.disclosure.grouping import Entry, Grouping
from lms.reports.queries.frame import Frame

Kind = UUID | str
"""A post or course, or a grade."""
Counts = tuple[int, ...]
"""People first, then what is counted of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one row, or that they are held back."""

    label: str
    counts: Counts | None

    def people(self) -> Any:
        """How many people it is about."""
        return HELD if self.counts is None else self.counts[0]

    def share(self, place: int) -> Any:
        """The share of them of whom the count at ``place`` is told."""
        return HELD if self.counts is None else bands.share(self.counts[place], self.counts[0])

    def average_where(self, shared: int, place: int, *, per: int = 1) -> Any:
        """The average over them of the sum at ``place``; nothing where the share of the count at ``shared`` is near an end."""
        if self.counts is None:
            return HELD
        return bands.average(self.counts[place] / per, self.counts[0], bands.share(self.counts[shared], self.counts[0]))


class Crosstab:
    """Counts by (department itself, kind), where the kind is a post, a grade or a course."""

    def __init__(self, frame: Frame, cells: Iterable[tuple[UUID, Kind, Sequence[Any]]], *, sums_over_kinds: bool = True) -> None:
        """``sums_over_kinds`` is false where a person may be in several kinds: then no figure of all kinds is given."""
        self._frame = frame
        self._sums: dict[Entry, Counts] = {}
        people: dict[tuple[Hashable, Hashable], int] = {}
        for department, kind, values in cells:
            counts = tuple(int(value or 0) for value in values)
            people[department, kind] = counts[0]
            self._add(department, kind, counts)
        barred = () if sums_over_kinds else [Entry(node, None) for node in (None, *frame.counted.above)]
        self._grouping = Grouping(frame.counted, [people], barred=barred)

    def _add(self, department: UUID, kind: Kind, counts: Counts) -> None:
        for node in self._frame.counted.way_up(department):
            for entry in (Entry(node, kind), Entry(node, None)):
                before = self._sums.get(entry, (0,) * len(counts))
                self._sums[entry] = tuple(a + b for a, b in zip(before, counts, strict=True))

    def line(self, department: UUID | None, kind: Kind | None, label: str) -> Line | None:
        """The counts of a department with all below it (None: the whole house), of one kind or all; nothing where there is nobody."""
        entry = Entry(department, kind)
        counts = self._sums.get(entry)
        if not counts or not counts[0]:
            return None
        return Line(label, counts if self._grouping.shows(entry) else None)

    def by_department(self, kind: Kind | None) -> list[Line]:
        """A line for the department that is asked for with all below it, and one for each directly below."""
        frame = self._frame
        lines = [self.line(one.id, kind, one.name) for one in frame.below(frame.filters.department)]
        if frame.reads_total:
            place = frame.department.name if frame.department else _("All departments")
            lines.insert(0, self.line(frame.filters.department, kind, _("%(place)s in all", place=place)))
        return [line for line in lines if line]

    def by_kind(self, labels: Mapping[Any, str]) -> list[Line]:
        """A line for each kind, within the department that is asked for."""
        if not self._frame.reads_total:
            return []
        lines = (self.line(self._frame.filters.department, kind, label) for kind, label in labels.items())
        return [line for line in lines if line]
