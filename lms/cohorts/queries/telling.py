"""Reads of what participants have not been told of their sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, union
from sqlalchemy.orm import aliased, contains_eager

from lms.cohorts.models.cohorts import Cohort, Place, PlaceState
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


_NOT_SAID = SessionWord.id.is_(None)
_SOMETHING_NEW = or_(
    and_(Session.cancelled_at.is_(None), or_(_NOT_SAID, SessionWord.withdrawn, SessionWord.revision < Session.sequence)),
    and_(Session.cancelled_at.is_not(None), SessionWord.withdrawn.is_(False)),
)


def _ripe() -> Any:
    moment = now()
    return and_(Session.ends_at > moment, or_(Session.changed_at <= moment - CALM, Session.begins_at <= moment + SOON))


def _to_participants(*columns: Any) -> Select[Any]:
    """Sessions that are new or changed for those who have a place."""
    return (
        select(*columns)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(Place, Place.cohort_id == Session.cohort_id)
        .outerjoin(SessionWord, (SessionWord.session_id == Session.id) & (SessionWord.person_id == Place.person_id))
        .where(Place.state != PlaceState.GIVEN_UP, _ripe(), _SOMETHING_NEW)
    )


def _to_leavers(*columns: Any) -> Select[Any]:
    """Sessions that stand in the calendar of those who gave up their place."""
    place = aliased(Place)
    living = (place.cohort_id == Session.cohort_id) & (place.person_id == SessionWord.person_id) & (place.state != PlaceState.GIVEN_UP)
    return (
        select(*columns)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(SessionWord, SessionWord.session_id == Session.id)
        .outerjoin(place, living)
        .where(place.id.is_(None), SessionWord.withdrawn.is_(False), Session.ends_at > now())
    )


def people_waiting() -> Sequence[UUID]:
    """Everybody who must be told something, and is still here. One statement."""
    waiting = union(_to_participants(Place.person_id).select_from(Session), _to_leavers(SessionWord.person_id).select_from(Session))
    return db.session.scalars(select(Person.id).where(Person.id.in_(waiting), Person.active).order_by(Person.id)).all()


def waiting_for(person_id: UUID) -> list[Waiting]:
    """What one person must be told, by cohort and time. Two statements."""
    order = (Session.cohort_id, Session.begins_at, Session.id)
    cohort = contains_eager(Session.cohort)
    mine = _to_participants(Session, SessionWord).where(Place.person_id == person_id).options(cohort).order_by(*order)
    gone = _to_leavers(Session, SessionWord).where(SessionWord.person_id == person_id).options(cohort).order_by(*order)
    found = [Waiting(session, session.cohort, word, True) for session, word in db.session.execute(mine)]
    return found + [Waiting(session, session.cohort, word, False) for session, word in db.session.execute(gone)]


def wants_letters(person_id: UUID) -> bool:
    """Whether sessions come to the person as invitations by mail: yes, unless they chose otherwise. One statement."""
    chosen = db.session.scalar(select(PersonalCalendar.by_letter).where(PersonalCalendar.person_id == person_id))
    return chosen is not False
