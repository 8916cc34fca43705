"""An idea goes its way: one door for every step, whoever takes it."""

from typing import cast
from uuid import UUID

from sqlalchemy import exists, select, update

from lms.audit.service import record
from lms.ideas import workflow
from lms.ideas.events import IdeaMoved
from lms.ideas.models.pitches import Idea, IdeaAuthor, IdeaMove, IdeaState
from lms.ideas.service.refusals import NeedsReason, NoSuchStep
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LONGEST_REASON = 2000


def move(idea: Idea, deed: str, reason: str = "", *, by: Person | None) -> IdeaMove:
    """Take the step ``deed`` with the idea; who may is asked before, by the policy. ``by`` is None where the house itself does it.

    :raises NoSuchStep: it cannot be taken from where the idea is, perhaps since somebody was faster.
    :raises NeedsReason: the step asks for a reason.
    """
    one_at_a_time(f"idea:{idea.id}")
    state = db.session.scalars(select(Idea.state).where(Idea.id == idea.id)).one()
    step = workflow.step_of(deed, state.value)
    if step is None:
        raise NoSuchStep(_("This idea is not where that can be done; somebody may have been faster. Look at it again."))
    reason = reason.strip()[:LONGEST_REASON]
    if step.reason and not reason:
        raise NeedsReason(_("Say why in a sentence or two: the authors and everybody who follows the idea read it."))
    after = _before_last(idea.id) if step.after == workflow.BACK else IdeaState(step.after)
    idea.state, idea.moved_at = after, now()
    if step.answers and by is not None and idea.first_answer_at is None:
        idea.first_answer_at = idea.moved_at
    _show_or_mask(idea, deed)
    row = IdeaMove(idea_id=idea.id, by_id=by.id if by else None, deed=deed, before=state, after=after, reason=reason, at=idea.moved_at)
    db.session.add(row)
    db.session.flush()
    record(f"{deed}-idea", "idea", idea.id, by=actor(idea, by), number=idea.number)
    publish(IdeaMoved(idea.id, row.id, deed, state.value, after.value, by.id if by else None))
    return row


def _before_last(idea_id: UUID) -> IdeaState:
    into_it = select(IdeaMove.before).where(IdeaMove.idea_id == idea_id, IdeaMove.after == IdeaState.MERGED, IdeaMove.before.is_not(None))
    return cast(IdeaState, db.session.scalars(into_it.order_by(IdeaMove.at.desc(), IdeaMove.id).limit(1)).one())


def _show_or_mask(idea: Idea, deed: str) -> None:
    """The names of an anonymous idea are masked from its submission until it is admitted; screening is over then."""
    if deed == "submit":
        idea.submitted_at = idea.submitted_at or idea.moved_at
        idea.department_id = _home(idea.id) or idea.department_id
    if deed in {"submit", "admit"}:
        masked = idea.anonymous and deed == "submit"
        db.session.execute(update(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id).values(masked=masked))


def _home(idea_id: UUID) -> UUID | None:
    first = select(Person.department_id).join(IdeaAuthor, IdeaAuthor.person_id == Person.id)
    return db.session.scalars(first.where(IdeaAuthor.idea_id == idea_id).order_by(IdeaAuthor.first.desc(), IdeaAuthor.since).limit(1)).first()


def actor(idea: Idea, by: Person | None) -> UUID | None:
    """Who the audit trail names: nobody where it would give a masked author away. The idea's own rows know who it was."""
    if by is None:
        return None
    masked = exists().where(IdeaAuthor.idea_id == idea.id, IdeaAuthor.person_id == by.id, IdeaAuthor.masked)
    return None if db.session.scalar(select(masked)) else by.id
