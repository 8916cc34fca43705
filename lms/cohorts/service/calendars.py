"""A person's own calendar: the secret address of its feed, and whether invitations come by mail."""

import secrets

from lms.audit.service import record
from lms.cohorts.models.timetable import PersonalCalendar
from lms.cohorts.queries.calendars import calendar_of
from lms.cohorts.service.timetable.telling import invite_anew
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.people.models import Person
from lms.people.queries.sign_ins import token_hash


def make_address(*, by: Person) -> str:
    """Make a new secret for the feed of ``by`` and return it; it is shown once, and the one before opens nothing any more."""
    mine, token = _own(by), secrets.token_urlsafe(32)
    mine.token_hash, mine.made_at = token_hash(token), now()
    db.session.flush()
    record("calendar-link-made", "person", by.id, by=by.id)
    return token


def end_address(*, by: Person) -> None:
    """Let the feed of ``by`` have no address."""
    mine = _own(by)
    if mine.token_hash is not None:
        mine.token_hash = mine.made_at = None
        record("calendar-link-ended", "person", by.id, by=by.id)


def choose_letters(wanted: bool, *, by: Person) -> None:
    """Choose whether each session comes as an invitation by mail. Whoever switches them on is invited to what is to come at once."""
    mine = _own(by)
    if wanted and not mine.by_letter:
        invite_anew(by)
    mine.by_letter = wanted


def _own(person: Person) -> PersonalCalendar:
    one_at_a_time(f"calendar:{person.id}")
    mine = calendar_of(person.id)
    if mine is None:
        mine = PersonalCalendar(person_id=person.id, by_letter=True)
        db.session.add(mine)
        db.session.flush()
    return mine
