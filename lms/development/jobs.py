"""What development does when nobody is looking."""

from lms.city.queries import holidays
from lms.development.queries import plans
from lms.development.service.agreeing import remind, remind_of_review
from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.logs import log


def remind_of_plans() -> int:
    """Remind managers of plans that wait, and escalate once; remind both of a review that is due; return how often somebody was told."""
    told, free, day = 0, holidays(), today()
    for plan_id in plans.unanswered():
        with transaction():
            told += remind(plans.plan_at_hand(plan_id), day, free)
    for plan_id in plans.to_review(day):
        with transaction():
            at_hand = plans.plan_at_hand(plan_id)
            told += remind_of_review(at_hand.plan, {one for one in (at_hand.person_id, at_hand.manager_id) if one})
    log.info("development plans reminded", told=told)
    return told
