"""What development erases with a person."""

from sqlalchemy import delete, select, update

from lms.development.models import Action, DevelopmentPlan, Goal, PlanMove, WishedPost
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.people.service.erasing import NAME


def erase(fact: PersonErased) -> None:
    """Delete the wish and all plans; take the name of a manager from what they signed."""
    plans = select(DevelopmentPlan.id).where(DevelopmentPlan.person_id == fact.person_id)
    goals = select(Goal.id).where(Goal.plan_id.in_(plans))
    for statement in (
        delete(WishedPost).where(WishedPost.person_id == fact.person_id),
        delete(PlanMove).where(PlanMove.plan_id.in_(plans)),
        delete(Action).where(Action.goal_id.in_(goals)),
        delete(Goal).where(Goal.plan_id.in_(plans)),
        delete(DevelopmentPlan).where(DevelopmentPlan.person_id == fact.person_id),
        update(DevelopmentPlan).where(DevelopmentPlan.agreed_by_id == fact.person_id).values(agreed_by_name=NAME),
    ):
        db.session.execute(statement)
