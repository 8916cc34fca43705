"""What the strategy erases with a person."""

from sqlalchemy import update

from lms.kit.db import db
from lms.people.events import PersonErased
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.road_map import PlanAcceptance
from lms.strategy.models.strategies import Indicator

_ACCEPTED = (PlanAcceptance, PlanAcceptance.owner_id)


def erase(fact: PersonErased) -> None:
    """Let the person own and sponsor nothing: what they answered for needs somebody else. What a department said stays the department's."""
    for model, column in ((Initiative, Initiative.owner_id), (Initiative, Initiative.sponsor_id), (Indicator, Indicator.owner_id), _ACCEPTED):
        db.session.execute(update(model).where(column == fact.person_id).values({column: None}))
