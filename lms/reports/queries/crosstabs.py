"""Counts of people by department and one thing more, of which no figure tells of fewer than ten people."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms.kit.i18n import gettext as _
from lms.reports.disclosure import bands
from lms.reports.disclosure.grouping import Entry, Grouping, Tree
from lms.reports.queries.frame import Frame
from lms.reports.tables import HELD

Counts = tuple[int, ...]
"""People first, then what is counted of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one row, or that they are held back."""

    id: UUID | None
    label: str
    counts: Counts | None

    def people(self) -> Any:
        """How many people it is about."""
        return HELD if self.counts is None else self.counts[0]

    def share(self, place: int) -> Any:
        """The share of them of whom the count at ``place`` is told."""
        return HELD if self.counts is None else bands.share(self.counts[place], self.counts[0])

    def average(self, place: int, digits: int = 1) -> Any:
        """The average over them of the sum at ``place``."""
        return HELD if self.counts is None else round(self.counts[place] / self.counts[0], digits)


class Crosstab:
    """Counts by (department itself, kind), where the kind is a post or a course."""

    def __init__(self, frame: Frame, cells: Iterable[tuple[UUID, UUID, Sequence[Any]]], *, sums_over_kinds: bool = True) -> None:
        """``sums_over_kinds`` is false where a person may be in several kinds: then no figure of all kinds is given."""
        self._frame = frame
        self._cells: dict[tuple[UUID, UUID], Counts] = {(row[0], row[1]): tuple(int(value or 0) for value in row[2]) for row in cells}
        self._by_department: Mapping[UUID, list[tuple[UUID, Counts]]] = self._sorted()
        tree = Tree({branch.department.id: branch.department.parent_id for branch in frame.tree})
        people: dict[tuple[Hashable, Hashable], int] = {place: counts[0] for place, counts in self._cells.items()}
        barred = () if sums_over_kinds else [Entry(node, None) for node in (None, *tree.above)]
        self._grouping = Grouping(tree, [people], barred=barred)

    def _sorted(self) -> Mapping[UUID, list[tuple[UUID, Counts]]]:
        by: dict[UUID, list[tuple[UUID, Counts]]] = defaultdict(list)
        for (department, kind), counts in self._cells.items():
            by[department].append((kind, counts))
        return by

    def line(self, department: UUID | None, kind: UUID | None, label: str) -> Line | None:
        """The counts of a department with all below it (None: the whole house), of one kind or all; nothing where there is nobody."""
        total: list[int] = []
        for seat in self._frame.members(department):
            for own, counts in self._by_department.get(seat, ()):
                if kind in (None, own):
                    total = [a + b for a, b in zip(total or [0] * len(counts), counts, strict=True)]
        if not total or not total[0]:
            return None
        row_id = kind or department
        return Line(row_id, label, tuple(total) if self._grouping.shows(Entry(department, kind)) else None)

    def by_department(self, kind: UUID | None) -> list[Line]:
        """A line for the department that is asked for with all below it, and one for each directly below."""
        frame = self._frame
        lines = [self.line(one.id, kind, one.name) for one in frame.below(frame.filters.department)]
        if frame.reads_total:
            place = frame.department.name if frame.department else _("All departments")
            lines.insert(0, self.line(frame.filters.department, kind, _("%(place)s in all", place=place)))
        return [line for line in lines if line]

    def by_kind(self, labels: Mapping[UUID, str]) -> list[Line]:
        """A line for each kind, within the department that is asked for."""
        if not self._frame.reads_total:
            return []
        lines = (self.line(self._frame.filters.department, kind, label) for kind, label in labels.items())
        return [line for line in lines if line]
