"""Reads of what a project may come from, and of who follows that."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import joinedload

from lms.ideas.models.pitches import Idea, IdeaAuthor, IdeaFollow, IdeaState
from lms.ideas.models.sponsoring import Sponsorship, SponsorshipState
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person, Role
from lms.people.queries.holders import holders
from lms.projects.models.projects import Project
from lms.strategy.models.initiatives import Initiative

STANDING = (SponsorshipState.ACTIVE, SponsorshipState.ORPHANED)


@dataclass(frozen=True, slots=True)
class Origin:
    """The initiative or idea, or neither, that a project is opened from, and who may open one beside the programme office."""

    initiative: Initiative | None = None
    idea: Idea | None = None
    opener_ids: frozenset[UUID] = frozenset()


def origin(initiative: str | None, idea: int | None) -> Origin:
    """What the address names: an initiative by its slug, an idea by its number. Two statements at most.

    :raises NotFound: there is none of that name.
    """
    if initiative:
        found = db.session.scalar(select(Initiative).where(Initiative.slug == initiative).options(joinedload(Initiative.department)))
        if found is None:
            raise NotFound(_("There is no such initiative."))
        return Origin(initiative=found, opener_ids=frozenset({found.owner_id} - {None}))  # type: ignore[arg-type]
    if idea is not None:
        pitched = db.session.scalar(select(Idea).where(Idea.number == idea, Idea.state != IdeaState.DRAFT))
        if pitched is None:
            raise NotFound(_("There is no such idea."))
        return origin_of(pitched)
    return Origin()


def origin_of(idea: Idea) -> Origin:
    """The idea, and who stands for it, or stood for it when it was handed over. One statement."""
    sponsors = select(Sponsorship.sponsor_id).where(Sponsorship.idea_id == idea.id)
    if idea.state is IdeaState.HANDED_OVER:
        signed = sponsors.where(Sponsorship.state == SponsorshipState.ENDED, Sponsorship.author_signed_at.is_not(None))
        sponsors = signed.order_by(Sponsorship.ended_at.desc(), Sponsorship.drafted_at.desc()).limit(1)
    else:
        sponsors = sponsors.where(Sponsorship.state.in_(STANDING))
    return Origin(idea=idea, opener_ids=frozenset(db.session.scalars(sponsors)))


def waits_for_project(idea: Idea) -> bool:
    """Whether the idea was handed over to the projects, and nobody opened one from it yet. One statement at most."""
    return idea.state is IdeaState.HANDED_OVER and idea.initiative_id is None and not projects_from(idea_id=idea.id)


def followers_of(project: Project) -> set[UUID]:
    """Who follows where the project comes from: authors and followers of the idea, owner and sponsor of the initiative. Two statements at most."""
    told: set[UUID] = set()
    if project.idea_id is not None:
        authors = select(IdeaAuthor.person_id).where(IdeaAuthor.idea_id == project.idea_id)
        told |= set(db.session.scalars(union(authors, select(IdeaFollow.person_id).where(IdeaFollow.idea_id == project.idea_id))))
    if project.initiative_id is not None:
        asked = select(Initiative.owner_id, Initiative.sponsor_id).where(Initiative.id == project.initiative_id)
        told |= {one for one in db.session.execute(asked).one() if one is not None}
    return told


def sponsors() -> list[Person]:
    """Who may stand for a project: managers with a budget, and the city manager. One statement."""
    return holders(Role.SPONSOR, Role.CITY_MANAGER, somewhere=True)


def projects_from(*, initiative_id: UUID | None = None, idea_id: UUID | None = None) -> list[Project]:
    """The projects that came of an initiative or idea. One statement."""
    asked = select(Project).where(Project.initiative_id == initiative_id if initiative_id else Project.idea_id == idea_id)
    return list(db.session.scalars(asked.order_by(Project.created_at, Project.id)))
