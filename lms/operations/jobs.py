"""Housekeeping at night."""

from lms.kit.db import transaction
from lms.kit.logs import log
from lms.operations.service import housekeeping as service

SIGN_INS_DAYS = 90
COUNTS_DAYS = 2
SENT_FORMS_DAYS = 1
RUNS_DAYS = 30
AT_ONCE = 500


def tidy_up() -> int:
    """Delete what is over: sign-ins, one-time links, counts of tries, forms that were sent, runs of jobs. Return how many rows went."""
    gone = 0
    for forget, days in (
        (service.forget_sign_ins, SIGN_INS_DAYS),
        (service.forget_counts, COUNTS_DAYS),
        (service.forget_sent_forms, SENT_FORMS_DAYS),
        (service.forget_runs, RUNS_DAYS),
    ):
        with transaction():  # one each, so that nobody who wants to save waits for all
            gone += forget(days=days)
    return gone


def forget_loose_blobs() -> int:
    """Delete bytes that no row mentions any more, one transaction each; return how many."""
    with transaction():
        loose = service.loose_blobs(limit=AT_ONCE)
    gone = 0
    for digest in loose:
        with transaction():
            gone += service.forget_blob(digest)
    return gone


def check_audit_trail() -> int | None:
    """Walk the audit trail; where its chain or seal is broken, log an error and tell those who watch over it. Return the broken entry's number."""
    number = service.first_break_of_trail()
    if number is not None:
        log.error("audit trail broken", number=number)
        with transaction():
            service.tell_of_broken_trail(number)
    elif not service.trail_is_sealed():
        log.error("audit trail not sealed with our key")
        with transaction():
            service.tell_of_broken_seal()
    return number
