"""Large copies of data are made when nobody waits, and old ones go; requests that wait are remembered."""

from lms.city.queries import holidays
from lms.kit.clock import today
from lms.kit.db import transaction
from lms.privacy.queries.requests import open_erasures, waiting_copies
from lms.privacy.service import copying
from lms.privacy.service.telling import remind_of_answer


def make_data_copies() -> int:
    """Make what was asked for, one transaction each; return how many."""
    with transaction():
        waiting = waiting_copies()
    made = 0
    for copy_id in waiting:
        with transaction():
            made += copying.make(copy_id)
    return made


def forget_data_copies() -> int:
    """Let go of copies after their days."""
    with transaction():
        return copying.forget_old()


def remind_of_erasures() -> int:
    """Remind HR of requests for erasure, and escalate once their month is over; return how many were told."""
    with transaction():
        free, day = holidays(), today()
        return sum(remind_of_answer(row, day, free) for row in open_erasures())
