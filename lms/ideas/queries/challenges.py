"""Calls for ideas."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.ideas.models.pitches import Challenge, Idea, IdeaState
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Person, Role
from lms.people.queries.scopes import of_reach, reach_of

_ANSWERS = (
    select(func.count())
    .select_from(Idea)
    .where(Idea.challenge_id == Challenge.id, Idea.state.not_in([IdeaState.DRAFT, IdeaState.MERGED]))
    .correlate(Challenge)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Called:
    """A challenge in a list, with how many ideas answer it."""

    challenge: Challenge
    ideas: int


def challenge_named(slug: str) -> Challenge:
    """The challenge of that address, with its department.

    :raises NotFound: there is none.
    """
    found = db.session.scalars(select(Challenge).where(Challenge.slug == slug).options(joinedload(Challenge.department))).one_or_none()
    if found is None:
        raise NotFound(_("There is no such challenge."))
    return found


def challenges(today: date, *, only_open: bool = False, limit: int = 200) -> list[Called]:
    """The challenges with their departments: those that are open first, then the newest. One statement."""
    is_open = (Challenge.opens_on <= today) & (Challenge.closes_on >= today) & Challenge.closed_at.is_(None)
    found = select(Challenge, _ANSWERS).options(joinedload(Challenge.department))
    if only_open:
        found = found.where(is_open)
    rows = db.session.execute(found.order_by(is_open.desc(), Challenge.closes_on.desc(), Challenge.title).limit(limit))
    called = [Called(challenge, ideas) for challenge, ideas in rows]
    return sorted(called, key=lambda one: one.challenge.closes_on) if only_open else called


def departments_to_call_for(person: Person) -> list[Department]:
    """The departments for which ``person`` may call for ideas, by name."""
    reach = None if person.has(Role.PROGRAMME_OFFICE) else reach_of(person, Role.DEPARTMENT_HEAD)
    return list(db.session.scalars(select(Department).where(of_reach(reach, Department.id)).order_by(Department.name)))
