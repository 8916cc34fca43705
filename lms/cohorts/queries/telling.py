"""Reads of what participants and staff have not been told of their sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, or_, select, union
from sqlalchemy.orm import contains_eager

from lms.cohorts.models.cohorts import Cohort, CohortStaff, Place, PlaceState
from lms.cohorts.models.timetable import PersonalCalendar, Session, SessionWord
from lms.kit.clock import now
from lms.kit.db import db
from lms.people.models import Person

CALM = timedelta(minutes=5)
"""A session is told of when nobody has changed it for so long: an afternoon of corrections is one letter."""
SOON = timedelta(hours=1)
"""A session that begins this soon is told of at once."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session that a person must be told of."""

    session: Session
    cohort: Cohort
    word: SessionWord | None
    """What they were told last."""
    has_place: bool
    """Whether it is theirs still: they have a place, or run the cohort."""
    runs: bool = False
    """Whether they run the cohort."""


_NOT_SAID = SessionWord.id.is_(None)
_SOMETHING_NEW = or_(
    and_(Session.cancelled_at.is_(None), or_(_NOT_SAID, SessionWord.withdrawn, SessionWord.revision < Session.sequence)),
    and_(Session.cancelled_at.is_not(None), SessionWord.withdrawn.is_(False)),
)


def _ripe() -> Any:
    moment = now()
    return and_(Session.ends_at > moment, or_(Session.changed_at <= moment - CALM, Session.begins_at <= moment + SOON))


_HERE = union(
    select(Place.cohort_id, Place.person_id).where(Place.state != PlaceState.GIVEN_UP),
    select(CohortStaff.cohort_id, CohortStaff.person_id).where(CohortStaff.acts),
).subquery("here")
"""Who comes to the sessions of a cohort: those who have a place, and its staff."""


def _to_those_here(*columns: Any) -> Select[Any]:
    """Sessions that are new or changed for those who come. Whoever made the change is told, too: their own calendar has to follow."""
    return (
        select(*columns)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(_HERE, _HERE.c.cohort_id == Session.cohort_id)
        .outerjoin(SessionWord, (SessionWord.session_id == Session.id) & (SessionWord.person_id == _HERE.c.person_id))
        .where(_ripe(), _SOMETHING_NEW)
    )


def _to_leavers(*columns: Any) -> Select[Any]:
    """Sessions that stand in the calendar of those who gave up their place, or run the cohort no longer."""
    has_place = exists().where(Place.cohort_id == Session.cohort_id, Place.person_id == SessionWord.person_id, Place.state != PlaceState.GIVEN_UP)
    runs = exists().where(CohortStaff.cohort_id == Session.cohort_id, CohortStaff.person_id == SessionWord.person_id, CohortStaff.acts)
    return (
        select(*columns)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(SessionWord, SessionWord.session_id == Session.id)
        .where(~has_place, ~runs, SessionWord.withdrawn.is_(False), Session.ends_at > now())
    )


def people_waiting() -> Sequence[UUID]:
    """Everybody who must be told something, and is still here. One statement."""
    waiting = union(_to_those_here(_HERE.c.person_id).select_from(Session), _to_leavers(SessionWord.person_id).select_from(Session))
    return db.session.scalars(select(Person.id).where(Person.id.in_(waiting), Person.active).order_by(Person.id)).all()


def waiting_for(person_id: UUID) -> list[Waiting]:
    """What one person must be told, by cohort and time. Three statements."""
    order = (Session.cohort_id, Session.begins_at, Session.id)
    cohort = contains_eager(Session.cohort)
    mine = _to_those_here(Session, SessionWord).where(_HERE.c.person_id == person_id).options(cohort).order_by(*order)
    gone = _to_leavers(Session, SessionWord).where(SessionWord.person_id == person_id).options(cohort).order_by(*order)
    runs = _run_by(person_id)
    found = [Waiting(session, session.cohort, word, True, session.cohort_id in runs) for session, word in db.session.execute(mine)]
    return found + [Waiting(session, session.cohort, word, False) for session, word in db.session.execute(gone)]


def known_to(person_id: UUID) -> list[Waiting]:
    """The sessions to come of a person who was told how they stand, by time. Two statements."""
    statement = (
        select(Session, SessionWord)
        .join(Session.cohort)
        .join(_HERE, (_HERE.c.cohort_id == Session.cohort_id) & (_HERE.c.person_id == person_id))
        .join(SessionWord, (SessionWord.session_id == Session.id) & (SessionWord.person_id == person_id))
        .where(Session.ends_at > now(), Session.cancelled_at.is_(None), SessionWord.withdrawn.is_(False), SessionWord.revision == Session.sequence)
        .options(contains_eager(Session.cohort))
        .order_by(Session.begins_at, Session.id)
    )
    runs = _run_by(person_id)
    return [Waiting(session, session.cohort, word, True, session.cohort_id in runs) for session, word in db.session.execute(statement)]


def _run_by(person_id: UUID) -> set[UUID]:
    return set(db.session.scalars(select(CohortStaff.cohort_id).where(CohortStaff.person_id == person_id, CohortStaff.acts)))


def wants_letters(person_id: UUID) -> bool:
    """Whether sessions come to the person as invitations by mail: yes, unless they chose otherwise. One statement."""
    chosen = db.session.scalar(select(PersonalCalendar.by_letter).where(PersonalCalendar.person_id == person_id))
    return chosen is not False
