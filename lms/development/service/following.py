"""What follows for development plans from what happens elsewhere in the house."""

from sqlalchemy import select

from lms.development.models import DevelopmentPlan, PlanState
from lms.development.queries.plans import plan_at_hand
from lms.development.service.agreeing import ask_new_manager, tell_unmanaged
from lms.kit.db import db
from lms.people.events import ManagerChanged


def follow_manager(fact: ManagerChanged) -> None:
    """A plan that waits for the line manager waits for the new one; where there is none, the officer and HR hear of it."""
    waiting = select(DevelopmentPlan.id).where(DevelopmentPlan.person_id == fact.person_id, DevelopmentPlan.state == PlanState.PROPOSED)
    plan_id = db.session.scalar(waiting)
    if plan_id is None:
        return
    at_hand = plan_at_hand(plan_id)
    if at_hand.has_manager:
        ask_new_manager(at_hand.plan)
    else:
        tell_unmanaged(at_hand.plan, str(fact.before_id))
