"""What development does when nobody is looking."""

from datetime import datetime, timedelta

from lms.development.queries import plans
from lms.development.service.agreeing import remind, remind_of_review
from lms.development.workflow import BY_DEED
from lms.kit.clock import now, today
from lms.kit.db import transaction
from lms.kit.logs import log


def remind_of_plans() -> int:
    """Remind managers of plans that wait for too long, and both of a review that is due; return how often somebody was told."""
    told = 0
    for plan_id in plans.unanswered(working_days_before(now(), BY_DEED["propose"].days or 0)):
        with transaction():
            told += remind(plans.plan_at_hand(plan_id))
    for plan_id in plans.to_review(today()):
        with transaction():
            at_hand = plans.plan_at_hand(plan_id)
            told += remind_of_review(at_hand.plan, {one for one in (at_hand.person_id, at_hand.manager_id) if one})
    log.info("development plans reminded", told=told)
    return told


def working_days_before(moment: datetime, days: int) -> datetime:
    """The same time so many working days earlier; Saturdays and Sundays are none."""
    while days:
        moment -= timedelta(days=1)
        days -= moment.weekday() < 5
    return moment
