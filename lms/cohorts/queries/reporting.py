"""The figures of a cohort's report for those who run it, as of now. Everybody else reads ``counting``."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.models.work import TaskKind
from lms.cohorts.participation import NEEDS_ATTENTION
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.records import Record, WorkOf, records
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.small_groups import large_enough, printable
from lms.people.models import Department


@dataclass(frozen=True, slots=True)
class Line:
    """One department. Nothing where the group is too small to be printed."""

    name: str
    applied: int | None
    placed: int | None
    attended: int | None
    graduated: int | None

    @property
    def withheld(self) -> bool:
        """Whether nothing of it is printed."""
        return self.applied is None and self.placed is None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session: how many were there, late, excused and absent."""

    title: str
    begins_at: datetime
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A piece of work: how many handed in and how many passed."""

    title: str
    handed_in: int
    passed: int


@dataclass(frozen=True, slots=True)
class Report:
    """A cohort in figures. ``printable``: it has at least ten participants; if not, nothing but its size is told."""

    computed_at: datetime
    participants: int
    printable: bool
    total: Line
    departments: list[Line]
    sessions: list[SessionLine]
    work: list[WorkLine]
    participation: dict[str, dict[str, int]]
    """Dimension -> rating -> how often."""

    @property
    def all_withheld(self) -> bool:
        """Whether there are departments, and not one of them may be printed."""
        return bool(self.departments) and all(one.withheld for one in self.departments)


def report(found: CohortAtHand) -> Report:
    """The report as of now. The same number of statements for every cohort."""
    at = now()
    people = records(found, at)
    applied = _by_department(select(Application.department_id, func.count(func.distinct(Application.person_id))).where(
        Application.cohort_id == found.cohort.id).group_by(Application.department_id))
    placed = _by_department(select(Place.department_id, func.count(func.distinct(Place.person_id))).where(
        Place.cohort_id == found.cohort.id).group_by(Place.department_id))
    seen = attendance_of(found)
    attended = Counter(one.place.department_id for one in people if any(seen[one.person.id]))
    graduated = Counter(one.place.department_id for one in people if one.place.state is PlaceState.GRADUATED)
    enough = large_enough(sum(placed.values()))
    return Report(
        computed_at=at,
        participants=len(people),
        printable=enough,
        total=_total(applied, placed, attended, graduated, enough),
        departments=_departments(applied, placed, attended, graduated) if enough else [],
        sessions=_sessions(found, people) if enough else [],
        work=_work(people) if enough else [],
        participation=_participation(found, people) if enough else {},
    )


def _by_department(statement: Select[UUID | None, int]) -> Counter[UUID | None]:
    return Counter({row[0]: row[1] for row in db.session.execute(statement)})


def attendance_of(found: CohortAtHand) -> dict[UUID, list[bool]]:
    """Person -> whether they were at each session for which they were noted."""
    rows = select(Attendance.person_id, Attendance.presence).join(Attendance.session).where(Session.cohort_id == found.cohort.id)
    there: dict[UUID, list[bool]] = defaultdict(list)
    for row in db.session.execute(rows):
        there[row.person_id].append(row.presence in (Presence.PRESENT, Presence.LATE))
    return there


def _total(
    applied: Counter[UUID | None], placed: Counter[UUID | None], attended: Counter[UUID | None], graduated: Counter[UUID | None], enough: bool
) -> Line:
    everybody = _("Everybody")
    if not enough:
        return Line(everybody, None, None, None, None)
    return Line(
        everybody,
        sum(applied.values()) if large_enough(sum(applied.values())) else None,
        sum(placed.values()),
        sum(attended.values()),
        sum(graduated.values()),
    )


def _departments(
    applied: Counter[UUID | None], placed: Counter[UUID | None], attended: Counter[UUID | None], graduated: Counter[UUID | None]
) -> list[Line]:
    """A line per department; attended and graduated are of those with a place, so they are printed where that group is."""
    names: dict[UUID | None, str] = {row.id: row.name for row in db.session.execute(select(Department.id, Department.name))}
    every = sorted(applied.keys() | placed.keys(), key=lambda one: names.get(one, ""))
    may_applied = printable({one: applied[one] for one in every})
    # that nobody of a small group of applicants had a place is told of nobody either
    may_placed = {one for one in printable({one: placed[one] for one in every}) if placed[one] or one in may_applied}
    return [
        Line(
            names.get(one, _("No department")),
            applied[one] if one in may_applied else None,
            *(counted[one] if one in may_placed else None for counted in (placed, attended, graduated)),
        )
        for one in every
    ]


def _sessions(found: CohortAtHand, people: Iterable[Record]) -> list[SessionLine]:
    lines: dict[tuple[datetime, str], Counter[str]] = defaultdict(Counter)
    for one in people:
        for session in one.sessions:
            if session.ended:
                lines[session.begins_at, session.title][session.presence.value if session.presence else "unknown"] += 1
    return [SessionLine(title, begins_at, dict(counts)) for (begins_at, title), counts in sorted(lines.items())]


def _work(people: Iterable[Record]) -> list[WorkLine]:
    handed_in, passed, titles = Counter[str](), Counter[str](), {}
    for one in people:
        for work in one.work:
            titles[work.key] = title_of_work(work)
            handed_in[work.key] += work.handed_in
            passed[work.key] += bool(work.passed)
    return [WorkLine(title, handed_in[key], passed[key]) for key, title in titles.items()]


def title_of_work(work: WorkOf) -> str:
    """How a piece of work is called in a report."""
    return work.title if work.kind is TaskKind.ASSIGNMENT else _("Capstone: %(title)s", title=work.title)


def _participation(found: CohortAtHand, people: Iterable[Record]) -> dict[str, dict[str, int]]:
    counts = {one.key: Counter({"engaged": 0, "progressing": 0, NEEDS_ATTENTION: 0}) for one in found.plan.dimensions}
    for one in people:
        for rated in one.ratings:
            if rated.dimension in counts:
                counts[rated.dimension][rated.rating] += 1
    return {one.title: dict(counts[one.key]) for one in found.plan.dimensions}
