"""What every participant of a cohort has done so far: sessions, work, courses, ratings. Graduation, risk and progress rest on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager

from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.cohorts.graduation import Reached
from lms.cohorts.models.care import CheckIn, CheckInOutcome, ParticipationRating
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.models.work import CohortCourse, TaskKind
from lms.cohorts.participation import NEEDS_ATTENTION, Rated
from lms.cohorts.phases import TaskState
from lms.cohorts.programme_files.shapes import Sprint
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.dates import sprint_dates
from lms.cohorts.queries.work import MOST_NAMED, Standing, standings
from lms.cohorts.risk import CourseSeen, SessionSeen, Signs, WorkSeen
from lms.cohorts.sprints import Dates
from lms.kit.db import db
from lms.kit.i18n import format_day, local_day
from lms.learning.models import Enrolment
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that participation is rated at: a session, or a sprint as a whole."""

    key: str
    title: str
    when: datetime
    begins_on: date
    """The day from which on it can be rated."""


@dataclass(frozen=True, slots=True)
class SessionOf:
    """A mandatory session and how one person attended it."""

    title: str
    begins_at: datetime
    ended: bool
    presence: Presence | None

    @property
    def there(self) -> bool:
        """Whether the person took part, from the beginning or later."""
        return self.presence in (Presence.PRESENT, Presence.LATE)


@dataclass(frozen=True, slots=True)
class WorkOf:
    """A piece of work and how far one person, or their team, is with it."""

    key: str
    title: str
    kind: TaskKind
    mandatory: bool
    due_at: datetime
    handed_in: bool
    late: bool
    passed: bool | None
    percent: int | None
    state: TaskState

    @property
    def counts(self) -> bool:
        """Whether it says something of the person: it is asked of them, and not locked behind a phase that is not passed."""
        return self.mandatory and self.state is not TaskState.LOCKED


