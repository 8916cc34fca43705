"""Calls for ideas by a department."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.ideas.models.pitches import Challenge, Idea, IdeaAuthor, IdeaState
from lms.ideas.service.refusals import AlreadyDone, ReasonMissing, WrongDates
from lms.kit.clock import now
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.errors import Forbidden
from lms.kit.folding import fold
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person, Role
from lms.people.queries.scopes import reach_of, within


@dataclass(frozen=True, slots=True)
class Call:
    """What a challenge says."""

    title: str
    problem: str
    criteria: str
    reward: str
    opens_on: date
    closes_on: date


def open_challenge(call: Call, department_id: UUID, *, by: Person) -> Challenge:
    """Call for ideas, from the programme office or from the head of the department.

    :raises WrongDates: it would close before it opens.
    """
    _refuse_dates(call)
    if not by.has(Role.PROGRAMME_OFFICE) and not within(reach_of(by, Role.DEPARTMENT_HEAD), department_id):
        raise Forbidden(_("You can call for ideas of the departments that you head."))
    one_at_a_time("challenge")
    made = Challenge(slug=_slug(call.title), department_id=department_id, created_by_id=by.id, **asdict(call))
    db.session.add(made)
    db.session.flush()
    record("open-challenge", "challenge", made.id, by=by.id, slug=made.slug)
    return made


def edit(challenge: Challenge, call: Call, *, by: Person) -> None:
    """Change what it says; its address stays.

    :raises WrongDates: it would close before it opens.
    :raises AlreadyDone: it is closed.
    """
    _refuse_dates(call)
    challenge = hold(challenge)
    if challenge.closed_at is not None:
        raise AlreadyDone(_("This challenge is closed, so it cannot be changed."))
    for name, value in asdict(call).items():
        setattr(challenge, name, value)
    db.session.flush()
    record("edit-challenge", "challenge", challenge.id, by=by.id, slug=challenge.slug)


def close(challenge: Challenge, outcome: str, *, by: Person) -> None:
    """End a challenge and say what became of it; whoever answered it with an idea is told.

    :raises ReasonMissing: nothing is said.
    :raises AlreadyDone: it was closed before.
    """
    if not outcome.strip():
        raise ReasonMissing(_("Say in a few sentences what becomes of the ideas. Their authors read it."))
    challenge = hold(challenge)
    if challenge.closed_at is not None:
        raise AlreadyDone(_("This challenge was closed already."))
    challenge.closed_at, challenge.outcome = now(), outcome.strip()
    db.session.flush()
    record("close-challenge", "challenge", challenge.id, by=by.id, slug=challenge.slug)
    authors = select(IdeaAuthor.person_id).join(Idea, Idea.id == IdeaAuthor.idea_id)
    answered = authors.where(Idea.challenge_id == challenge.id, Idea.state != IdeaState.DRAFT, IdeaAuthor.agreed_at.is_not(None)).distinct()
    for person_id in sorted(db.session.scalars(answered).all()):
        href = f"/ideas/challenges/{challenge.slug}"
        tell(person_id, "challenge-closed", about=str(challenge.id), href=href, challenge=challenge.title, reason=challenge.outcome)


def _refuse_dates(call: Call) -> None:
    if call.closes_on < call.opens_on:
        raise WrongDates(_("The last day must not lie before the first."))


def _slug(title: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:70].strip("-") or "challenge"
    taken = set(db.session.scalars(select(Challenge.slug).where(Challenge.slug.startswith(stem, autoescape=True))))
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken | {"new"}:
        number += 1
    return slug
