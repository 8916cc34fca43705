"""What the forum does when nobody is looking."""

from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.queries.digests import news, subscribers, talking_since
from lms.cohorts.service.digesting import LONGEST, is_turn, tell_news
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.kit.logs import log


def send_digests() -> int:
    """Write the digest mails of today; return how many. A second run finds nothing new."""
    at, written = now(), 0
    cohort_ids = [cohort.id for cohort in talking_since(at - LONGEST)]
    for cohort_id in cohort_ids:
        with transaction():
            cohort = db.session.get_one(Cohort, cohort_id)
            posts = news(cohort_id, at - LONGEST, at)
            written += sum(tell_news(cohort, one, posts, at) for one in subscribers(cohort) if is_turn(one, at))
    log.info("forum digests", written=written)
    return written
