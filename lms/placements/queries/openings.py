"""Reads of openings: one with all that its pages show, lists, and what of an initiative or project may offer one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Person
from lms.placements.models import Opening, OpeningGap, OpeningMove, OpeningNeed, OpeningState, Placement, PlacementState
from lms.projects.models.projects import Project, ProjectState
from lms.strategy.models.initiatives import Initiative, InitiativeState

LIVE = (PlacementState.PROPOSED, PlacementState.ACCEPTED, PlacementState.CONFIRMED)
OVER = (OpeningState.CLOSED,)
ENDED_INITIATIVES = (InitiativeState.DELIVERED, InitiativeState.CLOSED, InitiativeState.STOPPED)
ENDED_PROJECTS = (ProjectState.ENDED, ProjectState.CLOSED, ProjectState.STOPPED)


@dataclass(frozen=True, slots=True)
class Offering:
    """An initiative or a project, as something that offers openings."""

    kind: str
    thing: Initiative | Project

    @property
    def owner_id(self) -> UUID | None:
        """Who decides for it; nobody where it has no owner, or whose owner left."""
        owner = self.thing.owner
        return owner.id if owner is not None and owner.active else None

    @property
    def person_id(self) -> UUID | None:
        """An offering is nobody's own."""
        return None

    @property
    def path(self) -> str:
        """Its page."""
        return f"/strategy/initiatives/{self.thing.slug}" if self.kind == "initiative" else f"/projects/{self.thing.slug}"

    @property
    def is_over(self) -> bool:
        """Whether it ended, and offers nothing any more."""
        return self.thing.state in (*ENDED_INITIATIVES, *ENDED_PROJECTS)


@dataclass(frozen=True, slots=True)
class OpeningAtHand:
    """An opening with its needs and what offers it."""

    opening: Opening
    offering: Offering

    @property
    def owner_id(self) -> UUID | None:
        """Who owns what offers it."""
        return self.offering.owner_id

    @property
    def is_draft(self) -> bool:
        """Whether only its owner and the programme office see it."""
        return self.opening.state is OpeningState.DRAFT

    @property
    def musts(self) -> list[OpeningNeed]:
        """What somebody on the team must have."""
        return [need for need in sorted_needs(self.opening) if need.must]


def sorted_needs(opening: Opening) -> list[OpeningNeed]:
    """Musts first, then by code."""
    return sorted(opening.needs, key=lambda need: (not need.must, need.competence.code, str(need.id)))


def at_hand(opening: Opening) -> OpeningAtHand:
    """The opening as the policy and the pages see it."""
    thing = opening.initiative or opening.project
    assert thing is not None  # noqa: S101  (a constraint keeps it)
    return OpeningAtHand(opening, Offering("initiative" if opening.initiative else "project", thing))


def whole() -> Select[Opening]:
    """Openings with everything that their pages show. Two statements."""
    return select(Opening).options(
        selectinload(Opening.needs).joinedload(OpeningNeed.competence),
        joinedload(Opening.initiative).options(joinedload(Initiative.owner), joinedload(Initiative.department)),
        joinedload(Opening.project).options(joinedload(Project.owner), joinedload(Project.department)),
    )


def opening_at_hand(opening_id: UUID) -> OpeningAtHand:
    """One opening. Two statements.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(whole().where(Opening.id == opening_id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_("There is no such opening."))
    return at_hand(found)


def offering(kind: str, slug: str) -> Offering:
    """The initiative or project of that address. One statement.

    :raises NotFound: when there is none.
    """
    found: Initiative | Project | None = None
    if kind == "initiative":
        loaded = (joinedload(Initiative.owner), joinedload(Initiative.department))
        found = db.session.scalar(select(Initiative).where(Initiative.slug == slug).options(*loaded))
    elif kind == "project":
        found = db.session.scalar(select(Project).where(Project.slug == slug).options(joinedload(Project.owner), joinedload(Project.department)))
    if found is None:
        raise NotFound(_("There is no such initiative or project."))
    return Offering(kind, found)


def offerings_of(person_id: UUID | None) -> list[Offering]:
    """What may offer openings: of one owner, or for the programme office (None) of all. Two statements."""
    initiatives = select(Initiative).where(Initiative.state.not_in(ENDED_INITIATIVES)).order_by(Initiative.title, Initiative.id)
    projects = select(Project).where(Project.state.not_in(ENDED_PROJECTS)).order_by(Project.title, Project.id)
    initiatives, projects = initiatives.options(joinedload(Initiative.owner)), projects.options(joinedload(Project.owner))
    if person_id is not None:
        initiatives, projects = initiatives.where(Initiative.owner_id == person_id), projects.where(Project.owner_id == person_id)
    return [
        *(Offering("initiative", one) for one in db.session.scalars(initiatives)),
        *(Offering("project", one) for one in db.session.scalars(projects)),
    ]


def open_ones() -> list[OpeningAtHand]:
    """Openings that everybody sees: open and filled ones, those that begin first at the top. Two statements."""
    shown = (OpeningState.OPEN, OpeningState.FILLED)
    statement = whole().where(Opening.state.in_(shown)).order_by(Opening.starts_on, Opening.title, Opening.id)
    return [at_hand(one) for one in db.session.scalars(statement)]


def of_owner(person_id: UUID | None) -> list[OpeningAtHand]:
    """All openings of what a person owns; None: of the whole house, for the programme office. Two statements."""
    statement = whole().order_by(Opening.starts_on.desc(), Opening.title, Opening.id)
    if person_id is not None:
        initiative, project = aliased(Initiative), aliased(Project)
        statement = (
            statement.outerjoin(initiative, initiative.id == Opening.initiative_id)
            .outerjoin(project, project.id == Opening.project_id)
            .where(or_(initiative.owner_id == person_id, project.owner_id == person_id))
        )
    return [at_hand(one) for one in db.session.scalars(statement)]


def team_counts(opening_ids: Iterable[UUID]) -> dict[UUID, dict[PlacementState, int]]:
    """Opening -> state -> how many placements that live. One statement."""
    rows = db.session.execute(
        select(Placement.opening_id, Placement.state, func.count())
        .where(Placement.opening_id.in_(list(opening_ids)), Placement.state.in_(LIVE))
        .group_by(Placement.opening_id, Placement.state)
    )
    counts: dict[UUID, dict[PlacementState, int]] = {}
    for opening_id, state, number in rows:
        counts.setdefault(opening_id, {})[state] = number
    return counts


def moves_of(opening_id: UUID) -> Sequence[OpeningMove]:
    """The way of an opening, newest first. One statement."""
    return db.session.scalars(
        select(OpeningMove).where(OpeningMove.opening_id == opening_id).options(joinedload(OpeningMove.by)).order_by(OpeningMove.at.desc())
    ).all()


def gaps_of(opening_ids: Iterable[UUID]) -> Sequence[OpeningGap]:
    """Competences that teams had and have no more. One statement."""
    return db.session.scalars(
        select(OpeningGap)
        .where(OpeningGap.opening_id.in_(list(opening_ids)), OpeningGap.closed_at.is_(None))
        .options(joinedload(OpeningGap.competence))
        .order_by(OpeningGap.from_day)
    ).all()


def owner_of(found: OpeningAtHand) -> Person | None:
    """Who owns what offers the opening; loaded with it."""
    return found.offering.thing.owner


def department_of(found: OpeningAtHand) -> Department:
    """Whose initiative or project it is; loaded with it."""
    return found.offering.thing.department
