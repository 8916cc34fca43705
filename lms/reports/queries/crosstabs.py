"""Counts of people by department and one thing more, of which no figure tells of fewer than ten people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.kit import bands
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.tables import HELD
from lms.reports.disclosure.grouping import Entry
from lms.reports.models.questions import VALUES, CountedAnswer, Question, QuestionEntry
from lms.reports.queries.frame import Frame

Kind = UUID | str
"""A post or a grade."""
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
    """The counts of a question by (department itself, kind), where the kind is a post or a grade; and which of their sums the roll lets be told."""

    def __init__(self, frame: Frame, cells: Iterable[tuple[UUID, str, Counts]] = (), visible: Iterable[Entry] = ()) -> None:
        self._frame = frame
        self._sums: dict[Entry, Counts] = {}
        self._visible = frozenset(visible)
        for department, kind, counts in cells:
            self._add(department, kind, counts)

    def _add(self, department: UUID, kind: str, counts: Counts) -> None:
        for node in self._frame.counted.way_up(department):
            for entry in (Entry(node, kind), Entry(node, None)):
                before = self._sums.get(entry, (0,) * len(counts))
                self._sums[entry] = tuple(a + b for a, b in zip(before, counts, strict=True))

    def line(self, department: UUID | None, kind: Kind | None, label: str) -> Line | None:
        """The counts of a department with all below it (None: the whole house), of one kind or all; nothing where there is nobody."""
        entry = Entry(department, None if kind is None else str(kind))
        counts = self._sums.get(entry)
        return Line(label, counts if entry in self._visible else None) if counts else None

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


def crosstab(frame: Frame, question: Question) -> Crosstab:
    """The kept figures of a question. Two statements."""
    return _crosstabs(frame, question).get("", Crosstab(frame))


class CrosstabsOfCourses:
    """The kept figures of a question that is asked of each course: somebody may be on several, so there is no sum over them."""

    def __init__(self, frame: Frame, question: Question) -> None:
        """Two statements."""
        self._frame = frame
        self._tabs = _crosstabs(frame, question)

    def by_department(self, course_id: UUID) -> list[Line]:
        """As of any question, of one course."""
        return self._tabs.get(str(course_id), Crosstab(self._frame)).by_department(None)

    def by_course(self, titles: Mapping[UUID, str]) -> list[Line]:
        """A line for each course that anybody is counted in, within the department that is asked for."""
        if not self._frame.reads_total:
            return []
        known = ((self._tabs[str(one)], title) for one, title in titles.items() if str(one) in self._tabs)
        lines = (tab.line(self._frame.filters.department, None, title) for tab, title in known)
        return [line for line in lines if line]


def _crosstabs(frame: Frame, question: Question) -> Mapping[str, Crosstab]:
    """The same by what the question is about."""
    keys = (CountedAnswer.about, CountedAnswer.department_id, CountedAnswer.kind)
    sums = [func.sum(getattr(CountedAnswer, name)) for name in VALUES]
    cells: dict[str, list[tuple[UUID, str, Counts]]] = defaultdict(list)
    counted = (CountedAnswer.question == question, CountedAnswer.left_on.is_(None))
    for row in db.session.execute(select(*keys, func.count(), *sums).where(*counted).group_by(*keys)):
        cells[row[0]].append((row[1], row[2], tuple(map(int, row[3:]))))
    visible: dict[str, list[Entry]] = defaultdict(list)
    told = select(QuestionEntry.about, QuestionEntry.department_id, QuestionEntry.kind)
    for row in db.session.execute(told.where(QuestionEntry.question == question, QuestionEntry.visible)):
        visible[row.about].append(Entry(row.department_id, row.kind))
    return {about: Crosstab(frame, of, visible[about]) for about, of in cells.items()}
