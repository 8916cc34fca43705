"""What the form of a pitch offers."""

from datetime import date

from sqlalchemy import or_, select

from lms.ideas.models.pitches import Challenge, Idea
from lms.kit.db import db
from lms.strategy.models.strategies import Objective, Strategy, StrategyState


def objectives_in_force(chosen: Idea | None = None) -> list[Objective]:
    """The objectives of the strategy in force, in its order; the one that the idea has, be it retired or not."""
    in_force = select(Strategy.id).where(Strategy.state == StrategyState.IN_FORCE)
    living = Objective.strategy_id.in_(in_force) & Objective.retired_at.is_(None)
    kept = Objective.id == chosen.objective_id if chosen is not None and chosen.objective_id else living
    return list(db.session.scalars(select(Objective).where(or_(living, kept)).order_by(Objective.position, Objective.code)))


def open_challenges(today: date, chosen: Idea | None = None) -> list[Challenge]:
    """The challenges that take ideas today, those that close first before the others; and the one that the idea answers."""
    living = (Challenge.opens_on <= today) & (Challenge.closes_on >= today) & Challenge.closed_at.is_(None)
    kept = Challenge.id == chosen.challenge_id if chosen is not None and chosen.challenge_id else living
    return list(db.session.scalars(select(Challenge).where(or_(living, kept)).order_by(Challenge.closes_on, Challenge.title)))
