"""The things of the thread as the page shows them: title, a line about each, its address. One statement for each kind, however many."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.champions.models import Champion
from lms.competency.models import Competence, Framework
from lms.ideas.models.pitches import Idea, IdeaState
from lms.kit.db import db
from lms.kit.i18n import format_day, ngettext
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Person
from lms.placements.models import Opening, OpeningState, Placement, PlacementState
from lms.projects.models.projects import Project, ProjectMilestone
from lms.strategy.models.initiatives import Initiative, Milestone
from lms.strategy.models.strategies import Indicator, Objective, Strategy, StrategyState
from lms.thread.queries.links import SHOWN
from lms.thread.stations import Kind


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the thread."""

    kind: Kind
    id: UUID
    title: str
    href: str
    note: str = ""


def _courses(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    asked = select(Course.id, CourseVersion.title, Course.slug).join(CourseVersion, CourseVersion.course_id == Course.id)
    return asked.where(Course.id.in_(ids), CourseVersion.state == VersionState.PUBLISHED).order_by(CourseVersion.title)


def _competences(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    asked = select(Competence.id, Competence.code, Competence.title, Framework.slug).join(Framework, Framework.id == Competence.framework_id)
    return asked.where(Competence.id.in_(ids)).order_by(Framework.slug, Competence.code)


def _champions(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    asked = select(Champion.id, Person.name, Department.name.label("department")).join(Person, Person.id == Champion.person_id)
    shown = Champion.state.in_(SHOWN) & Person.active
    return asked.outerjoin(Department, Department.id == Person.department_id).where(Champion.id.in_(ids), shown).order_by(Person.name)


def _openings(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    placed = (
        select(func.count())
        .select_from(Placement)
        .where(Placement.opening_id == Opening.id, Placement.state == PlacementState.CONFIRMED)
        .correlate(Opening)
        .scalar_subquery()
    )
    asked = select(Opening.id, Opening.title, Opening.team_size, placed.label("placed"))
    return asked.where(Opening.id.in_(ids), Opening.state != OpeningState.DRAFT).order_by(Opening.title)


def _ideas(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    return select(Idea.id, Idea.title, Idea.number).where(Idea.id.in_(ids), Idea.state != IdeaState.DRAFT).order_by(Idea.number)


def _initiatives(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    asked = select(Initiative.id, Initiative.title, Initiative.slug, Department.name).join(Department, Department.id == Initiative.department_id)
    return asked.where(Initiative.id.in_(ids)).order_by(Initiative.title)


def _projects(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    asked = select(Project.id, Project.title, Project.slug, Department.name).join(Department, Department.id == Project.department_id)
    return asked.where(Project.id.in_(ids)).order_by(Project.title)


def _milestones(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    asked = select(Milestone.id, Milestone.title, Milestone.promised_on.label("due_on"), Milestone.reached_on, Initiative.slug)
    return asked.join(Initiative, Initiative.id == Milestone.initiative_id).where(Milestone.id.in_(ids)).order_by(Milestone.promised_on)


def _project_milestones(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    asked = select(ProjectMilestone.id, ProjectMilestone.title, ProjectMilestone.due_on, ProjectMilestone.reached_on, Project.slug)
    return asked.join(Project, Project.id == ProjectMilestone.project_id).where(ProjectMilestone.id.in_(ids)).order_by(ProjectMilestone.due_on)


def _indicators(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    asked = select(Indicator.id, Indicator.title, Objective.code).join(Objective, Objective.id == Indicator.objective_id)
    shown = Strategy.state != StrategyState.DRAFTING
    return asked.join(Strategy, Strategy.id == Objective.strategy_id).where(Indicator.id.in_(ids), shown).order_by(Indicator.title)


def _when(row: Any) -> str:
    if row.reached_on:
        return _("reached on %(day)s", day=format_day(row.reached_on))
    return _("due on %(day)s", day=format_day(row.due_on))


def _seats(row: Any) -> str:
    return ngettext("%(placed)s of %(num)d place filled", "%(placed)s of %(num)d places filled", row.team_size, placed=row.placed)


_READ: Mapping[Kind, tuple[Callable[[Collection[UUID]], Select[*tuple[Any, ...]]], Callable[[Any], tuple[str, str, str]]]] = {
    Kind.COURSE: (_courses, lambda row: (row.title, f"/courses/{row.slug}", "")),
    Kind.COMPETENCE: (_competences, lambda row: (f"{row.code} {row.title}", f"/frameworks/{row.slug}/{row.code}", "")),
    Kind.CHAMPION: (_champions, lambda row: (row.name, f"/champions/{row.id}", row.department or "")),
    Kind.OPENING: (_openings, lambda row: (row.title, f"/openings/{row.id}", _seats(row))),
    Kind.IDEA: (_ideas, lambda row: (row.title, f"/ideas/{row.number}", _("idea %(number)s", number=row.number))),
    Kind.INITIATIVE: (_initiatives, lambda row: (row.title, f"/strategy/initiatives/{row.slug}", _("initiative of %(name)s", name=row.name))),
    Kind.PROJECT: (_projects, lambda row: (row.title, f"/projects/{row.slug}", _("project of %(name)s", name=row.name))),
    Kind.MILESTONE: (_milestones, lambda row: (row.title, f"/strategy/road-map/initiatives/{row.slug}#milestone-{row.id}", _when(row))),
    Kind.PROJECT_MILESTONE: (_project_milestones, lambda row: (row.title, f"/projects/{row.slug}/milestones#milestone-{row.id}", _when(row))),
    Kind.INDICATOR: (_indicators, lambda row: (f"{row.code} {row.title}", f"/strategy/indicators/{row.id}", "")),
}
"""How each kind is asked for, and what a row says: title, address, a line. What a colleague may not see yet is left out: drafts."""


SHOWN_MOST = 25
"""So many things of a kind are put into words; how many more there are is only counted."""


def things(kind: Kind, ids: Collection[UUID]) -> tuple[list[Thing], int]:
    """The first things of one kind in their order, and how many there are. One statement; none for none."""
    if not ids:
        return [], 0
    asked, said = _READ[kind]
    rows = db.session.execute(asked(ids).add_columns(func.count().over().label("in_all")).limit(SHOWN_MOST)).all()
    return [Thing(kind, row.id, *said(row)) for row in rows], rows[0].in_all if rows else 0