@dataclass(frozen=True, slots=True)
class CourseOf:
    """A course of the cohort, and whether one person completed it."""

    slug: str
    title: str
    mandatory: bool
    due_at: datetime
    completed: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One participant with everything that counts."""

    place: Place
    person: Person
    sessions: tuple[SessionOf, ...]
    work: tuple[WorkOf, ...]
    courses: tuple[CourseOf, ...]
    ratings: tuple[Rated, ...]
    check_ins: tuple[CheckIn, ...]

    @property
    def open_check_in(self) -> CheckIn | None:
        """The talk that trainers owe the person just now."""
        return next((one for one in self.check_ins if one.closed_at is None), None)

    @property
    def talked_about(self) -> frozenset[tuple[str, str]]:
        """The ratings that check-ins were about already, but for those that turned out not to be needed."""
        return self.talked_about_but(None)

    def talked_about_but(self, waiting: CheckIn | None) -> frozenset[tuple[str, str]]:
        """The same, without what the check-in ``waiting`` is about."""
        held = [one for one in self.check_ins if one is not waiting and one.outcome is not CheckInOutcome.NOT_NEEDED]
        return frozenset((dimension, occasion) for one in held for dimension, occasion in one.ratings)

    @property
    def reached(self) -> Reached:
        """The record as the graduation rule reads it: what was not noted, or is yet to come, was not attended."""
        counted = [one for one in self.sessions if one.presence is not Presence.EXCUSED]
        return Reached(
            attended=sum(one.there for one in counted),
            counted=len(counted),
            ahead=sum(one.presence is None and not one.ended for one in counted),
            courses_left=tuple(one.title for one in self.courses if one.mandatory and not one.completed),
            assignments_left=self._work_left(TaskKind.ASSIGNMENT),
            phases_left=self._work_left(TaskKind.PHASE),
            needs_attention=sum(one.rating == NEEDS_ATTENTION for one in self.ratings),
        )

    def _work_left(self, kind: TaskKind) -> tuple[str, ...]:
        return tuple(one.title for one in self.work if one.kind is kind and one.mandatory and not one.passed)

    def signs(self, needed_percent: int, at: datetime) -> Signs:
        """The record as the question of who may need help reads it."""
        check_in = self.open_check_in
        return Signs(
            at=at,
            needed_percent=needed_percent,
            sessions=tuple(SessionSeen(one.title, one.presence) for one in self.sessions if one.ended),
            work=tuple(WorkSeen(one.title, one.due_at, one.handed_in, one.late, one.passed, one.percent) for one in self.work if one.counts),
            courses=tuple(CourseSeen(one.title, one.due_at, one.completed) for one in self.courses if one.mandatory),
            check_in_since=format_day(check_in.opened_at) if check_in else "",
            check_in_due=check_in.due_on if check_in else None,
        )


def occasions(found: CohortAtHand, sessions: Iterable[Session] | None = None) -> list[Occasion]:
    """What participation is rated at, in order: every session that was not cancelled, and every sprint. Two statements."""
    if sessions is None:
        sessions = db.session.scalars(select(Session).where(Session.cohort_id == found.cohort.id, Session.cancelled_at.is_(None)))
    held = [one for one in sessions if one.cancelled_at is None]
    days = sprint_dates(found.cohort, found.plan.sprints)
    sprints = [Occasion(f"sprint:{one.key}", one.title, _end_of(one, days[one.key], held), days[one.key].first) for one in found.plan.sprints]
    meetings = [Occasion(f"session:{one.key}", one.title, one.begins_at, local_day(one.begins_at)) for one in held]
    return sorted([*meetings, *sprints], key=lambda one: (one.when, one.key))


def _end_of(sprint: Sprint, days: Dates, held: Iterable[Session]) -> datetime:
    """The end of its last day, or of its last session where that was moved beyond."""
    planned = datetime.combine(days.last, time(23, 59), UTC)
    return max([planned, *(one.ends_at for one in held if one.sprint_key == sprint.key)])


def records(found: CohortAtHand, at: datetime, *, only: Collection[UUID] | None = None) -> list[Record]:
    """The records of everybody with a place (or of the places ``only``), by name. Thirteen statements, however many people there are."""
    places = _places(found, only)
    people = {place.person_id for place in places}
    sessions = db.session.scalars(
        select(Session).where(Session.cohort_id == found.cohort.id, Session.cancelled_at.is_(None)).order_by(Session.begins_at, Session.key)
    ).all()
    presence = _presence(found, people)
    work = standings(found.cohort, among=people)
    courses = _courses(found)
    completed = _completed(found, courses, people)
    ratings = _ratings(found, occasions(found, sessions), people)
    check_ins = _check_ins(found, people)
    return [
        Record(
            place=place,
            person=place.person,
            sessions=tuple(
                _session_of(one, presence.get((one.id, place.person_id)), at)
                for one in sessions
                if one.mandatory and place.taken_at < one.ends_at  # who came later is not missed: see ``attendance.expected_at``
            ),
            work=tuple(_work_of(one) for one in work[place.person_id]),
            courses=tuple(_course_of(one, slug, title, (one.course_id, place.person_id) in completed, at) for one, slug, title in courses),
            ratings=tuple(ratings[place.person_id]),
            check_ins=tuple(check_ins[place.person_id]),
        )
        for place in places
    ]


def _places(found: CohortAtHand, only: Collection[UUID] | None) -> Sequence[Place]:
    statement = (
        select(Place)
        .join(Place.person)
        .where(Place.cohort_id == found.cohort.id, Place.state != PlaceState.GIVEN_UP)
        .options(contains_eager(Place.person))
        .order_by(Person.name, Place.id)
    )
    return db.session.scalars(statement if only is None else statement.where(Place.id.in_(only))).all()


def _presence(found: CohortAtHand, people: set[UUID]) -> dict[tuple[UUID, UUID], Presence]:
    rows = db.session.execute(
        select(Attendance.session_id, Attendance.person_id, Attendance.presence)
        .join(Attendance.session)
        .where(Session.cohort_id == found.cohort.id, *_of(Attendance.person_id, people))
    )
    return {(row.session_id, row.person_id): row.presence for row in rows}


def _of(column: Any, people: set[UUID]) -> tuple[ColumnElement[bool], ...]:
    """Narrowed to a handful of people; a whole cohort is read whole, since no database takes thousands of values in one question."""
    return (column.in_(people),) if len(people) <= MOST_NAMED else ()


def _session_of(session: Session, presence: Presence | None, at: datetime) -> SessionOf:
    closed_without = presence is None and session.closed_at is not None
    return SessionOf(session.title, session.begins_at, session.ends_at <= at, Presence.ABSENT if closed_without else presence)


def _work_of(standing: Standing) -> WorkOf:
    task, tried = standing.task, standing.tried
    return WorkOf(
        key=task.key,
        title=task.title,
        kind=task.kind,
        mandatory=task.mandatory,
        due_at=standing.deadline.due,
        handed_in=tried is not None,
        late=tried is not None and tried.late,
        passed=tried.passed if tried else None,
        percent=100 * tried.points // tried.most if tried and tried.points is not None and tried.most else None,
        state=standing.state,
    )


def _course_of(course: CohortCourse, slug: str, title: str, completed: bool, at: datetime) -> CourseOf:
    return CourseOf(slug, title, course.mandatory, course.due_at, completed, overdue=not completed and course.due_at < at)


def _courses(found: CohortAtHand) -> list[tuple[CohortCourse, str, str]]:
    rows = db.session.execute(
        select(CohortCourse, Course.slug, func.coalesce(CourseVersion.title, Course.slug))
        .join(Course, Course.id == CohortCourse.course_id)
        .outerjoin(CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.state == VersionState.PUBLISHED))
        .where(CohortCourse.cohort_id == found.cohort.id)
        .order_by(CohortCourse.due_at, Course.slug)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _completed(found: CohortAtHand, courses: Sequence[tuple[CohortCourse, str, str]], people: set[UUID]) -> set[tuple[UUID, UUID]]:
    """(Course, person) of what is completed and did not run out before the cohort began."""
    begins = datetime.combine(found.cohort.starts_on, time(), UTC)
    rows = db.session.execute(
        select(Enrolment.course_id, Enrolment.person_id)
        .join(Place, (Place.person_id == Enrolment.person_id) & (Place.cohort_id == found.cohort.id) & (Place.state != PlaceState.GIVEN_UP))
        .where(
            Enrolment.course_id.in_([one.course_id for one, _slug, _title in courses]),
            Enrolment.completed_at.is_not(None),
            Enrolment.revoked_at.is_(None),
            or_(Enrolment.expires_at.is_(None), Enrolment.expires_at > begins),
            *_of(Enrolment.person_id, people),
        )
    )
    return {(row.course_id, row.person_id) for row in rows}


def _ratings(found: CohortAtHand, asked: Sequence[Occasion], people: set[UUID]) -> Mapping[UUID, list[Rated]]:
    """The newest rating of each person, dimension and occasion, in the order of the occasions."""
    when = {one.key: one.when for one in asked}
    newest: dict[tuple[UUID, str, str], Rated] = {}
    rows = db.session.scalars(
        select(ParticipationRating)
        .where(ParticipationRating.cohort_id == found.cohort.id, *_of(ParticipationRating.person_id, people))
        .order_by(ParticipationRating.at, ParticipationRating.id)
    )
    for row in rows:
        # the occasion may be gone (a session was cancelled afterwards): what was rated there happened all the same
        rated = Rated(row.dimension, row.occasion, when.get(row.occasion, row.at), row.rating.value)
        newest[row.person_id, row.dimension, row.occasion] = rated
    by_person: dict[UUID, list[Rated]] = defaultdict(list)
    for (person_id, _dimension, _occasion), rated in sorted(newest.items(), key=lambda item: (item[1].when, item[1].occasion, item[1].dimension)):
        by_person[person_id].append(rated)
    return by_person


def _check_ins(found: CohortAtHand, people: set[UUID]) -> Mapping[UUID, list[CheckIn]]:
    by_person: dict[UUID, list[CheckIn]] = defaultdict(list)
    statement = select(CheckIn).where(CheckIn.cohort_id == found.cohort.id, *_of(CheckIn.person_id, people))
    for one in db.session.scalars(statement.order_by(CheckIn.opened_at.desc(), CheckIn.id)):
        by_person[one.person_id].append(one)
    return by_person
