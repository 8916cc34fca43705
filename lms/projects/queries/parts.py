"""Reads of what hangs on a project: milestones, money, risks, documents, gates, benefits. Each list costs the same, however long."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from lms.kit.db import db
from lms.people.models import Person
from lms.projects import money
from lms.projects.models.projects import (
    Benefit,
    BudgetLine,
    Gate,
    ProjectDocument,
    ProjectMilestone,
    ProjectMilestoneMove,
    Risk,
    Spending,
)
from lms.projects.workflow import Readiness
from lms.strategy.models.strategies import Indicator, Objective, Strategy, StrategyState

PAGE = 50


@dataclass(frozen=True, slots=True)
class MilestoneTold:
    """A milestone with each move of its date, newest first."""

    milestone: ProjectMilestone
    moves: Sequence[ProjectMilestoneMove]


def milestones_of(project_id: UUID) -> list[MilestoneTold]:
    """All milestones by date, with the indicators they move. Two statements."""
    asked = select(ProjectMilestone).where(ProjectMilestone.project_id == project_id).options(joinedload(ProjectMilestone.indicator))
    rows = db.session.scalars(asked.order_by(ProjectMilestone.due_on, ProjectMilestone.title)).all()
    moves: dict[UUID, list[ProjectMilestoneMove]] = defaultdict(list)
    moved = select(ProjectMilestoneMove).join(ProjectMilestone, ProjectMilestone.id == ProjectMilestoneMove.milestone_id)
    for move in db.session.scalars(moved.where(ProjectMilestone.project_id == project_id).order_by(ProjectMilestoneMove.at.desc())):
        moves[move.milestone_id].append(move)
    return [MilestoneTold(row, moves[row.id]) for row in rows]


@dataclass(frozen=True, slots=True)
class LineTold:
    """A budget line with what was spent on it, and on how many vouchers."""

    line: BudgetLine
    figures: money.Line
    vouchers: int

    @property
    def sum(self) -> money.Sum:
        """The line as a sum of one."""
        return money.total([self.figures])


def lines_of(project_id: UUID) -> list[LineTold]:
    """The budget, year by year, with sums of spendings. One statement, however many spendings there are."""
    spent = (
        select(Spending.line_id, func.sum(Spending.amount).label("spent"), func.count().label("vouchers"))
        .join(BudgetLine, BudgetLine.id == Spending.line_id)
        .where(BudgetLine.project_id == project_id)
        .group_by(Spending.line_id)
        .subquery()
    )
    asked = select(BudgetLine, spent.c.spent, spent.c.vouchers).outerjoin(spent, spent.c.line_id == BudgetLine.id)
    rows = db.session.execute(asked.where(BudgetLine.project_id == project_id).order_by(BudgetLine.year, BudgetLine.title))
    return [
        LineTold(line, money.Line(line.year, line.planned, Decimal(paid or 0).quantize(Decimal("0.01")), line.forecast), vouchers or 0)
        for line, paid, vouchers in rows
    ]


@dataclass(frozen=True, slots=True)
class SpendingTold:
    """A spending, the line it was booked on, and by whom."""

    spending: Spending
    line: BudgetLine
    by: str | None


def spendings_of(project_id: UUID, page: int) -> tuple[list[SpendingTold], int]:
    """Fifty spendings, newest first, and how many there are. Two statements."""
    mine = Spending.line_id.in_(select(BudgetLine.id).where(BudgetLine.project_id == project_id))
    count = db.session.scalar(select(func.count()).select_from(Spending).where(mine)) or 0
    asked = select(Spending, BudgetLine, Person.name).join(BudgetLine, BudgetLine.id == Spending.line_id)
    rows = db.session.execute(
        asked.outerjoin(Person, Person.id == Spending.by_id)
        .where(mine)
        .order_by(Spending.on_day.desc(), Spending.at.desc(), Spending.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [SpendingTold(*row) for row in rows], count


def all_spendings(project_id: UUID) -> list[SpendingTold]:
    """Every spending in the order of days, for a file. One statement."""
    asked = select(Spending, BudgetLine, Person.name).join(BudgetLine, BudgetLine.id == Spending.line_id)
    rows = db.session.execute(
        asked.outerjoin(Person, Person.id == Spending.by_id).where(BudgetLine.project_id == project_id).order_by(Spending.on_day, Spending.at)
    )
    return [SpendingTold(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a person looks after, and that person's name."""

    risk: Risk
    owner: str | None


