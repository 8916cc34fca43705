"""What happens with courses when nobody is looking."""

from datetime import timedelta

from lms.catalogue.queries.terms import in_review, to_look_through
from lms.catalogue.service.terms import remind_of_review, remind_to_look_through
from lms.city.queries import holidays
from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.logs import log

AHEAD = timedelta(days=60)
"""Longer than the term before a review-by day is, whatever holidays lie in it."""


def remind_of_reviews() -> int:
    """Remind curators of versions in review, and authors of courses to be looked through; escalate once; return how many were told."""
    with transaction():
        free, day = holidays(), today()
        told = sum(remind_of_review(version, since, day, free) for version, since in in_review())
        told += sum(remind_to_look_through(version, day, free) for version in to_look_through(day + AHEAD))
    log.info("reviews reminded", told=told)
    return told
