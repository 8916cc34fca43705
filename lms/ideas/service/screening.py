"""The programme office decides what becomes of a submitted idea."""

from datetime import date

from lms.audit.service import record
from lms.ideas.models.pitches import Idea, IdeaMove
from lms.ideas.queries.ideas import IdeaAtHand
from lms.ideas.service.moving import move
from lms.ideas.service.refusals import AlreadyDone, WrongDates
from lms.kit.clock import today
from lms.kit.db import db, hold
from lms.kit.i18n import gettext as _
from lms.people.models import Person


def take_on(found: IdeaAtHand, *, by: Person) -> None:
    """Be the one of the office who is reminded first.

    :raises AlreadyDone: it is one's own care already.
    """
    idea = hold(found.idea)
    if idea.handled_by_id == by.id:
        raise AlreadyDone(_("You take care of this idea already."))
    idea.handled_by_id = by.id
    db.session.flush()
    record("take-on-idea", "idea", idea.id, by=by.id, number=idea.number)


def decide(found: IdeaAtHand, deed: str, reason: str = "", *, by: Person) -> IdeaMove:
    """Admit, return, decline or take up again: a step of the workflow that the office takes.

    :raises NoSuchStep: somebody was faster.
    :raises NeedsReason: the step asks for a reason.
    """
    idea = hold(found.idea)
    idea.handled_by_id = idea.handled_by_id or by.id
    if deed == "unpark":
        idea.parked_until = None
    return move(idea, deed, reason, by=by)


def park(found: IdeaAtHand, until: date | None, reason: str, *, by: Person) -> IdeaMove:
    """Let the idea rest until a day, or until somebody takes it up again.

    :raises WrongDates: the day is not to come.
    """
    if until is not None and until <= today():
        raise WrongDates(_("Choose a day that is to come."))
    idea = hold(found.idea)
    row = move(idea, "park", reason, by=by)
    idea.parked_until = until
    idea.handled_by_id = idea.handled_by_id or by.id
    db.session.flush()
    return row


def unpark_due(idea: Idea, day: date) -> bool:
    """Take up a parked idea whose day has come; return whether it was so."""
    idea = hold(idea)
    if idea.state.value != "parked" or idea.parked_until is None or idea.parked_until > day:
        return False
    idea.parked_until = None
    move(idea, "unpark", by=None)
    return True
