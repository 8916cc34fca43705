"""Reads of attendance: the roll of a session, the grid of a cohort, what is open to somebody just now, what is to be closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from lms.cohorts.models.cohorts import Cohort, Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.queries.timetable import ShownSession, attendance_share, shown
from lms.kit.clock import now
from lms.kit.db import db
from lms.people.models import Department, Person

OPENS_BEFORE = timedelta(minutes=15)
"""A code may be entered, and attendance noted, from so long before the beginning."""
CLOSES_AFTER = timedelta(hours=24)
"""What no trainer has closed by then, the house closes, if anybody is noted as having come."""
CLOSES_ANYHOW_AFTER = timedelta(hours=72)
"""Where nobody is noted, the trainers have probably forgotten: they are reminded, and have this long."""


@dataclass(frozen=True, slots=True)
class RollRow:
    """One participant of a session."""

    person: Person
    department: str
    noted: Attendance | None


@dataclass(frozen=True, slots=True)
class GridRow:
    """One participant of a cohort, with a cell for each session."""

    person: Person
    cells: tuple[Attendance | None, ...]
    attended: int
    counted: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Who was where: the sessions that have begun, and a row for each participant."""

    sessions: tuple[ShownSession, ...]
    rows: tuple[GridRow, ...]


def _there(session: Session) -> ColumnElement[bool]:
    """The places of people who could be at the session: who came to the cohort later is not missed."""
    return and_(Place.cohort_id == session.cohort_id, Place.state != PlaceState.GIVEN_UP, Place.taken_at < session.ends_at)


def roll(session: Session) -> list[RollRow]:
    """The participants of a session by name, with what is noted. One statement."""
    rows = db.session.execute(
        select(Person, Department.name, Attendance)
        .join(Place, Place.person_id == Person.id)
        .outerjoin(Department, Department.id == Place.department_id)
        .outerjoin(Attendance, (Attendance.session_id == session.id) & (Attendance.person_id == Person.id))
        .where(_there(session))
        .order_by(Person.name, Person.id)
    ).all()
    return [RollRow(person, department or "", noted) for person, department, noted in rows]


def noted_in(session_id: UUID) -> dict[UUID, Attendance]:
    """What is noted of a session, by person. One statement."""
    return {row.person_id: row for row in db.session.scalars(select(Attendance).where(Attendance.session_id == session_id))}


def expected_at(session: Session) -> set[UUID]:
    """The participants that a session is held for. One statement."""
    return set(db.session.scalars(select(Place.person_id).where(_there(session))))


def absent_from(session_id: UUID) -> list[Person]:
    """Who was noted as absent, and is still here. One statement."""
    absent = select(Attendance.person_id).where(Attendance.session_id == session_id, Attendance.presence == Presence.ABSENT)
    return list(db.session.scalars(select(Person).where(Person.id.in_(absent), Person.active).order_by(Person.id)))


def my_attendance(session_id: UUID, person_id: UUID) -> Attendance | None:
    """How the person attended. One statement."""
    return db.session.scalar(select(Attendance).where(Attendance.session_id == session_id, Attendance.person_id == person_id))


def grid(cohort: Cohort) -> Grid:
    """The grid of a cohort. Four statements."""
    held = db.session.scalars(
        select(Session)
        .where(Session.cohort_id == cohort.id, Session.cancelled_at.is_(None), Session.begins_at <= now() + OPENS_BEFORE)
        .order_by(Session.begins_at, Session.id)
    ).all()
    people = db.session.scalars(
        select(Person)
        .join(Place, Place.person_id == Person.id)
        .where(Place.cohort_id == cohort.id, Place.state != PlaceState.GIVEN_UP)
        .order_by(Person.name, Person.id)
    ).all()
    of = select(Session.id).where(Session.cohort_id == cohort.id)
    noted = {(row.session_id, row.person_id): row for row in db.session.scalars(select(Attendance).where(Attendance.session_id.in_(of)))}
    share = attendance_share(cohort.id)
    rows = [
        GridRow(person, tuple(noted.get((session.id, person.id)) for session in held), *share.get(person.id, (0, 0))) for person in people
    ]
    return Grid(tuple(shown(session, cohort) for session in held), tuple(rows))


def open_to(person_id: UUID, moment: datetime) -> Sequence[Session]:
    """The sessions that the person may enter a code for at ``moment``. One statement."""
    return db.session.scalars(
        select(Session)
        .join(Place, Place.cohort_id == Session.cohort_id)
        .where(Place.person_id == person_id, Place.state != PlaceState.GIVEN_UP)
        .where(Session.begins_at <= moment + OPENS_BEFORE, Session.ends_at > moment)
        .where(Session.cancelled_at.is_(None), Session.closed_at.is_(None))
        .options(joinedload(Session.cohort))
        .order_by(Session.begins_at, Session.id)
    ).all()


_OPEN = and_(Session.closed_at.is_(None), Session.cancelled_at.is_(None))
_SOMEBODY_CAME = exists().where(Attendance.session_id == Session.id, Attendance.presence.in_([Presence.PRESENT, Presence.LATE]))


def somebody_came(session_id: UUID) -> bool:
    """Whether anybody is noted as having come to the session. One statement."""
    return bool(db.session.scalar(select(exists().where(Session.id == session_id, _SOMEBODY_CAME))))


def to_close() -> Sequence[UUID]:
    """The sessions whose attendance nobody closed in time. One statement."""
    moment = now()
    due = or_(and_(Session.ends_at <= moment - CLOSES_AFTER, _SOMEBODY_CAME), Session.ends_at <= moment - CLOSES_ANYHOW_AFTER)
    return db.session.scalars(select(Session.id).where(_OPEN, due).order_by(Session.ends_at, Session.id)).all()


def forgotten() -> Sequence[Session]:
    """The sessions of which nobody was noted in a day, with their cohorts and staff. Two statements."""
    moment = now()
    over = and_(Session.ends_at <= moment - CLOSES_AFTER, Session.ends_at > moment - CLOSES_ANYHOW_AFTER)
    staffed = joinedload(Session.cohort).selectinload(Cohort.staff)
    return db.session.scalars(select(Session).where(_OPEN, over, ~_SOMEBODY_CAME).options(staffed).order_by(Session.ends_at, Session.id)).all()


def to_be_closed(session_id: UUID) -> Session:
    """A session with its cohort, as it stands in the database now. One statement."""
    statement = select(Session).where(Session.id == session_id).options(joinedload(Session.cohort)).execution_options(populate_existing=True)
    return db.session.scalars(statement).one()