def risks_of(project_id: UUID) -> list[Named]:
    """All risks, open ones first. One statement."""
    asked = select(Risk, Person.name).outerjoin(Person, Person.id == Risk.owner_id).where(Risk.project_id == project_id)
    return [Named(*row) for row in db.session.execute(asked.order_by(Risk.closed_at.is_not(None), Risk.at, Risk.id))]


@dataclass(frozen=True, slots=True)
class DocumentTold:
    """A document and who added it."""

    document: ProjectDocument
    by: str | None


def documents_of(project_id: UUID) -> list[DocumentTold]:
    """All documents, newest first. One statement."""
    asked = select(ProjectDocument, Person.name).outerjoin(Person, Person.id == ProjectDocument.by_id)
    rows = db.session.execute(asked.where(ProjectDocument.project_id == project_id).order_by(ProjectDocument.at.desc(), ProjectDocument.id))
    return [DocumentTold(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class GateTold:
    """A gate and who decided at it."""

    gate: Gate
    by: str | None


def gates_of(project_id: UUID) -> list[GateTold]:
    """All gates in their order. One statement."""
    asked = select(Gate, Person.name).outerjoin(Person, Person.id == Gate.decided_by_id).where(Gate.project_id == project_id)
    return [GateTold(*row) for row in db.session.execute(asked.order_by(Gate.position))]


@dataclass(frozen=True, slots=True)
class BenefitTold:
    """A benefit, the indicator it shows in, and who looks after it."""

    benefit: Benefit
    indicator: Indicator | None
    owner: str | None


def benefits_of(project_id: UUID) -> list[BenefitTold]:
    """All benefits with their findings. Two statements."""
    asked = (
        select(Benefit, Indicator, Person.name)
        .outerjoin(Indicator, Indicator.id == Benefit.indicator_id)
        .outerjoin(Person, Person.id == Benefit.owner_id)
        .where(Benefit.project_id == project_id)
        .options(selectinload(Benefit.findings))
    )
    return [BenefitTold(*row) for row in db.session.execute(asked.order_by(Benefit.due_on, Benefit.title))]


def readiness(project_id: UUID, *, has_owner: bool, has_sponsor: bool) -> Readiness:
    """What the project has, so far as steps of its way ask for it. Four statements."""
    milestones = [told.milestone for told in milestones_of(project_id)]
    return Readiness(
        has_owner=has_owner,
        has_sponsor=has_sponsor,
        milestones=len(milestones),
        unreached=tuple(one.title for one in milestones if one.reached_on is None),
        open_gates=tuple(told.gate.title for told in gates_of(project_id) if told.gate.outcome is None),
        benefits_without_finding=tuple(told.benefit.title for told in benefits_of(project_id) if not told.benefit.findings),
    )


def indicators() -> list[tuple[UUID, str]]:
    """The indicators of the strategy in force, to choose from. One statement."""
    asked = (
        select(Indicator.id, Objective.code, Indicator.title)
        .join(Objective, Objective.id == Indicator.objective_id)
        .join(Strategy, Strategy.id == Objective.strategy_id)
        .where(Strategy.state == StrategyState.IN_FORCE, Objective.retired_at.is_(None))
    )
    return [(row[0], f"{row[1]} {row[2]}") for row in db.session.execute(asked.order_by(Objective.position, Indicator.title))]


def address_of(person_id: UUID | None) -> str:
    """The address of a person, as a form shows it; empty for nobody. One statement at most."""
    return (db.session.scalar(select(Person.email).where(Person.id == person_id)) or "") if person_id else ""
