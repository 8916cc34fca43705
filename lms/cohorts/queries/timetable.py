"""Reads of timetables: a cohort's, a person's own, and how much of them somebody attended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, exists, func, select, union
from sqlalchemy.orm import joinedload

from lms.cohorts import hours
from lms.cohorts.models.cohorts import Cohort, CohortStaff, Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import time_zone

FEED_REACHES_BACK = timedelta(days=366)


class When(StrEnum):
    """Where a session stands to the clock."""

    OVER = "over"
    NOW = "now"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class SessionAtHand(CohortAtHand):
    """A session with its cohort, and who is who in it."""

    session: Session


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as a page shows it: day and hours are those of the cohort's clock."""

    session: Session
    cohort: Cohort
    day: date
    hours: str
    zone: str
    """The cohort's time zone, where it is not the city's; else nothing."""
    when: When
    mine: Presence | None = None
    """How the reader attended."""
    leads: bool = False
    """Whether the reader is a trainer or mentor here, who shows the code and types none."""

    @property
    def path(self) -> str:
        """Where the timetable stands."""
        return f"/cohorts/{self.cohort.slug}/timetable"

    @property
    def path_now(self) -> str:
        """What to open while it goes on: who is there, or the place for the code."""
        return f"/cohorts/{self.cohort.slug}/sessions/{self.session.id}" if self.leads else "/attend"


def session_at_hand(slug: str, session_id: UUID) -> SessionAtHand:
    """The session, which must belong to the cohort under that address. Four statements.

    :raises NotFound: when there is none.
    """
    found = cohort_at_hand(slug)
    session = db.session.scalar(select(Session).where(Session.id == session_id, Session.cohort_id == found.cohort.id))
    if session is None:
        raise NotFound(_("There is no such session in this boot camp."))
    return SessionAtHand(found.cohort, found.plan, found.trainer_ids, found.staff_ids, found.participant_ids, session)


def shown(session: Session, cohort: Cohort, mine: Presence | None = None) -> ShownSession:
    """The session as a page shows it."""
    zone, moment = cohort.time_zone, now()
    when = When.OVER if session.ends_at <= moment else When.NOW if session.begins_at <= moment else When.COMING
    day = hours.wall(session.begins_at, zone).date()
    span = hours.span(session.begins_at, session.ends_at, zone)
    return ShownSession(session, cohort, day, span, "" if zone == time_zone() else zone, when, mine)


def timetable_of(cohort: Cohort, reader_id: UUID) -> list[ShownSession]:
    """All sessions of a cohort in their order, with how the reader attended. One statement."""
    rows = db.session.execute(
        select(Session, Attendance.presence)
        .outerjoin(Attendance, (Attendance.session_id == Session.id) & (Attendance.person_id == reader_id))
        .where(Session.cohort_id == cohort.id)
        .order_by(Session.begins_at, Session.id)
    ).all()
    return [shown(session, cohort, presence) for session, presence in rows]


def keys_of(cohort_id: UUID) -> set[str]:
    """The keys of the sessions that a cohort has. One statement."""
    return set(db.session.scalars(select(Session.key).where(Session.cohort_id == cohort_id)))


def coming(cohort_id: UUID) -> Sequence[Session]:
    """The sessions of a cohort that have not begun and were not cancelled. One statement."""
    return db.session.scalars(
        select(Session)
        .where(Session.cohort_id == cohort_id, Session.begins_at > now(), Session.cancelled_at.is_(None))
        .order_by(Session.begins_at, Session.id)
    ).all()


def coming_where(cohort: Cohort) -> list[Session]:
    """Those of them that take place where the cohort does. One statement."""
    return [one for one in coming(cohort.id) if (one.place, one.link) == (cohort.place, cohort.link)]


def _of_person(person_id: UUID, since: datetime) -> Select[Session]:
    """The sessions of every cohort in which the person has a place or works, that end after ``since``."""
    cohorts = union(
        select(Place.cohort_id).where(Place.person_id == person_id, Place.state != PlaceState.GIVEN_UP),
        select(CohortStaff.cohort_id).where(CohortStaff.person_id == person_id, CohortStaff.acts),
    )
    return (
        select(Session)
        .where(Session.cohort_id.in_(cohorts), Session.ends_at > since)
        .options(joinedload(Session.cohort))
        .order_by(Session.begins_at, Session.id)
    )


def next_session_of(person_id: UUID) -> ShownSession | None:
    """The session that comes next for the person, or goes on just now. One statement."""
    leads = exists().where(CohortStaff.cohort_id == Session.cohort_id, CohortStaff.person_id == person_id, CohortStaff.acts)
    row = db.session.execute(_of_person(person_id, now()).add_columns(leads).where(Session.cancelled_at.is_(None)).limit(1)).first()
    return replace(shown(row[0], row[0].cohort), leads=row[1]) if row else None


def my_sessions(person_id: UUID) -> list[ShownSession]:
    """The person's sessions that have not ended, cancelled ones too. One statement."""
    return [shown(session, session.cohort) for session in db.session.scalars(_of_person(person_id, now()))]


def sessions_for_feed(person_id: UUID) -> Sequence[Session]:
    """The person's sessions of the past year and all that come, with their cohorts. One statement."""
    return db.session.scalars(_of_person(person_id, now() - FEED_REACHES_BACK)).all()


def attendance_share(cohort_id: UUID) -> dict[UUID, tuple[int, int]]:
    """How many mandatory sessions each participant attended, of how many that count. One statement.

    A session counts once its attendance is closed. Being late is attending; who was excused is counted for neither.
    """
    attended = func.count().filter(Attendance.presence.in_([Presence.PRESENT, Presence.LATE]))
    counted = func.count().filter(Attendance.presence != Presence.EXCUSED)
    rows = db.session.execute(
        select(Attendance.person_id, attended, counted)
        .join(Session, Session.id == Attendance.session_id)
        .where(Session.cohort_id == cohort_id, Session.mandatory, Session.closed_at.is_not(None), Session.cancelled_at.is_(None))
        .group_by(Attendance.person_id)
    ).all()
    return {person_id: (came, of) for person_id, came, of in rows}
