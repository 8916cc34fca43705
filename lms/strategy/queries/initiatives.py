"""Reads of initiatives: the list, one with everything it holds, and what is missing among them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lms.competency.models import Competence
from lms.kit.db import db, lowered
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Person
from lms.people.queries.directory import departments, with_departments_below
from lms.strategy.models.initiatives import STANDS, Initiative, InitiativeMove, InitiativeNeed, InitiativeReport, InitiativeState, Milestone
from lms.strategy.models.strategies import Objective, Strategy, StrategyState
from lms.strategy.queries.snapshots import LIVE

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which initiatives a list shows; empty means all. ``objective`` is an id, or ``none``; ``state`` is one, or ``live``."""

    words: str = ""
    state: str = ""
    objective: str = ""
    department_id: UUID | None = None
    mine: UUID | None = None
    """Those that this person owns or sponsors."""


@dataclass(frozen=True, slots=True)
class InitiativeLine:
    """An initiative in a list."""

    initiative: Initiative
    milestones: int
    reached: int
    next_on: date | None
    """The next promised date that is not reached."""
    percent: int | None
    """How much of the work was done at the last report."""


_WITH = (
    joinedload(Initiative.department),
    joinedload(Initiative.owner),
    joinedload(Initiative.sponsor),
    joinedload(Initiative.objective).joinedload(Objective.strategy),
)


def _chosen(wanted: Wanted) -> Select[Initiative]:
    asked = select(Initiative)
    for word in wanted.words.lower().split()[:6]:
        asked = asked.where(or_(*(lowered(text).contains(word, autoescape=True) for text in (Initiative.title, Initiative.summary))))
    if wanted.state == "live":
        asked = asked.where(Initiative.state.in_(LIVE))
    elif wanted.state in {state.value for state in InitiativeState}:
        asked = asked.where(Initiative.state == InitiativeState(wanted.state))
    if wanted.department_id:
        asked = asked.where(Initiative.department_id.in_(with_departments_below(wanted.department_id, departments())))
    if wanted.mine:
        asked = asked.where(or_(Initiative.owner_id == wanted.mine, Initiative.sponsor_id == wanted.mine))
    return _of_objective(asked, wanted.objective)


def _of_objective(asked: Select[Initiative], objective: str) -> Select[Initiative]:
    if objective == "none":
        return asked.where(Initiative.objective_id.is_(None))
    try:
        return asked.where(Initiative.objective_id == UUID(objective)) if objective else asked
    except ValueError:
        return asked.where(Initiative.id.is_(None))


def page_of(wanted: Wanted, page: int | None) -> tuple[list[InitiativeLine], int]:
    """A page of initiatives by title (all of them without a page), and how many there are in all. Four statements."""
    chosen = _chosen(wanted)
    total = db.session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    asked = chosen.options(*_WITH).order_by(Initiative.title, Initiative.id)
    if page is not None:
        asked = asked.limit(PAGE).offset((page - 1) * PAGE)
    return lines_of(list(db.session.scalars(asked))), total


def how_many_live() -> int:
    """How many initiatives the city carries. One statement."""
    return db.session.scalar(select(func.count()).select_from(Initiative).where(Initiative.state.in_(LIVE))) or 0


def lines_of(found: Sequence[Initiative]) -> list[InitiativeLine]:
    """The same initiatives with their milestones counted and their last report. Two statements."""
    ids = [one.id for one in found]
    dates: dict[UUID, list[tuple[date, date | None]]] = defaultdict(list)
    for initiative_id, promised_on, reached_on in db.session.execute(
        select(Milestone.initiative_id, Milestone.promised_on, Milestone.reached_on).where(Milestone.initiative_id.in_(ids), STANDS)
    ):
        dates[initiative_id].append((promised_on, reached_on))
    percents = last_reports(ids)
    return [
        InitiativeLine(
            one,
            milestones=len(dates[one.id]),
            reached=sum(reached is not None for _promised, reached in dates[one.id]),
            next_on=min((promised for promised, reached in dates[one.id] if reached is None), default=None),
            percent=percents.get(one.id),
        )
        for one in found
    ]


def last_reports(initiative_ids: Collection[UUID]) -> dict[UUID, int]:
    """Initiative -> how much of its work was done at the last report. One statement."""
    rows = db.session.execute(
        select(InitiativeReport.initiative_id, InitiativeReport.percent)
        .where(InitiativeReport.initiative_id.in_(list(initiative_ids)))
        .order_by(InitiativeReport.on_day, InitiativeReport.at)
    )
    return {initiative_id: percent for initiative_id, percent in rows}  # noqa: C416  (the last of each stays)


