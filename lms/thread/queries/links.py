"""The links of the thread: for each pair of neighbours one statement that goes from a set of things to a set of things."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Select, select

from lms.catalogue.models import CourseCompetence, CourseVersion, VersionState
from lms.champions.models import Champion, ChampionState
from lms.competency.models import Standing
from lms.ideas.models.pitches import Idea
from lms.kit.db import db
from lms.placements.models import Opening, OpeningNeed, OpeningState, Placement
from lms.placements.queries.placements import was_placed
from lms.projects.models.projects import Benefit, Project, ProjectMilestone
from lms.strategy.models.initiatives import InitiativeNeed, Milestone
from lms.thread.stations import Kind

Ids: TypeAlias = Collection[UUID]
Link: TypeAlias = tuple[Kind, Kind, Callable[[Ids], Select[*tuple[Any, ...]]]]

MOST = 2000
"""So many things of a kind are followed from one; a city has fewer."""
SHOWN = (ChampionState.ACTIVE, ChampionState.RESTING)
"""Champions who stand in the directory."""


def _placed(ids: Ids) -> Select[*tuple[Any, ...]]:
    return select(Placement.opening_id).where(Placement.champion_id.in_(ids), was_placed())


def _who_is_placed(ids: Ids) -> Select[*tuple[Any, ...]]:
    asked = select(Placement.champion_id).join(Champion, Champion.id == Placement.champion_id)
    return asked.where(Placement.opening_id.in_(ids), was_placed(), Champion.state.in_(SHOWN))


def _showing(ids: Ids) -> Select[*tuple[Any, ...]]:
    asked = select(Champion.id).join(Standing, Standing.person_id == Champion.person_id)
    return asked.where(Champion.state.in_(SHOWN), Standing.competence_id.in_(ids), Standing.level > 0)


def _shown_by(ids: Ids) -> Select[*tuple[Any, ...]]:
    return select(Standing.competence_id).join(Champion, Champion.person_id == Standing.person_id).where(Champion.id.in_(ids), Standing.level > 0)


def _taught(ids: Ids) -> Select[*tuple[Any, ...]]:
    asked = select(CourseCompetence.competence_id).join(CourseVersion, CourseVersion.id == CourseCompetence.version_id)
    return asked.where(CourseVersion.course_id.in_(ids), CourseVersion.state == VersionState.PUBLISHED)


def _teaching(ids: Ids) -> Select[*tuple[Any, ...]]:
    asked = select(CourseVersion.course_id).join(CourseCompetence, CourseCompetence.version_id == CourseVersion.id)
    return asked.where(CourseCompetence.competence_id.in_(ids), CourseVersion.state == VersionState.PUBLISHED)


def _asking(ids: Ids) -> Select[*tuple[Any, ...]]:
    asked = select(OpeningNeed.opening_id).join(Opening, Opening.id == OpeningNeed.opening_id)
    return asked.where(OpeningNeed.competence_id.in_(ids), Opening.state != OpeningState.DRAFT)


def _offered(column: Any) -> Callable[[Ids], Select[*tuple[Any, ...]]]:
    return lambda ids: select(Opening.id).where(column.in_(ids), Opening.state != OpeningState.DRAFT)


def _to(wanted: Any, given: Any) -> Callable[[Ids], Select[*tuple[Any, ...]]]:
    return lambda ids: select(wanted).where(given.in_(ids), wanted.is_not(None))


FORWARD: Sequence[Link] = (
    (Kind.COURSE, Kind.COMPETENCE, _taught),
    (Kind.COMPETENCE, Kind.CHAMPION, _showing),
    (Kind.COMPETENCE, Kind.OPENING, _asking),
    (Kind.COMPETENCE, Kind.INITIATIVE, _to(InitiativeNeed.initiative_id, InitiativeNeed.competence_id)),
    (Kind.OPENING, Kind.INITIATIVE, _to(Opening.initiative_id, Opening.id)),
    (Kind.OPENING, Kind.PROJECT, _to(Opening.project_id, Opening.id)),
    (Kind.IDEA, Kind.INITIATIVE, _to(Idea.initiative_id, Idea.id)),
    (Kind.IDEA, Kind.PROJECT, _to(Project.id, Project.idea_id)),
    (Kind.INITIATIVE, Kind.PROJECT, _to(Project.id, Project.initiative_id)),
    (Kind.INITIATIVE, Kind.MILESTONE, _to(Milestone.id, Milestone.initiative_id)),
    (Kind.PROJECT, Kind.PROJECT_MILESTONE, _to(ProjectMilestone.id, ProjectMilestone.project_id)),
    (Kind.MILESTONE, Kind.INDICATOR, _to(Milestone.indicator_id, Milestone.id)),
    (Kind.PROJECT_MILESTONE, Kind.INDICATOR, _to(ProjectMilestone.indicator_id, ProjectMilestone.id)),
    (Kind.PROJECT, Kind.INDICATOR, _to(Benefit.indicator_id, Benefit.project_id)),
)
"""In the order in which they are walked: what a kind leads to stands behind what leads to it."""

BACKWARD: Sequence[Link] = (
    (Kind.INDICATOR, Kind.MILESTONE, _to(Milestone.id, Milestone.indicator_id)),
    (Kind.INDICATOR, Kind.PROJECT_MILESTONE, _to(ProjectMilestone.id, ProjectMilestone.indicator_id)),
    (Kind.INDICATOR, Kind.PROJECT, _to(Benefit.project_id, Benefit.indicator_id)),
    (Kind.MILESTONE, Kind.INITIATIVE, _to(Milestone.initiative_id, Milestone.id)),
    (Kind.PROJECT_MILESTONE, Kind.PROJECT, _to(ProjectMilestone.project_id, ProjectMilestone.id)),
    (Kind.PROJECT, Kind.INITIATIVE, _to(Project.initiative_id, Project.id)),
    (Kind.PROJECT, Kind.IDEA, _to(Project.idea_id, Project.id)),
    (Kind.INITIATIVE, Kind.IDEA, _to(Idea.id, Idea.initiative_id)),
    (Kind.PROJECT, Kind.OPENING, _offered(Opening.project_id)),
    (Kind.INITIATIVE, Kind.OPENING, _offered(Opening.initiative_id)),
    (Kind.OPENING, Kind.CHAMPION, _who_is_placed),
    (Kind.OPENING, Kind.COMPETENCE, _to(OpeningNeed.competence_id, OpeningNeed.opening_id)),
    (Kind.INITIATIVE, Kind.COMPETENCE, _to(InitiativeNeed.competence_id, InitiativeNeed.initiative_id)),
    (Kind.COMPETENCE, Kind.COURSE, _teaching),
)

AHEAD_OF_A_CHAMPION: Sequence[Link] = ((Kind.CHAMPION, Kind.OPENING, _placed), *FORWARD)
"""A champion leads to where they are placed. On the way from a competence stand the openings that ask for it, whoever is placed there."""

BEHIND_A_CHAMPION: Sequence[Link] = ((Kind.CHAMPION, Kind.COMPETENCE, _shown_by), (Kind.COMPETENCE, Kind.COURSE, _teaching))
"""Where a champion comes from: what they show. Of whoever is met on the way, only what the opening asks for counts."""


def follow(links: Sequence[Link], kind: Kind, start: Collection[UUID]) -> dict[Kind, set[UUID]]:
    """Everything that ``links`` lead to from some things of a kind; themselves are not in it. One statement for each link at most."""
    found: dict[Kind, set[UUID]] = {one: set() for one in Kind}
    found[kind] = set(start)
    for source, target, statement in links:
        if found[source]:
            found[target] |= set(db.session.scalars(statement(found[source]).distinct().limit(MOST)))
    found[kind] -= set(start)
    return found
