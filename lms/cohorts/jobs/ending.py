"""What the end of cohorts asks for when nobody is looking: graduations that go on, certificates that wait, figures, follow-up questions."""

from uuid import UUID

from lms.cohorts.events import Graduated
from lms.cohorts.queries import counting, ending, follow_ups
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.service import counting as keeping
from lms.cohorts.service import following_up, runs
from lms.kit.clock import now
from lms.kit.db import publish, transaction
from lms.kit.errors import DomainError
from lms.kit.logs import log

AT_ONCE = 100


def graduate_on() -> int:
    """Work off the runs that go on, batch by batch; return how many runs there were. Killed in the middle, the next run goes on."""
    going_on = ending.runs_going_on()
    for run_id in going_on:
        while _batch(run_id):
            pass
    return len(going_on)


def _batch(run_id: UUID) -> bool:
    """One batch. Where the house refuses what follows from it (a certificate was not earned), place by place."""
    try:
        with transaction():
            return runs.go_on(run_id)
    except DomainError:
        return _one(run_id)


def _one(run_id: UUID) -> bool:
    try:
        with transaction():
            return runs.go_on(run_id, at_most=1)
    except DomainError as refusal:
        with transaction():
            runs.give_up(run_id, str(refusal))
        return True


def ask_for_certificates() -> int:
    """Tell once more of graduates who have no certificate, for instance since issuing was stopped; return how many there are."""
    waiting = ending.uncertified()
    for fact in waiting:
        try:
            with transaction():
                publish(Graduated(*fact))
        except DomainError as refusal:  # one that is refused must not keep the others waiting
            log.info("certificate refused", place=str(fact[0]), refusal=type(refusal).__name__)
    return len(waiting)


def keep_figures() -> int:
    """Count the boot camps that are decided, for those who do not run them; return how many were counted."""
    counted = 0
    for slug in counting.uncounted():
        with transaction():
            counted += keeping.keep_figures(cohort_at_hand(slug))
    return counted


def follow_up() -> int:
    """Ask what changed at work, remind once, and take back what nobody should be asked any more; return how many were asked or reminded."""
    told = 0
    for cohort_id, place_ids in follow_ups.ended_lately(now()):
        for start in range(0, len(place_ids), AT_ONCE):
            with transaction():
                told += following_up.go_round(cohort_id, place_ids[start : start + AT_ONCE])
    log.info("follow-up", told=told)
    return told
