"""Reads of personal calendars."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.cohorts.calendars.texts import Meeting
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.timetable import PersonalCalendar, Session
from lms.cohorts.queries.timetable import sessions_for_feed
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.links import absolute
from lms.people.models import Person
from lms.people.queries.sign_ins import token_hash


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar it is, and what stands in it."""

    person: Person
    meetings: tuple[Meeting, ...]


def calendar_of(person_id: UUID) -> PersonalCalendar | None:
    """How the person's sessions reach their calendar; nothing where they never chose. One statement."""
    return db.session.scalar(select(PersonalCalendar).where(PersonalCalendar.person_id == person_id))


def feed_of(token: str) -> Feed:
    """The feed behind a secret address. Two statements.

    :raises NotFound: when the secret is nobody's, was replaced, or its person has left; the sentence is the same.
    """
    person = db.session.scalar(
        select(Person)
        .join(PersonalCalendar, PersonalCalendar.person_id == Person.id)
        .where(PersonalCalendar.token_hash == token_hash(token), Person.active)
    )
    if person is None:
        raise NotFound(_("There is no such calendar. Its address may have been replaced by a new one."))
    return Feed(person, tuple(meeting(session, session.cohort) for session in sessions_for_feed(person.id)))


def meeting(session: Session, cohort: Cohort, *, sequence: int | None = None, cancelled: bool | None = None) -> Meeting:
    """A session as calendars know it; ``sequence`` and ``cancelled`` are the session's own, unless given."""
    return Meeting(
        uid=str(session.id),
        title=session.title,
        of=cohort.name,
        begins_at=session.begins_at,
        ends_at=session.ends_at,
        zone=cohort.time_zone,
        place=session.place,
        link=session.link,
        summary=session.summary,
        page=absolute(f"/cohorts/{cohort.slug}/timetable"),
        sequence=session.sequence if sequence is None else sequence,
        cancelled=session.cancelled_at is not None if cancelled is None else cancelled,
        changed_at=session.changed_at,
    )
