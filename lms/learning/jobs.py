"""What learning does when nobody is looking."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.logs import log
from lms.learning.queries import duties
from lms.learning.queries.due import due_by, with_person_and_course
from lms.learning.service import duties as keeping
from lms.learning.service.reminding import DAYS_BEFORE, remind

AT_ONCE = 100


def remind_of_plans() -> int:
    """Remind those whose planned day comes within a week, or has come; return how many were told."""
    told, day = 0, today()
    ids = due_by(day + timedelta(days=DAYS_BEFORE))
    for start in range(0, len(ids), AT_ONCE):
        with transaction():
            told += sum(remind(enrolment, day) for enrolment in with_person_and_course(ids[start : start + AT_ONCE]))
    log.info("plans reminded", told=told)
    return told


def keep_duties() -> int:
    """Enrol those whom a duty concerns, begin renewals, and release whom it concerns no more; return how many enrolments changed."""
    changed = 0
    for start_ids in batched(duties.released()):
        with transaction():
            changed += keeping.release(start_ids)
    for duty_id in duties.in_force():
        for person_ids in batched(duties.concerned_by(duty_id)):
            with transaction():
                changed += keeping.keep(duties.duty(duty_id), person_ids)
    log.info("duties kept", changed=changed)
    return changed


def batched(ids: list[UUID]) -> Iterator[list[UUID]]:
    """``AT_ONCE`` ids at a time: one transaction should not hold up all others."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
