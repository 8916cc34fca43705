"""What learning does when nobody is looking."""

from datetime import timedelta

from lms.kit.clock import now
from lms.kit.db import transaction
from lms.kit.i18n import local_day
from lms.kit.logs import log
from lms.learning.queries.due import due_by, with_person_and_course
from lms.learning.service.reminding import DAYS_BEFORE, remind

AT_ONCE = 100


def remind_of_plans() -> int:
    """Remind those whose planned day comes within a week, or has come; return how many were told."""
    told, today = 0, local_day(now())
    ids = due_by(today + timedelta(days=DAYS_BEFORE))
    for start in range(0, len(ids), AT_ONCE):
        with transaction():
            told += sum(remind(enrolment, today) for enrolment in with_person_and_course(ids[start : start + AT_ONCE]))
    log.info("plans reminded", told=told)
    return told
