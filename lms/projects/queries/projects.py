"""Reads of one project: itself with what decides who may do what, and each of its things through it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from lms.kit.db import Base, db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.projects import money
from lms.projects.models.projects import (
    Benefit,
    BudgetLine,
    Gate,
    GateThreshold,
    Project,
    ProjectDocument,
    ProjectMilestone,
    ProjectMove,
    Risk,
)
from lms.strategy.models.initiatives import Initiative

T = TypeVar("T", bound=Base)

PLANNED = select(func.coalesce(func.sum(BudgetLine.planned), 0)).where(BudgetLine.project_id == Project.id).correlate(Project).scalar_subquery()
THRESHOLD = select(GateThreshold.amount).order_by(GateThreshold.set_at.desc(), GateThreshold.id).limit(1).scalar_subquery()


@dataclass(frozen=True, slots=True)
class ProjectAtHand:
    """A project, and what of it says who may do what."""

    project: Project
    planned: Decimal
    threshold: Decimal | None

    @property
    def owner_id(self) -> UUID | None:
        """Who runs it."""
        return self.project.owner_id

    @property
    def sponsor_id(self) -> UUID | None:
        """Who stands for it."""
        return self.project.sponsor_id

    @property
    def city_manager_decides(self) -> bool:
        """Whether its money is so much that the city manager decides at its gates."""
        return money.city_manager_decides(self.planned, self.threshold)


@dataclass(frozen=True, slots=True)
class Of(ProjectAtHand):
    """Something of a project, found through it."""


@dataclass(frozen=True, slots=True)
class MilestoneAtHand(Of):
    """A milestone of a project."""

    milestone: ProjectMilestone


@dataclass(frozen=True, slots=True)
class LineAtHand(Of):
    """A budget line of a project."""

    line: BudgetLine


@dataclass(frozen=True, slots=True)
class RiskAtHand(Of):
    """A risk of a project."""

    risk: Risk


@dataclass(frozen=True, slots=True)
class GateAtHand(Of):
    """A gate of a project."""

    gate: Gate


@dataclass(frozen=True, slots=True)
class DocumentAtHand(Of):
    """A document of a project."""

    document: ProjectDocument


@dataclass(frozen=True, slots=True)
class BenefitAtHand(Of):
    """A benefit of a project."""

    benefit: Benefit

    @property
    def benefit_owner_id(self) -> UUID | None:
        """Who looks after the benefit."""
        return self.benefit.owner_id


_WHOLE = (
    joinedload(Project.department),
    joinedload(Project.owner),
    joinedload(Project.sponsor),
    joinedload(Project.initiative).joinedload(Initiative.objective),
    joinedload(Project.idea),
)


def project_at_hand(slug: str) -> ProjectAtHand:
    """The project with its people and where it comes from. One statement.

    :raises NotFound: there is none.
    """
    asked = select(Project, PLANNED, THRESHOLD).where(Project.slug == slug).options(*_WHOLE).execution_options(populate_existing=True)
    row = db.session.execute(asked).first()
    if row is None:
        raise NotFound(_("There is no such project."))
    return ProjectAtHand(row[0], Decimal(row[1]), row[2])


def _of(at_hand: ProjectAtHand, model: type[T], key: UUID) -> T:
    asked = select(model).where(model.id == key, model.project_id == at_hand.project.id)  # type: ignore[attr-defined]
    row = db.session.scalar(asked)
    if row is None:
        raise NotFound(_("This project has no such thing."))
    return row


def milestone_at_hand(slug: str, milestone_id: UUID) -> MilestoneAtHand:
    """A milestone of that project, else ``NotFound``."""
    found = project_at_hand(slug)
    return MilestoneAtHand(found.project, found.planned, found.threshold, _of(found, ProjectMilestone, milestone_id))


def line_at_hand(slug: str, line_id: UUID) -> LineAtHand:
    """A budget line of that project, else ``NotFound``."""
    found = project_at_hand(slug)
    return LineAtHand(found.project, found.planned, found.threshold, _of(found, BudgetLine, line_id))


def risk_at_hand(slug: str, risk_id: UUID) -> RiskAtHand:
    """A risk of that project, else ``NotFound``."""
    found = project_at_hand(slug)
    return RiskAtHand(found.project, found.planned, found.threshold, _of(found, Risk, risk_id))


def gate_at_hand(slug: str, gate_id: UUID) -> GateAtHand:
    """A gate of that project, else ``NotFound``."""
    found = project_at_hand(slug)
    return GateAtHand(found.project, found.planned, found.threshold, _of(found, Gate, gate_id))


def document_at_hand(slug: str, document_id: UUID) -> DocumentAtHand:
    """A document of that project, else ``NotFound``."""
    found = project_at_hand(slug)
    return DocumentAtHand(found.project, found.planned, found.threshold, _of(found, ProjectDocument, document_id))


def benefit_at_hand(slug: str, benefit_id: UUID) -> BenefitAtHand:
    """A benefit of that project, else ``NotFound``."""
    found = project_at_hand(slug)
    return BenefitAtHand(found.project, found.planned, found.threshold, _of(found, Benefit, benefit_id))


@dataclass(frozen=True, slots=True)
class MoveTold:
    """A move of a project, and who made it."""

    move: ProjectMove
    by: str | None


def moves_of(project_id: UUID) -> list[MoveTold]:
    """The way of a project, newest first. One statement."""
    who = aliased(Person)
    asked = select(ProjectMove, who.name).outerjoin(who, who.id == ProjectMove.by_id).where(ProjectMove.project_id == project_id)
    return [MoveTold(*row) for row in db.session.execute(asked.order_by(ProjectMove.at.desc(), ProjectMove.id))]


def threshold_in_force() -> Decimal | None:
    """From which planned amount on the city manager decides; None: nowhere."""
    return db.session.scalar(select(THRESHOLD))


def thresholds() -> Sequence[tuple[GateThreshold, str | None]]:
    """All thresholds, newest first, with who set them. One statement."""
    asked = select(GateThreshold, Person.name).outerjoin(Person, Person.id == GateThreshold.set_by_id)
    return [(row[0], row[1]) for row in db.session.execute(asked.order_by(GateThreshold.set_at.desc(), GateThreshold.id))]
