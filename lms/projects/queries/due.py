"""Reads of what of projects waits for somebody: gates, late milestones, benefits to look at, projects whose people left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.kit.db import db
from lms.people.models import Person
from lms.projects import money
from lms.projects.models.projects import Benefit, BenefitFinding, Gate, Project, ProjectMilestone, ProjectState
from lms.projects.queries.portfolio import LIVE
from lms.projects.queries.projects import PLANNED, THRESHOLD


@dataclass(frozen=True, slots=True)
class GateDue:
    """The next gate of a project, and whether the city manager decides at it."""

    gate: Gate
    project: Project
    city_manager_decides: bool


def gates_due(until: date) -> list[GateDue]:
    """The next open gate of each live project that is due by ``until``, soonest first. One statement."""
    earlier = aliased(Gate)
    before = select(earlier.id).where(earlier.project_id == Gate.project_id, earlier.outcome.is_(None), earlier.position < Gate.position)
    asked = (
        select(Gate, Project, PLANNED, THRESHOLD)
        .join(Project, Project.id == Gate.project_id)
        .where(Gate.outcome.is_(None), Gate.due_on <= until, Project.state.in_(LIVE), Project.state != ProjectState.PROPOSED, ~before.exists())
        .options(joinedload(Project.sponsor), joinedload(Project.owner), joinedload(Project.department))
    )
    return [
        GateDue(gate, project, money.city_manager_decides(planned, threshold))
        for gate, project, planned, threshold in db.session.execute(asked.order_by(Gate.due_on, Project.title))
    ]


def late_milestones(today: date) -> list[ProjectMilestone]:
    """Milestones of live projects whose date has passed. One statement."""
    asked = select(ProjectMilestone).join(Project, Project.id == ProjectMilestone.project_id)
    asked = asked.where(ProjectMilestone.reached_on.is_(None), ProjectMilestone.due_on < today, Project.state.in_(LIVE))
    return list(db.session.scalars(asked.options(joinedload(ProjectMilestone.project)).order_by(ProjectMilestone.due_on, ProjectMilestone.title)))


@dataclass(frozen=True, slots=True)
class BenefitDue:
    """A benefit that somebody should look at, and its project."""

    benefit: Benefit
    project: Project
    last_on: date | None


def benefits_due(today: date) -> list[BenefitDue]:
    """Benefits of ended projects whose day has come. One statement; whether a finding is fresh enough is asked by ``months_due``."""
    newest = (
        select(BenefitFinding.on_day)
        .where(BenefitFinding.benefit_id == Benefit.id)
        .order_by(BenefitFinding.on_day.desc())
        .limit(1)
        .correlate(Benefit)
        .scalar_subquery()
    )
    asked = select(Benefit, Project, newest).join(Project, Project.id == Benefit.project_id)
    asked = asked.where(Project.state == ProjectState.ENDED, Benefit.due_on <= today)
    return [BenefitDue(*row) for row in db.session.execute(asked.order_by(Benefit.due_on, Benefit.title))]


def without_people() -> Sequence[Project]:
    """Live projects without an owner or sponsor who still works here. One statement."""
    owner, sponsor = aliased(Person), aliased(Person)
    gone = or_(Project.owner_id.is_(None), Project.sponsor_id.is_(None), owner.active.is_(False), sponsor.active.is_(False))
    asked = select(Project).outerjoin(owner, owner.id == Project.owner_id).outerjoin(sponsor, sponsor.id == Project.sponsor_id)
    return db.session.scalars(asked.where(Project.state.in_(LIVE), gone).order_by(Project.title)).all()


def projects_with(person_id: UUID) -> Sequence[Project]:
    """Live projects that the person runs or stands for. One statement."""
    theirs = and_(Project.state.in_(LIVE), or_(Project.owner_id == person_id, Project.sponsor_id == person_id))
    return db.session.scalars(select(Project).where(theirs).order_by(Project.title)).all()
