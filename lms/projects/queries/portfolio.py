"""Reads of all projects together: how each stands, in a number of statements that does not grow with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from lms.kit.db import db, lowered
from lms.projects import money
from lms.projects.models.projects import BudgetLine, Gate, Project, ProjectKind, ProjectMilestone, ProjectState, Risk, Spending
from lms.projects.queries.projects import threshold_in_force
from lms.projects.risk_matrix import heaviest_first

PAGE = 50
LIVE = (ProjectState.PROPOSED, ProjectState.PLANNED, ProjectState.RUNNING, ProjectState.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which projects a list shows; empty means all. ``state`` is one of the states, ``live`` or ``all``."""

    words: str = ""
    kind: ProjectKind | None = None
    state: str = "live"
    departments: frozenset[UUID] = frozenset()
    person_id: UUID | None = None
    """Whose: run by, or with this person as sponsor."""
    standing: str = ""
    """Of the money: ``within``, ``near`` or ``over``."""
    late: bool = False
    """Only those with a milestone or gate that is overdue."""


@dataclass(frozen=True, slots=True)
class Row:
    """A project as the portfolio shows it."""

    project: Project
    budget: money.Sum = field(default_factory=money.Sum)
    milestone: ProjectMilestone | None = None
    """The next one that is not reached."""
    risk: Risk | None = None
    """The heaviest that is open."""
    gate: Gate | None = None
    """The next one that is not decided."""
    late_milestones: int = 0
    city_manager_decides: bool = False

    def is_late(self, today: date) -> bool:
        """Whether a milestone or a gate is overdue."""
        return bool(self.late_milestones) or (self.gate is not None and self.gate.due_on < today)


def portfolio(wanted: Wanted, today: date) -> list[Row]:
    """All projects that are wanted, by title. Six statements, however many there are."""
    projects = db.session.scalars(_chosen(wanted)).all()
    keys = [project.id for project in projects]
    sums, risks, threshold = _sums(keys), _heaviest(keys), threshold_in_force()
    milestones, gates = _open_milestones(keys), _open_gates(keys)
    rows = [
        Row(
            project,
            sums.get(project.id, money.Sum()),
            next(iter(milestones[project.id]), None),
            risks.get(project.id),
            next(iter(gates[project.id]), None) if project.state in LIVE else None,
            sum(one.due_on < today for one in milestones[project.id]) if project.state in LIVE else 0,
            money.city_manager_decides(sums.get(project.id, money.Sum()).planned, threshold),
        )
        for project in projects
    ]
    return [row for row in rows if (not wanted.standing or row.budget.standing == wanted.standing) and (not wanted.late or row.is_late(today))]


def _chosen(wanted: Wanted) -> Select[Project]:
    asked = select(Project).options(joinedload(Project.department), joinedload(Project.owner), joinedload(Project.sponsor))
    if wanted.state == "live":
        asked = asked.where(Project.state.in_(LIVE))
    elif wanted.state != "all":
        asked = asked.where(Project.state == wanted.state)
    if wanted.kind:
        asked = asked.where(Project.kind == wanted.kind)
    if wanted.departments:
        asked = asked.where(Project.department_id.in_(wanted.departments))
    if wanted.person_id:
        asked = asked.where(or_(Project.owner_id == wanted.person_id, Project.sponsor_id == wanted.person_id))
    for word in wanted.words.lower().split()[:6]:
        fields = (lowered(Project.title), lowered(Project.summary))
        asked = asked.where(or_(*(field.contains(word, autoescape=True) for field in fields)))
    return asked.order_by(func.lower(Project.title), Project.id)


def _sums(keys: Sequence[UUID]) -> Mapping[UUID, money.Sum]:
    spent = select(Spending.line_id, func.sum(Spending.amount).label("spent")).group_by(Spending.line_id)
    spent = spent.where(Spending.line_id.in_(select(BudgetLine.id).where(BudgetLine.project_id.in_(keys))))
    paid = spent.subquery()
    asked = select(BudgetLine.project_id, BudgetLine.year, BudgetLine.planned, paid.c.spent, BudgetLine.forecast)
    lines: dict[UUID, list[money.Line]] = defaultdict(list)
    for project_id, year, planned, sum_spent, forecast in db.session.execute(
        asked.outerjoin(paid, paid.c.line_id == BudgetLine.id).where(BudgetLine.project_id.in_(keys))
    ):
        lines[project_id].append(money.Line(year, planned, Decimal(sum_spent or 0).quantize(Decimal("0.01")), forecast))
    return {project_id: money.total(listed) for project_id, listed in lines.items()}


def _open_milestones(keys: Sequence[UUID]) -> Mapping[UUID, list[ProjectMilestone]]:
    found: dict[UUID, list[ProjectMilestone]] = defaultdict(list)
    asked = select(ProjectMilestone).where(ProjectMilestone.project_id.in_(keys), ProjectMilestone.reached_on.is_(None))
    for row in db.session.scalars(asked.order_by(ProjectMilestone.due_on, ProjectMilestone.title)):
        found[row.project_id].append(row)
    return found


def _open_gates(keys: Sequence[UUID]) -> Mapping[UUID, list[Gate]]:
    found: dict[UUID, list[Gate]] = defaultdict(list)
    for row in db.session.scalars(select(Gate).where(Gate.project_id.in_(keys), Gate.outcome.is_(None)).order_by(Gate.position)):
        found[row.project_id].append(row)
    return found


def _heaviest(keys: Sequence[UUID]) -> Mapping[UUID, Risk]:
    found: dict[UUID, list[Risk]] = defaultdict(list)
    for row in db.session.scalars(select(Risk).where(Risk.project_id.in_(keys), Risk.closed_at.is_(None)).order_by(Risk.at, Risk.id)):
        found[row.project_id].append(row)
    return {project_id: heaviest_first(listed)[0] for project_id, listed in found.items()}


def total_of(rows: Sequence[Row]) -> money.Sum:
    """The money of all rows together."""
    return money.Sum(
        sum((row.budget.planned for row in rows), money.NOTHING),
        sum((row.budget.spent for row in rows), money.NOTHING),
        sum((row.budget.expected for row in rows), money.NOTHING),
    )
