"""An idea goes its way: one door for every step, whoever takes it."""

from sqlalchemy import select

from lms.audit.service import record
from lms.ideas import workflow
from lms.ideas.events import IdeaMoved
from lms.ideas.models.pitches import Idea, IdeaMove, IdeaState
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
    idea.state, idea.moved_at = IdeaState(step.after), now()
    if step.answers and by is not None and idea.first_answer_at is None:
        idea.first_answer_at = idea.moved_at
    row = IdeaMove(idea_id=idea.id, by_id=by.id if by else None, before=state, after=idea.state, reason=reason, at=idea.moved_at)
    db.session.add(row)
    db.session.flush()
    record(f"{deed}-idea", "idea", idea.id, by=by.id if by else None, number=idea.number)
    publish(IdeaMoved(idea.id, row.id, deed, state.value, step.after, by.id if by else None))
    return row
