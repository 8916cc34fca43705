"""Reads of indicators: what was measured, and how they move."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from lms.kit.clock import today
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.strategy import pace
from lms.strategy.models.initiatives import STANDS, Milestone
from lms.strategy.models.strategies import Indicator, Measurement, Objective, Strategy, StrategyState
from lms.strategy.pace import Aim, Progress, Value


def aim_of(indicator: Indicator) -> Aim:
    """From where to where, as the pure module takes it."""
    return Aim(indicator.baseline, indicator.baseline_on, indicator.target, indicator.due_on, indicator.every_months)


def values_of(indicator_ids: Collection[UUID]) -> dict[UUID, list[Value]]:
    """Indicator -> what was measured. One statement."""
    found: dict[UUID, list[Value]] = defaultdict(list)
    rows = db.session.execute(
        select(Measurement.indicator_id, Measurement.on_day, Measurement.value, Measurement.at).where(
            Measurement.indicator_id.in_(list(indicator_ids))
        )
    )
    for indicator_id, on_day, value, at in rows:
        found[indicator_id].append(Value(on_day, value, at))
    return found


def progress_of(indicators: Iterable[Indicator], today: date) -> dict[UUID, Progress]:
    """Indicator -> where it stands today. One statement."""
    known = list(indicators)
    values = values_of([one.id for one in known])
    return {one.id: pace.progress(aim_of(one), values[one.id], today) for one in known}


def of_strategy(strategy: Strategy) -> list[Indicator]:
    """The indicators of a strategy that are not retired, objective by objective. No statement."""
    return [one for objective in strategy.objectives if not objective.retired_at for one in objective.indicators if not one.retired_at]


@dataclass(frozen=True, slots=True)
class IndicatorAtHand:
    """An indicator with its objective, strategy and owner."""

    indicator: Indicator

    @property
    def objective(self) -> Objective:
        """Whose reaching it shows."""
        return self.indicator.objective

    @property
    def strategy(self) -> Strategy:
        """The paper it stands in."""
        return self.indicator.objective.strategy

    @property
    def is_shown(self) -> bool:
        """Whether every officer may read it."""
        return self.strategy.is_shown

    @property
    def owner_id(self) -> UUID | None:
        """Who measures it."""
        return self.indicator.owner_id


def indicator_at_hand(indicator_id: UUID) -> IndicatorAtHand:
    """One indicator. One statement.

    :raises NotFound: when there is none.
    """
    loaded = (joinedload(Indicator.objective).joinedload(Objective.strategy), joinedload(Indicator.owner))
    asked = select(Indicator).where(Indicator.id == indicator_id).options(*loaded).execution_options(populate_existing=True)
    found = db.session.scalar(asked)
    if found is None:
        raise NotFound(_("There is no such indicator."))
    return IndicatorAtHand(found)


@dataclass(frozen=True, slots=True)
class Measured:
    """A row of what was measured, and who entered it. ``counts``: no later row says something else of the same day."""

    row: Measurement
    by: str | None
    counts: bool


def measurements_of(indicator_id: UUID) -> list[Measured]:
    """Everything that was entered, newest day first. One statement."""
    rows = db.session.execute(
        select(Measurement, Person.name)
        .outerjoin(Person, Person.id == Measurement.by_id)
        .where(Measurement.indicator_id == indicator_id)
        .order_by(Measurement.on_day.desc(), Measurement.at.desc(), Measurement.id)
    ).all()
    newest: dict[date, UUID] = {}
    for row, _name in rows:
        newest.setdefault(row.on_day, row.id)
    return [Measured(row, name, newest[row.on_day] == row.id) for row, name in rows]


def milestones_for(indicator_id: UUID) -> list[Milestone]:
    """The milestones that are meant to move an indicator, by date, with their initiatives. One statement."""
    asked = select(Milestone).where(Milestone.indicator_id == indicator_id, STANDS).options(joinedload(Milestone.initiative))
    return list(db.session.scalars(asked.order_by(Milestone.promised_on, Milestone.id)))


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator in a list, and where it stands."""

    indicator: Indicator
    progress: Progress


def lines(*, owner_id: UUID | None = None, strategy_id: UUID | None = None) -> list[IndicatorLine]:
    """The indicators of a strategy, else of the one in force. Two statements."""
    asked = (
        select(Indicator)
        .join(Indicator.objective)
        .join(Objective.strategy)
        .where(Strategy.id == strategy_id if strategy_id else Strategy.state == StrategyState.IN_FORCE)
        .where(Indicator.retired_at.is_(None), Objective.retired_at.is_(None))
        .options(contains_eager(Indicator.objective).contains_eager(Objective.strategy), joinedload(Indicator.owner))
        .order_by(Objective.position, Objective.code, Indicator.title)
    )
    if owner_id is not None:
        asked = asked.where(Indicator.owner_id == owner_id)
    found = list(db.session.scalars(asked))
    progress = progress_of(found, today())
    return [IndicatorLine(one, progress[one.id]) for one in found]


def to_measure(today: date) -> list[IndicatorLine]:
    """Indicators of the strategy in force, with an owner who works here, whose next measurement is due. Two statements."""
    return [
        line
        for line in lines()
        if line.indicator.owner is not None and line.indicator.owner.active and line.progress.due_again_on <= today <= line.indicator.due_on
    ]
