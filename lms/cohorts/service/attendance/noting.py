"""Attendance noted by hand: one by one, all at once, closed, and corrected later."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import update

from lms.audit.service import record, record_all
from lms.cohorts.models.cohorts import StaffKind
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.queries import attendance as queries
from lms.cohorts.queries.attendance import OPENS_BEFORE
from lms.cohorts.service.attendance.refusals import AlreadyClosed, NoSuchSession, NotAParticipant, NotYet
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import format_day_in, offered, speaking
from lms.kit.i18n import gettext as _
from lms.notices.service import tell, write_letter
from lms.people.models import Person

BEFOREHAND = frozenset({Presence.EXCUSED})
"""What a trainer may note before the session begins."""


def alone_with(session_id: UUID) -> Session:
    """The session as it stands, held so that a trainer, a job and fifty phones write its attendance one after the other."""
    one_at_a_time(f"attendance:{session_id}")
    return queries.to_be_closed(session_id)


def note(session_id: UUID, given: Mapping[UUID, Presence], *, by: Person) -> int:
    """Note how people attended; return how many were noted anew or otherwise than before. Corrections after the close are audited.

    :raises NoSuchSession: when the session was cancelled.
    :raises NotAParticipant: when somebody has no place in it.
    :raises NotYet: when it has not begun, but for excuses.
    """
    session = alone_with(session_id)
    _refuse_cancelled(session)
    if not given.keys() <= queries.expected_at(session):
        raise NotAParticipant(_("Somebody on this list has no place any more. Load the page again."))
    noted = queries.noted_in(session.id)
    changed = {who: how for who, how in given.items() if who not in noted or noted[who].presence is not how}
    if session.begins_at - OPENS_BEFORE > now() and not BEFOREHAND.issuperset(changed.values()):
        raise NotYet(_("Attendance opens fifteen minutes before the session. Until then people can only be excused."))
    _audit_corrections(session, noted, changed, by)
    for who, how in changed.items():
        _write(session, who, how, noted.get(who), by)
    db.session.flush()
    return len(changed)


def note_all_present(session_id: UUID, *, by: Person) -> int:
    """Note everybody as present of whom nothing is noted; return how many."""
    session = alone_with(session_id)
    unnoted = queries.expected_at(session) - queries.noted_in(session.id).keys()
    return note(session_id, dict.fromkeys(unnoted, Presence.PRESENT), by=by)


def close(session_id: UUID, *, by: Person | None) -> int:
    """Close the attendance of a session: whoever is not noted was absent, and is asked why. Return how many were absent.

    Of a trainer and the house who close at once, one does it.

    :raises NotYet: when it has not begun.
    :raises AlreadyClosed: when somebody was quicker.
    """
    session = alone_with(session_id)
    _refuse_cancelled(session)
    if session.begins_at > now():
        raise NotYet(_("“%(title)s” has not begun, so its attendance cannot be closed.", title=session.title))
    still_open = update(Session).where(Session.id == session.id, Session.closed_at.is_(None))
    if db.session.execute(still_open.values(closed_at=now()).returning(Session.id)).first() is None:
        raise AlreadyClosed(_("The attendance of “%(title)s” was closed already.", title=session.title))
    for who in sorted(queries.expected_at(session) - queries.noted_in(session.id).keys()):
        _write(session, who, Presence.ABSENT, None, by)
    db.session.flush()
    absent = queries.absent_from(session.id)
    record("closed", "attendance", session.id, by=by.id if by else None, absent=len(absent))
    for person in absent:
        _ask_why(person, session)
    return len(absent)


def remind_trainers(session: Session) -> int:
    """Remind the trainers, once, of a session of which nobody is noted; return how many were told."""
    path = f"/cohorts/{session.cohort.slug}/sessions/{session.id}"
    trainers = sorted(one.person_id for one in session.cohort.staff if one.acts and one.kind is StaffKind.TRAINER)
    facts = {"session": session.title, "cohort": session.cohort.name}
    return sum(tell(trainer_id, "attendance-waits", about=str(session.id), href=path, **facts) for trainer_id in trainers)


def _refuse_cancelled(session: Session) -> None:
    if session.cancelled_at is not None:
        raise NoSuchSession(_("“%(title)s” was cancelled, so nobody attended it.", title=session.title))


def _audit_corrections(session: Session, noted: Mapping[UUID, Attendance], changed: Mapping[UUID, Presence], by: Person) -> None:
    if session.closed_at is None or not changed:
        return
    before = {who: noted[who].presence.value if who in noted else "" for who in changed}
    deeds = [("corrected", "attendance", session.id, {"person": str(who), "before": before[who], "after": how.value}) for who, how in changed.items()]
    record_all(deeds, by=by.id)


def _write(session: Session, who: UUID, how: Presence, row: Attendance | None, by: Person | None) -> None:
    noted_by_id = by.id if by else None
    if row is None:
        db.session.add(Attendance(session_id=session.id, person_id=who, presence=how, noted_by_id=noted_by_id))
    else:
        row.presence, row.by_code, row.noted_by_id, row.noted_at = how, False, noted_by_id, now()
    if how is Presence.EXCUSED:
        tell(who, "session-excused", about=str(session.id), href=_path(session), session=session.title, cohort=session.cohort.name)


def _path(session: Session) -> str:
    return f"/cohorts/{session.cohort.slug}/timetable"


def _ask_why(person: Person, session: Session) -> None:
    facts = {"session": session.title, "cohort": session.cohort.name}
    path = f"/cohorts/{session.cohort.slug}/sessions/{session.id}/reason"
    with speaking(offered(person.language)):
        day = format_day_in(session.begins_at, session.cohort.time_zone)
    tell(person.id, "session-missed", about=str(session.id), href=path, day=day, **facts)
    write_letter("session-missed", to=person, about=str(session.id), facts={**facts, "day": day, "path": path})
