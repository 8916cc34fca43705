"""Counts of people by department and one thing more, of which no figure tells of fewer than ten people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.kit import bands
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.tables import HELD
from lms.reports.disclosure.ahead import ahead
from lms.reports.disclosure.grouping import Entry
from lms.reports.disclosure.together import Together, Told, together
from lms.reports.models.questions import ON_DUTY, VALUES, CountedAnswer, Question, QuestionEntry
from lms.reports.queries.frame import Frame

Kind = UUID | str
"""A post, a grade, or how somebody is on a course."""
Counts = tuple[int, ...]
"""People first, then what is counted of them."""

DUE, AHEAD = (3, 4, 5), (6, 7, 8)
"""Where the counts of a course tell of duties: in time, late, overdue; to be completed within 30, 60, 90 days. Who is in none of them is no figure
of its own: with the others, it would tell a share near an end exactly."""


def _or_held(value: Any) -> Any:
    return HELD if value is None else value


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

    def told_of_duties(self) -> Told | None:
        """What is told of those on duty."""
        if self.counts is None:
            return None
        beside, numbers = ([self.counts[place] for place in places] for places in (DUE, AHEAD))
        return Told(self.counts[0], [*map(self.share, DUE), *ahead(numbers, self.counts[0], beside)])

    def duties(self) -> Sequence[Any]:
        """The shares of those on duty: in time, late, overdue, due within 30, 60, 90 days."""
        told = self.told_of_duties()
        return [_or_held(one) for one in told.shares] if told else [HELD] * len(DUE + AHEAD)

    def average_where(self, shared: int, place: int, *, per: int = 1) -> Any:
        """The average over them of the sum at ``place``; nothing where the share of the count at ``shared`` is near an end."""
        if self.counts is None:
            return HELD
        return bands.average(self.counts[place] / per, self.counts[0], bands.share(self.counts[shared], self.counts[0]))


class Crosstab:
    """The counts of a question by (department itself, kind), the kind as the question says; and which of their sums the roll lets be told."""

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
        lines = (self.line(node, kind, label) for node, label in _rows_by_department(self._frame))
        return [line for line in lines if line]

    def by_kind(self, labels: Mapping[Any, str]) -> list[Line]:
        """A line for each kind, within the department that is asked for."""
        if not self._frame.reads_total:
            return []
        lines = (self.line(self._frame.filters.department, kind, label) for kind, label in labels.items())
        return [line for line in lines if line]


def _rows_by_department(frame: Frame) -> list[tuple[UUID | None, str]]:
    """The department that is asked for (None: the whole house) if the reader may read it, and each directly below; with their words."""
    rows: list[tuple[UUID | None, str]] = [(one.id, one.name) for one in frame.below(frame.filters.department)]
    if frame.reads_total:
        whole = _("%(place)s in all", place=frame.department.name) if frame.department else _("All departments")
        rows.insert(0, (frame.filters.department, whole))
    return rows


def crosstab(frame: Frame, question: Question) -> Crosstab:
    """The kept figures of a question. Two statements."""
    return _crosstabs(frame, question).get("", Crosstab(frame))


@dataclass(frozen=True, slots=True)
class Duties:
    """What the courses of one row say together; nothing where all are held back."""

    label: str
    courses: int
    told: Together | None

    def number(self) -> Any:
        """How many duties it is about."""
        return self.told.duties if self.told else HELD

    def duties(self) -> Sequence[Any]:
        """Shares of them, as of one course."""
        return [_or_held(one) for one in self.told.shares] if self.told else [HELD] * len(DUE + AHEAD)

    def left_out(self) -> int:
        """How many courses are held back."""
        return self.told.left_out if self.told else self.courses


class CrosstabsOfCourses:
    """The kept figures of the question that is asked of each course. Somebody may be on several: what is told of them is added up, never people."""

    def __init__(self, frame: Frame) -> None:
        """Two statements."""
        self._frame = frame
        self._tabs = _crosstabs(frame, Question.ON_COURSE)

    def by_department(self, course_id: UUID) -> list[Line]:
        """Those on duty, as of any question, of one course."""
        return self._of(course_id).by_department(ON_DUTY)

    def by_course(self, titles: Mapping[UUID, str], kind: str | None) -> list[Line]:
        """A line for each course that anybody of that kind (or any) is counted in, within the department that is asked for."""
        if not self._frame.reads_total:
            return []
        lines = (self._of(one).line(self._frame.filters.department, kind, title) for one, title in titles.items())
        return [line for line in lines if line]

    def _of(self, course_id: UUID) -> Crosstab:
        return self._tabs.get(str(course_id), Crosstab(self._frame))

    def duties_by_department(self, courses: Iterable[UUID]) -> list[Duties]:
        """The duties of those courses as far as they are told, by department."""
        tabs = [self._of(one) for one in courses]
        rows = [(label, [line for tab in tabs if (line := tab.line(node, ON_DUTY, label))]) for node, label in _rows_by_department(self._frame)]
        return [Duties(label, len(lines), together([line.told_of_duties() for line in lines])) for label, lines in rows if lines]


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
