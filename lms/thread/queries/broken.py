"""Reads of threads that are broken: where something leads to nothing, or comes from nothing. Nine statements, however large the city is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, func, or_, select

from lms.catalogue.models import Course, CourseCompetence, CourseVersion, VersionState
from lms.champions.models import Champion, ChampionState
from lms.competency.models import Evidence, EvidenceKind
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.kit.months import months_later
from lms.people.models import Person
from lms.placements.models import Opening, OpeningState, Placement
from lms.placements.queries.placements import was_placed
from lms.projects.models.projects import Project, ProjectMilestone
from lms.projects.queries.portfolio import LIVE as LIVE_PROJECTS
from lms.strategy.models.initiatives import STILL_AHEAD, Initiative, Milestone
from lms.strategy.models.strategies import Indicator, Measurement, Objective, Strategy, StrategyState
from lms.strategy.queries.snapshots import LIVE


class Break(StrEnum):
    """How a thread can be broken."""

    INITIATIVE = "initiative-without-objective"
    CHAMPION = "champion-without-evidence"
    OPENING = "opening-never-filled"
    INDICATOR = "indicator-without-measurement"
    MILESTONE = "milestone-without-indicator"
    PROJECT = "project-without-origin"
    COURSE = "course-without-competence"


@dataclass(frozen=True, slots=True)
class Loose:
    """A loose end: what it is, where it is mended, and a line about it."""

    kind: Break
    title: str
    href: str
    note: str = ""


def _initiatives(_today: date) -> list[Loose]:
    asked = select(Initiative.title, Initiative.slug).where(Initiative.objective_id.is_(None), Initiative.state.in_(LIVE))
    rows = db.session.execute(asked.order_by(Initiative.title))
    return [Loose(Break.INITIATIVE, row.title, f"/strategy/initiatives/{row.slug}") for row in rows]


def _champions(_today: date) -> list[Loose]:
    """Own words alone are no evidence, nor is what was withdrawn or has run out."""
    living = select(Evidence.id).where(
        Evidence.person_id == Champion.person_id,
        Evidence.withdrawn_at.is_(None),
        or_(Evidence.expires_at.is_(None), Evidence.expires_at > now()),
        Evidence.kind != EvidenceKind.OWN_RATING,
    )
    asked = select(Person.name, Champion.id).join(Person, Person.id == Champion.person_id).where(Champion.state == ChampionState.ACTIVE)
    rows = db.session.execute(asked.where(~living.exists()).order_by(Person.name))
    return [Loose(Break.CHAMPION, row.name, f"/champions/{row.id}") for row in rows]


def _openings(today: date) -> list[Loose]:
    filled = exists().where(Placement.opening_id == Opening.id, was_placed())
    asked = select(Opening.title, Opening.id, Opening.starts_on).where(Opening.state == OpeningState.OPEN, Opening.starts_on < today, ~filled)
    rows = db.session.execute(asked.order_by(Opening.starts_on))
    return [Loose(Break.OPENING, row.title, f"/openings/{row.id}", _("should have begun on %(day)s", day=format_day(row.starts_on))) for row in rows]


def _indicators(today: date) -> list[Loose]:
    """Of the strategy in force: never measured though its rhythm has passed, or not since."""
    newest = select(Measurement.indicator_id, func.max(Measurement.on_day).label("on_day")).group_by(Measurement.indicator_id).subquery()
    asked = (
        select(Indicator.title, Indicator.id, Indicator.baseline_on, Indicator.every_months, Objective.code, newest.c.on_day)
        .join(Objective, Objective.id == Indicator.objective_id)
        .join(Strategy, Strategy.id == Objective.strategy_id)
        .outerjoin(newest, newest.c.indicator_id == Indicator.id)
        .where(Strategy.state == StrategyState.IN_FORCE, Objective.retired_at.is_(None), Indicator.retired_at.is_(None))
    )
    loose = []
    for row in db.session.execute(asked.order_by(Objective.position, Indicator.title)):
        if _months_after(row.on_day or row.baseline_on, row.every_months) < today:
            note = _("last measured on %(day)s", day=format_day(row.on_day)) if row.on_day else _("never measured")
            loose.append(Loose(Break.INDICATOR, f"{row.code} {row.title}", f"/strategy/indicators/{row.id}", note))
    return loose


def _months_after(day: date, months: int) -> date:
    return months_later(datetime.combine(day, time(), UTC), months).date()


def _milestones(_today: date) -> list[Loose]:
    return [*_of_initiatives(), *_of_projects()]


def _of_initiatives() -> list[Loose]:
    asked = select(Milestone.id, Milestone.title, Initiative.slug, Initiative.title.label("of")).join(Initiative)
    asked = asked.where(Milestone.indicator_id.is_(None), STILL_AHEAD, Initiative.state.in_(LIVE))
    rows = db.session.execute(asked.order_by(Initiative.title, Milestone.promised_on))
    return [Loose(Break.MILESTONE, row.title, f"/strategy/road-map/initiatives/{row.slug}#milestone-{row.id}", row.of) for row in rows]


def _of_projects() -> list[Loose]:
    asked = select(ProjectMilestone.id, ProjectMilestone.title, Project.slug, Project.title.label("of")).join(Project)
    asked = asked.where(ProjectMilestone.indicator_id.is_(None), ProjectMilestone.reached_on.is_(None), Project.state.in_(LIVE_PROJECTS))
    rows = db.session.execute(asked.order_by(Project.title, ProjectMilestone.due_on))
    return [Loose(Break.MILESTONE, row.title, f"/projects/{row.slug}/milestones#milestone-{row.id}", row.of) for row in rows]


def _projects(_today: date) -> list[Loose]:
    asked = select(Project.title, Project.slug).where(Project.initiative_id.is_(None), Project.idea_id.is_(None), Project.state.in_(LIVE_PROJECTS))
    return [Loose(Break.PROJECT, row.title, f"/projects/{row.slug}") for row in db.session.execute(asked.order_by(Project.title))]


def _courses(_today: date) -> list[Loose]:
    teaches: Any = exists().where(CourseCompetence.version_id == CourseVersion.id)
    asked = select(CourseVersion.title, Course.slug).join(Course, Course.id == CourseVersion.course_id)
    rows = db.session.execute(asked.where(CourseVersion.state == VersionState.PUBLISHED, ~teaches).order_by(CourseVersion.title))
    return [Loose(Break.COURSE, row.title, f"/courses/{row.slug}") for row in rows]


_FIND: dict[Break, Callable[[date], list[Loose]]] = {
    Break.INITIATIVE: _initiatives,
    Break.CHAMPION: _champions,
    Break.OPENING: _openings,
    Break.INDICATOR: _indicators,
    Break.MILESTONE: _milestones,
    Break.PROJECT: _projects,
    Break.COURSE: _courses,
}


def loose_ends(today: date) -> dict[Break, Sequence[Loose]]:
    """All loose ends, by how they are broken."""
    return {kind: find(today) for kind, find in _FIND.items()}
