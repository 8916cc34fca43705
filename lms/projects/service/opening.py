"""Projects are opened: out of an initiative, out of an idea that is handed over, or by the office alone."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.ideas.service import moving as ideas
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.projects.events import ProjectOpened
from lms.projects.models.projects import Project, ProjectKind, ProjectMove, ProjectState
from lms.projects.queries.origins import Origin
from lms.projects.service.people import checked_owner, checked_pair, checked_sponsor
from lms.projects.service.refusals import DateRefused
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
    """Open a project. An idea it comes from is handed over with ``reason``, which its authors and followers read.

    :raises WrongPerson: owner or sponsor left, is from outside, or both are one.
    :raises DateRefused: it would end before it starts.
    :raises lms.ideas.service.refusals.NoSuchStep: the idea is not where it can be handed over, or was handed over already.
    """
    checked_pair(checked_owner(facts.owner), checked_sponsor(facts.sponsor))
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise DateRefused(_("The project would end before it starts. Correct one of both days."))
    if origin.idea is not None:
        ideas.move(origin.idea, "hand-over", reason, by=by)
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