def initiative_at_hand(slug: str) -> Initiative:
    """An initiative with department, owner, sponsor, objective, needs and milestones. Three statements.

    :raises NotFound: when there is none.
    """
    loaded = (
        *_WITH,
        selectinload(Initiative.needs).joinedload(InitiativeNeed.competence).joinedload(Competence.framework),
        selectinload(Initiative.milestones),
    )
    found = db.session.scalar(select(Initiative).where(Initiative.slug == slug).options(*loaded).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_("There is no such initiative."))
    return found


@dataclass(frozen=True, slots=True)
class Moved:
    """A step of an initiative, and who took it."""

    move: InitiativeMove
    by: str | None


def moves_of(initiative_id: UUID) -> list[Moved]:
    """The way of an initiative, newest first. One statement."""
    rows = db.session.execute(
        select(InitiativeMove, Person.name)
        .outerjoin(Person, Person.id == InitiativeMove.by_id)
        .where(InitiativeMove.initiative_id == initiative_id)
        .order_by(InitiativeMove.at.desc(), InitiativeMove.id)
    )
    return [Moved(move, name) for move, name in rows]


@dataclass(frozen=True, slots=True)
class Reported:
    """A report on an initiative, and who wrote it."""

    report: InitiativeReport
    by: str | None


def reports_of(initiative_id: UUID) -> list[Reported]:
    """What was reported of an initiative, newest first. One statement."""
    rows = db.session.execute(
        select(InitiativeReport, Person.name)
        .outerjoin(Person, Person.id == InitiativeReport.by_id)
        .where(InitiativeReport.initiative_id == initiative_id)
        .order_by(InitiativeReport.on_day.desc(), InitiativeReport.at.desc())
    )
    return [Reported(report, name) for report, name in rows]


def of_strategy(strategy: Strategy) -> dict[UUID, list[Initiative]]:
    """Objective of the strategy -> the initiatives that serve it. One statement.

    Until it is in force, those of the objective that it follows count: they move along on that day.
    """
    home: dict[UUID, UUID] = {one.id: one.id for one in strategy.objectives}
    if strategy.state is not StrategyState.SUPERSEDED:
        home |= {one.follows_id: one.id for one in strategy.objectives if one.follows_id}
    asked = select(Initiative).where(Initiative.objective_id.in_(list(home))).options(joinedload(Initiative.department), joinedload(Initiative.owner))
    found: dict[UUID, list[Initiative]] = {one.id: [] for one in strategy.objectives}
    for initiative in db.session.scalars(asked.order_by(Initiative.title, Initiative.id)):
        if initiative.objective_id is not None:
            found[home[initiative.objective_id]].append(initiative)
    return found


def on_objective(objective_id: UUID) -> list[Initiative]:
    """The initiatives that hang on an objective, by title. One statement."""
    return list(db.session.scalars(select(Initiative).where(Initiative.objective_id == objective_id).order_by(Initiative.title)))


def without_objective() -> list[Initiative]:
    """Initiatives that the city carries for no objective that holds: none, a retired one, or one of a strategy that was superseded. One statement."""
    lost = or_(
        Initiative.objective_id.is_(None),
        Objective.retired_at.is_not(None),
        Strategy.state == StrategyState.SUPERSEDED,
    )
    asked = (
        select(Initiative)
        .outerjoin(Initiative.objective)
        .outerjoin(Objective.strategy)
        .join(Initiative.department)
        .where(Initiative.state.in_(LIVE), lost)
        .options(contains_eager(Initiative.objective), contains_eager(Initiative.department), joinedload(Initiative.owner))
    )
    return list(db.session.scalars(asked.order_by(Initiative.title, Initiative.id)))


def choosable_objectives(*, also: UUID | None = None) -> list[tuple[Strategy, list[Objective]]]:
    """Objectives that an initiative may serve: not retired, of strategies that every officer may read and that are not over. One statement."""
    asked = (
        select(Objective)
        .join(Objective.strategy)
        .where(
            or_(
                Objective.id == also,
                Objective.retired_at.is_(None) & Strategy.state.not_in([StrategyState.DRAFTING, StrategyState.SUPERSEDED]),
            )
        )
        .options(contains_eager(Objective.strategy))
        .order_by(Strategy.starts_on.desc(), Objective.position, Objective.code)
    )
    found: dict[UUID, tuple[Strategy, list[Objective]]] = {}
    for one in db.session.scalars(asked):
        found.setdefault(one.strategy_id, (one.strategy, []))[1].append(one)
    return list(found.values())


def of_department_names() -> list[tuple[UUID, str]]:
    """Departments that carry initiatives, by name. One statement."""
    carrying = select(Initiative.department_id)
    rows = db.session.execute(select(Department.id, Department.name).where(Department.id.in_(carrying)).order_by(Department.name))
    return [(key, name) for key, name in rows]
