"""Attendance by the code that the trainer shows, and the reason of those who were not there."""

from datetime import timedelta

from lms.cohorts import codes
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.queries import attendance as queries
from lms.cohorts.queries.timetable import SessionAtHand
from lms.cohorts.service.attendance.noting import alone_with
from lms.cohorts.service.attendance.refusals import NoSessionNow, NotedOtherwise, NothingToExplain, WrongCode
from lms.kit import limits
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person

LATE_AFTER = timedelta(minutes=10)
GUESSES, GUESSING_WINDOW = 10, timedelta(minutes=10)
"""So many wrong codes may a person enter; right ones are never counted."""

CAME = frozenset({Presence.PRESENT, Presence.LATE})


def _bucket(person: Person) -> str:
    return f"attendance-code:{person.id}"


def refuse_guessing(*, by: Person) -> None:
    """Refuse who has entered too many wrong codes.

    :raises TooOften: with the time to wait.
    """
    one_at_a_time(_bucket(by))
    limits.refuse_beyond(_bucket(by), tries=GUESSES, window=GUESSING_WINDOW)


def count_guess(*, by: Person) -> None:
    """Count a wrong code."""
    limits.count(_bucket(by), window=GUESSING_WINDOW)


def enter(typed: str, *, secret: bytes, by: Person) -> Attendance:
    """Note ``by`` as present, or late, by the code that is shown in a session of theirs just now. Entering it again changes nothing.

    :raises NoSessionNow: when no session of theirs is open.
    :raises WrongCode: when the code is of no such session, or is shown no more.
    :raises NotedOtherwise: when a trainer has noted that they are not there.
    """
    moment = now()
    open_now = queries.open_to(by.id, moment)
    if not open_now:
        raise NoSessionNow(_("You have no session just now. A code counts from fifteen minutes before a session to its end."))
    found = next((one for one in open_now if codes.fits(typed, secret, one.id, moment)), None)
    if found is None:
        raise WrongCode(_("This is not the code that is shown now. It changes every 30 seconds: look again and enter the new one."))
    session = alone_with(found.id)
    if session.closed_at is not None:
        raise NoSessionNow(_("The attendance of “%(title)s” is closed. Ask your trainer to note you.", title=session.title))
    noted = queries.my_attendance(session.id, by.id)
    if noted is None:
        return _note(session, Presence.LATE if moment > session.begins_at + LATE_AFTER else Presence.PRESENT, by)
    if noted.presence not in CAME:
        raise NotedOtherwise(_("Your trainer has noted that you are not there. Ask them to change it."))
    return noted


def _note(session: Session, how: Presence, person: Person) -> Attendance:
    row = Attendance(session_id=session.id, person_id=person.id, presence=how, by_code=True, noted_by_id=person.id)
    row.session = session
    db.session.add(row)
    db.session.flush()
    return row


def explain(found: SessionAtHand, text: str, *, by: Person) -> None:
    """Keep why ``by`` was not at a session, in their own words, and tell the trainers.

    :raises NothingToExplain: when they were there, or attendance is still open.
    """
    noted, session = queries.my_attendance(found.session.id, by.id), found.session
    if noted is None or noted.presence in CAME:
        raise NothingToExplain(_("There is nothing to explain: you are not noted as absent."))
    noted.explanation = text.strip()
    db.session.flush()
    path = f"/cohorts/{found.cohort.slug}/sessions/{session.id}"
    for trainer_id in sorted(found.trainer_ids):
        tell(trainer_id, "absence-explained", about=f"{session.id}:{by.id}", href=path, name=by.name, session=session.title)
