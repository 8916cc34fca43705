"""What credentials do when nobody is looking."""

from lms.credentials import papers, queries
from lms.credentials.service.issuing import AT_ONCE, issue_waiting
from lms.credentials.service.telling import tell_expiry
from lms.kit.clock import now
from lms.kit.db import transaction
from lms.kit.logs import log

REMINDED_AT_ONCE = 100


def remind_of_expiry() -> int:
    """Tell the holders of certificates that run out in 60, 30 and 7 days, each once; return how many were told."""
    told = 0
    ids = queries.running_out()
    for start in range(0, len(ids), REMINDED_AT_ONCE):
        with transaction():
            for paper in queries.with_holders(ids[start : start + REMINDED_AT_ONCE]):
                days = papers.reminder_due(paper.issued_at, paper.expires_at, now()) if paper.expires_at else None
                told += days is not None and tell_expiry(paper, days)
    log.info("certificate reminders", told=told)
    return told


def issue_those_waiting() -> int:
    """Issue the certificates that waited for the end of a stop; return how many. While a stop holds, none."""
    if queries.current_stop() is not None:
        return 0
    waiting, issued = queries.waiting(), 0
    for start in range(0, len(waiting), AT_ONCE):
        with transaction():
            if queries.current_stop() is not None:
                break
            issued += issue_waiting(waiting[start : start + AT_ONCE])
    return issued
