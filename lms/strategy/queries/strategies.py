"""Reads of strategies: the paper with objectives and indicators, its way, and its versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Indicator, Objective, Strategy, StrategyMove, StrategyState, StrategyVersion

_WHOLE = (
    selectinload(Strategy.objectives).selectinload(Objective.indicators).joinedload(Indicator.owner),
    joinedload(Strategy.decision),
)


def _one(asked: Select[Strategy]) -> Strategy | None:
    return db.session.scalar(asked.options(*_WHOLE).execution_options(populate_existing=True))


def strategy_at_hand(slug: str) -> Strategy:
    """A strategy with objectives, indicators and their owners. Three statements.

    :raises NotFound: when there is none.
    """
    return _found(_one(select(Strategy).where(Strategy.slug == slug)))


def strategy_by_id(strategy_id: UUID) -> Strategy:
    """The same by its id."""
    return _found(_one(select(Strategy).where(Strategy.id == strategy_id)))


def _found(strategy: Strategy | None) -> Strategy:
    if strategy is None:
        raise NotFound(_("There is no such strategy."))
    return strategy


def in_force() -> Strategy | None:
    """The strategy in force with everything it says, or nothing."""
    return _one(select(Strategy).where(Strategy.state == StrategyState.IN_FORCE))


def papers(*, drafts: bool) -> list[Strategy]:
    """All strategies, the newest first; drafts only for those who may read them. One statement."""
    asked = select(Strategy).order_by(Strategy.starts_on.desc(), Strategy.created_at.desc())
    return list(db.session.scalars(asked if drafts else asked.where(Strategy.state != StrategyState.DRAFTING)))


@dataclass(frozen=True, slots=True)
class ObjectiveAtHand:
    """An objective, found through its strategy."""

    strategy: Strategy
    objective: Objective

    @property
    def is_shown(self) -> bool:
        """Whether every officer may read it."""
        return self.strategy.is_shown


def objective_at_hand(slug: str, objective_id: UUID) -> ObjectiveAtHand:
    """An objective of that strategy.

    :raises NotFound: when the strategy has no such objective.
    """
    strategy = strategy_at_hand(slug)
    objective = next((one for one in strategy.objectives if one.id == objective_id), None)
    if objective is None:
        raise NotFound(_("There is no such objective in this strategy."))
    return ObjectiveAtHand(strategy, objective)


@dataclass(frozen=True, slots=True)
class Moved:
    """A step that was taken, and who took it."""

    move: StrategyMove
    by: str | None


def moves_of(strategy_id: UUID) -> list[Moved]:
    """The way of a strategy, newest first. One statement."""
    rows = db.session.execute(
        select(StrategyMove, Person.name)
        .outerjoin(Person, Person.id == StrategyMove.by_id)
        .where(StrategyMove.strategy_id == strategy_id)
        .order_by(StrategyMove.at.desc(), StrategyMove.id)
    )
    return [Moved(move, name) for move, name in rows]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version without its text."""

    version: StrategyVersion
    by: str | None


def versions_of(strategy_id: UUID) -> list[VersionLine]:
    """All versions, newest first, without their texts. One statement."""
    rows = db.session.execute(
        select(StrategyVersion, Person.name)
        .outerjoin(Person, Person.id == StrategyVersion.made_by_id)
        .where(StrategyVersion.strategy_id == strategy_id)
        .order_by(StrategyVersion.number.desc())
    )
    return [VersionLine(version, name) for version, name in rows]


def last_number(strategy_id: UUID) -> int:
    """The number of the newest version; 0 before the first."""
    return db.session.scalar(select(func.max(StrategyVersion.number)).where(StrategyVersion.strategy_id == strategy_id)) or 0


NOW = 0
"""Instead of a version's number: the text as it stands now."""


def contents(strategy: Strategy, numbers: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """The texts of those versions, by number; ``NOW`` is the text of now. One statement.

    :raises NotFound: when one of them is not there.
    """
    held = [number for number in numbers if 0 < number < 2**31]  # what the column can hold; an address may name anything
    asked = select(StrategyVersion).where(StrategyVersion.strategy_id == strategy.id, StrategyVersion.number.in_(held))
    found: dict[int, Mapping[str, Any]] = {row.number: row.content for row in db.session.scalars(asked.options(undefer(StrategyVersion.content)))}
    found[NOW] = content_of(strategy)
    if set(numbers) - found.keys():
        raise NotFound(_("There is no such version of this strategy."))
    return found


def content_of(strategy: Strategy) -> dict[str, Any]:
    """Everything that the strategy says, as plain JSON. No names of people: who owns an indicator may change without the text. One statement."""
    serving = _initiatives([one.id for one in strategy.objectives])
    return {
        "title": strategy.title,
        "vision": strategy.vision,
        "starts_on": strategy.starts_on.isoformat(),
        "ends_on": strategy.ends_on.isoformat(),
        "objectives": [
            {
                "id": str(objective.id),
                "code": objective.code,
                "title": objective.title,
                "why": objective.why,
                "retired": objective.retired_at is not None,
                "indicators": [_indicator(one) for one in objective.indicators],
                "initiatives": serving.get(objective.id, []),
            }
            for objective in strategy.objectives
        ],
    }


def _initiatives(objectives: Sequence[UUID]) -> dict[UUID | None, list[dict[str, Any]]]:
    """Objective -> what the city does for it, by title."""
    found: dict[UUID | None, list[dict[str, Any]]] = {}
    for one in db.session.scalars(select(Initiative).where(Initiative.objective_id.in_(objectives)).order_by(Initiative.title, Initiative.id)):
        found.setdefault(one.objective_id, []).append({"id": str(one.id), "title": one.title, "state": one.state.value})
    return found


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "title": one.title,
        "unit": one.unit,
        "baseline": f"{one.baseline.normalize():f}",
        "baseline_on": one.baseline_on.isoformat(),
        "target": f"{one.target.normalize():f}",
        "due_on": one.due_on.isoformat(),
        "source": one.source,
        "every_months": one.every_months,
        "euro_per_unit": None if one.euro_per_unit is None else f"{one.euro_per_unit.normalize():f}",
        "euro_source": one.euro_source,
        "retired": one.retired_at is not None,
    }
