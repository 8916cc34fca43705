"""Give and take away extra time. Why somebody needs it is never asked."""

from sqlalchemy import select

from lms.assessment.models import Accommodation
from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import DomainError, NotFound
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person, Role
from lms.people.queries.officers import WORKS_HERE
from lms.people.queries.scopes import reach_of, within

MOST_PERCENT = 300


class BeyondReach(DomainError):
    """HR of some departments means somebody of another."""


class ExtraTimeRefused(DomainError):
    """The extra time is out of range."""

    status = 422


def give(email: str, extra_percent: int, *, by: Person) -> Accommodation:
    """Give the person with ``email`` extra time from their next attempt on and tell them; it replaces what they had.

    :raises NotFound: nobody has that address.
    :raises BeyondReach: the role of ``by`` does not reach the person's department.
    :raises ExtraTimeRefused: less than 1 or more than 300 per cent.
    """
    if not 1 <= extra_percent <= MOST_PERCENT:
        raise ExtraTimeRefused(_("Extra time is 1 to %(most)s per cent.", most=MOST_PERCENT))
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower(), WORKS_HERE).with_for_update())
    if person is None:
        raise NotFound(_("Nobody who works here has this address. Check its spelling, or look the person up in the directory."))
    if not within(reach_of(by, Role.HR), person.department_id):
        raise BeyondReach(_("Your role does not reach the department in which %(name)s works.", name=person.name))
    kept = db.session.scalar(select(Accommodation).where(Accommodation.person_id == person.id))
    if kept is not None and kept.extra_percent == extra_percent:
        return kept
    if kept is None:
        kept = Accommodation(person_id=person.id)
        db.session.add(kept)
    kept.extra_percent, kept.given_by_id, kept.given_at = extra_percent, by.id, now()
    db.session.flush()
    record("gave", "accommodation", kept.id, by=by.id, person=str(person.id), percent=extra_percent)
    tell(person.id, "extra-time-given", about=f"{kept.id}:{kept.given_at.isoformat()}", percent=extra_percent)
    return kept


def take_away(accommodation: Accommodation, *, by: Person) -> None:
    """Take the extra time away and tell the person; attempts that are going on keep their deadline."""
    record("took-away", "accommodation", accommodation.id, by=by.id, person=str(accommodation.person_id))
    tell(accommodation.person_id, "extra-time-ended", about=str(accommodation.id))
    db.session.delete(accommodation)
    db.session.flush()
