"""What happens to timetables when nobody is looking."""

from lms.cohorts.queries import attendance, telling
from lms.cohorts.service.attendance.noting import close, remind_trainers
from lms.cohorts.service.attendance.refusals import AlreadyClosed, NoSuchSession
from lms.cohorts.service.timetable.telling import tell_of_sessions
from lms.kit.db import db, transaction
from lms.kit.logs import log
from lms.people.models import Person


def tell_of_session_changes() -> int:
    """Tell participants and staff of new, changed and cancelled sessions, one transaction a person; return how many sessions were told of."""
    told = 0
    for person_id in telling.people_waiting():
        with transaction():
            told += tell_of_sessions(db.session.get_one(Person, person_id), telling.waiting_for(person_id))
    log.info("sessions told of", told=told)
    return told


def close_sessions() -> int:
    """Close the attendance of sessions that nobody closed; return how many. A trainer who was quicker has done it.

    Where nobody is noted at all, the trainers are reminded first.
    """
    closed = 0
    with transaction():
        reminded = sum(remind_trainers(session) for session in attendance.forgotten())
    for session_id in attendance.to_close():
        try:
            with transaction():
                close(session_id, by=None)
                closed += 1
        except (AlreadyClosed, NoSuchSession):
            continue
    log.info("sessions closed", closed=closed, reminded=reminded)
    return closed
