"""An idea is stopped before anything was tried. What was learnt stays, and counts."""

from lms.ideas.models.pitches import IdeaState
from lms.ideas.queries.sponsoring import IdeaAtHand, idea_at_hand
from lms.ideas.service.moving import move
from lms.ideas.service.sponsoring_refusals import NotThere, WordsMissing
from lms.kit.db import one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.models import Person

BEFORE_PILOT = (IdeaState.SEEKING_SPONSOR, IdeaState.SPONSORED, IdeaState.PILOT_DESIGNED)


class NoDepartment(DomainError):
    """An initiative belongs to a department."""

    status = 422


def stop(at_hand: IdeaAtHand, learning: str, *, by: Person) -> None:
    """Stop the idea, and keep what was learnt.

    :raises NotThere: it is over, or a pilot runs (which is decided).
    :raises WordsMissing: the learning is missing.
    """
    one_at_a_time(f"idea:{at_hand.idea.id}")
    idea = idea_at_hand(at_hand.idea.number).idea
    if idea.state not in BEFORE_PILOT:
        raise NotThere(_("This idea is not where it can be stopped; somebody may have been faster. Look at it again."))
    if not learning.strip():
        raise WordsMissing(_("Write what you learnt: it counts as much as a success, and others read it."))
    idea.learning = learning.strip()[:4000]
    move(idea, "stop", learning, by=by)
