"""Development plans in each state: only what matters is said."""

from uuid import UUID

from lms.development.models import ActionKind, DevelopmentPlan
from lms.development.queries.plans import PlanAtHand, plan_at_hand
from lms.development.service import agreeing, planning
from lms.kit.db import db, transaction
from lms.people.models import Person


def draft(person: Person, *actions: str) -> UUID:
    """A draft of ``person`` with one goal, and those actions in free words (one, if none is said)."""
    with transaction():
        by = db.session.get_one(Person, person.id)
        plan_id = planning.begin(by=by).id
        at_hand = plan_at_hand(plan_id)
        if not at_hand.plan.goals:
            goal = planning.add_goal(at_hand, "Publish a dataset", by=by)
            for title in actions or ("Talk to the data office",):
                planning.add_action(at_hand, goal, ActionKind.FREE, title, by=by)
    return plan_id


def move(plan_id: UUID, deed: str, by: Person, reason: str = "") -> None:
    """Do ``deed`` with the plan as it stands."""
    with transaction():
        at_hand: PlanAtHand = plan_at_hand(plan_id)
        agreeing.move(at_hand, deed, reason, seen=at_hand.plan.content_hash, by=db.session.get_one(Person, by.id))


def proposed(person: Person, *actions: str) -> UUID:
    """A plan that waits for the manager."""
    plan_id = draft(person, *actions)
    move(plan_id, "propose", person)
    return plan_id


def agreed(person: Person, manager: Person, *actions: str) -> UUID:
    """A plan in force."""
    plan_id = proposed(person, *actions)
    move(plan_id, "agree", manager)
    return plan_id


def state_of(plan_id: UUID) -> str:
    """Where the plan stands."""
    return db.session.get_one(DevelopmentPlan, plan_id, populate_existing=True).state.value
