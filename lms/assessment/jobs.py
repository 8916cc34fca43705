"""What assessment does when nobody is looking."""

from lms.assessment.queries.sittings import overdue_ids
from lms.assessment.service.handing_in import close_if_over
from lms.assessment.service.unmarked import call_curators
from lms.kit.clock import now
from lms.kit.db import transaction
from lms.kit.logs import log


def close_overdue() -> int:
    """Hand in each attempt whose time is over, each in a transaction of its own; return how many this run found.

    Harmless when two processes run it: who comes second finds the attempt handed in. One attempt that cannot be closed
    does not keep the others waiting; its fault is raised at the end.
    """
    with transaction():
        found = overdue_ids(now())
    faults: list[Exception] = []
    for attempt_id in found:
        try:
            with transaction():
                close_if_over(attempt_id)
        except Exception as fault:
            log.error("attempt not closed", attempt=str(attempt_id), fault=type(fault).__name__)
            faults.append(fault)
    if faults:
        raise faults[0]
    return len(found)


def tell_of_unmarked() -> int:
    """Tell curators of essays that nobody may mark any more, since authors left or lost the role; return how many were told."""
    with transaction():
        told = call_curators()
    log.info("unmarked essays told", told=told)
    return told
