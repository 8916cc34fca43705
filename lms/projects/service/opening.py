"""Projects are opened: out of an initiative, out of an idea that is or was handed over, or by the office alone."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.queries.sponsoring import idea_at_hand
from lms.ideas.service import handing_over
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.projects.events import ProjectOpened
from lms.projects.models.projects import Project, ProjectKind, ProjectMove, ProjectState
from lms.projects.queries.origins import Origin, waits_for_project
from lms.projects.service.people import checked_owner, checked_pair, checked_sponsor
from lms.projects.service.refusals import CameOfIt, DateRefused
from lms.projects.service.telling import tell_all

RESERVED = frozenset({"new", "portfolio", "threshold"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a project says of itself at its start."""

    kind: ProjectKind
    title: str
    summary: str
    department_id: UUID
    owner: Person | None
    sponsor: Person | None
    starts_on: date | None = None
    ends_on: date | None = None


def open_project(facts: Facts, origin: Origin, reason: str = "", *, by: Person) -> Project:
    """Open a project. An idea it comes from is handed over, unless it was before, with ``reason``: what was learnt, for its authors and followers.

    :raises WrongPerson: owner or sponsor left, is from outside, or both are one.
    :raises DateRefused: it would end before it starts.
    :raises CameOfIt: the idea became an initiative or a project already.
    :raises lms.ideas.service.sponsoring_refusals.NotThere: the idea is not where it can be handed over, or its pilot measured nothing yet.
    :raises lms.ideas.service.sponsoring_refusals.WordsMissing: what was learnt is not said.
    """
    checked_pair(checked_owner(facts.owner), checked_sponsor(facts.sponsor))
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise DateRefused(_("The project would end before it starts. Correct one of both days."))
    if origin.idea is not None:
        _take_over(origin.idea, reason, by)
    made = Project(
        slug=_free_slug(facts.title),
        kind=facts.kind,
        title=facts.title,
        summary=facts.summary,
        department_id=facts.department_id,
        owner_id=facts.owner.id if facts.owner else None,
        sponsor_id=facts.sponsor.id if facts.sponsor else None,
        initiative_id=origin.initiative.id if origin.initiative else origin.idea.initiative_id if origin.idea else None,
        idea_id=origin.idea.id if origin.idea else None,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        created_by_id=by.id,
        state=ProjectState.PROPOSED,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(ProjectMove(project_id=made.id, by_id=by.id, before=None, after=ProjectState.PROPOSED, reason=reason))
    record("open-project", "project", made.id, by=by.id, slug=made.slug)
    publish(ProjectOpened(made.id, made.initiative_id, made.idea_id))
    tell_all(made, "project-opened", about=str(made.id), by=by)
    return made


def _take_over(idea: Idea, reason: str, by: Person) -> None:
    """Hand the idea over, with the decision on a pilot that runs; or take up one that was handed over and that nothing came of yet."""
    one_at_a_time(f"idea:{idea.id}")
    found = idea_at_hand(idea.number)
    if found.idea.state is not IdeaState.HANDED_OVER:
        handing_over.hand_to_project(found, learning=reason, by=by)
    elif not waits_for_project(found.idea):
        raise CameOfIt(_("This idea became an initiative or a project already. Its page leads there."))


def change_words(project: Project, title: str, summary: str, starts_on: date | None, ends_on: date | None, *, by: Person) -> None:
    """Change what a project says of itself; its address stays.

    :raises DateRefused: it would end before it starts.
    """
    if starts_on and ends_on and ends_on < starts_on:
        raise DateRefused(_("The project would end before it starts. Correct one of both days."))
    project.title, project.summary, project.starts_on, project.ends_on = title, summary, starts_on, ends_on
    db.session.flush()
    record("edit-project", "project", project.id, by=by.id)


def _free_slug(title: str) -> str:
    """An address made of the title that no other project has."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "project"
    one_at_a_time("project-slug")
    taken = set(db.session.scalars(select(Project.slug).where(Project.slug.startswith(stem, autoescape=True)))) | RESERVED
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
