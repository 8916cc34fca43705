"""What happens when nobody screens an application, decides on an exception or has a talk in time."""

from lms.city.queries import holidays
from lms.cohorts.queries.terms import waiting
from lms.cohorts.service.terms import remind
from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.logs import log


def remind_of_terms() -> int:
    """Remind trainers of what waits for them, and tell HR once its term is over; return how many were told."""
    with transaction():
        free, day = holidays(), today()
        told = sum(remind(one, day, free) for one in waiting(free))
    log.info("trainers reminded of terms", told=told)
    return told
