"""What boot camps do when nobody is looking: one function for each job, each may run twice."""

from lms.cohorts.queries import calls
from lms.cohorts.service import agreeing, offering, queue, running
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.kit.logs import log


def move_cohorts() -> int:
    """Close calls, begin and end cohorts by their dates, a transaction each; return how many moved."""
    due, moved = running.due_cohorts(), 0
    db.session.rollback()
    for cohort_id in due:
        with transaction():
            moved += running.move_by_date(cohort_id) is not None
    return moved


def lapse_offers() -> int:
    """End offers that were not answered in time, a transaction each; return how many. Each seat goes to the next."""
    late, lapsed = calls.over_offers(now()), 0
    db.session.rollback()
    for cohort_id, application_id in late:
        with transaction():
            lapsed += offering.lapse(cohort_id, application_id)
    return lapsed


def move_waiting_lists() -> int:
    """Offer seats that are free: the net below what happens at once when a seat becomes free. Returns how many were offered."""
    due, offered = running.due_cohorts(), 0
    db.session.rollback()
    for cohort_id in due:
        with transaction():
            offered += queue.promote(cohort_id)
    log.info("waiting lists", offered=offered)
    return offered


def ask_for_agreements() -> int:
    """Ask managers of now, remind those who are silent, and HR after that; return how many applications somebody was told of."""
    with transaction():
        return sum(agreeing.ask_whoever_it_is_now(found) for found in calls.waiting_for_agreement())
