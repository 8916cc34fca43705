"""An idea that proved itself becomes an initiative, or is handed to those who make a project of it. Its authors stay named."""

from uuid import UUID

from sqlalchemy import select

from lms.ideas.events import IdeaHandedOver
from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.models.sponsoring import PilotDecision
from lms.ideas.queries.piloting import PilotAtHand, pilots_of
from lms.ideas.queries.sponsoring import IdeaAtHand, idea_at_hand
from lms.ideas.service import piloting
from lms.ideas.service.moving import move
from lms.ideas.service.sponsoring_refusals import NotThere, WordsMissing
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.strategy.models.initiatives import Initiative
from lms.strategy.service.proposing import propose_initiative


def hand_to_initiative(at_hand: IdeaAtHand, *, department_id: UUID, learning: str, by: Person) -> Initiative:
    """Propose an initiative out of the idea, with its objective, authors and sponsor.

    :raises NotThere: the idea has no sponsor and no pilot that runs.
    :raises WordsMissing: what was learnt is not said.
    """
    found = _begin(at_hand, learning, by)
    idea = found.idea
    made = propose_initiative(
        slug=_slug(idea),
        title=idea.title,
        summary=_("%(solution)s\n\nIt comes from idea %(number)s.", solution=idea.solution or idea.problem, number=idea.number).strip(),
        department_id=department_id,
        objective_id=idea.objective_id,
        sponsor_id=found.sponsor_id,
        budget=found.live.money if found.live is not None else 0,  # type: ignore[arg-type]
        by=by,
    )
    idea.initiative_id = made.id
    db.session.flush()
    move(idea, "hand-over", learning, by=by)
    publish(IdeaHandedOver(idea.id, "initiative", made.id, by.id))
    return made


def hand_to_project(at_hand: IdeaAtHand, *, learning: str, by: Person) -> None:
    """Hand the idea over to the projects, where somebody opens a project from it.

    :raises NotThere: the idea has no sponsor and no pilot that runs.
    :raises WordsMissing: what was learnt is not said.
    """
    found = _begin(at_hand, learning, by)
    move(found.idea, "hand-over", learning, by=by)
    publish(IdeaHandedOver(found.idea.id, "project", None, by.id))


def _begin(at_hand: IdeaAtHand, learning: str, by: Person) -> IdeaAtHand:
    one_at_a_time(f"idea:{at_hand.idea.id}")
    found = idea_at_hand(at_hand.idea.number)
    if found.idea.state not in (IdeaState.SPONSORED, IdeaState.PILOT_RUNNING):
        raise NotThere(_("An idea is handed over while a sponsor stands for it, before a pilot or while one runs."))
    if not learning.strip():
        raise WordsMissing(_("Write what you learnt, and why it is handed over: whoever takes it on reads it."))
    if found.idea.state is IdeaState.PILOT_RUNNING:
        piloting.close(PilotAtHand(found, pilots_of(found.idea.id)), PilotDecision.ADOPT, learning, by=by)
    found.idea.learning = learning.strip()[: piloting.LONGEST]
    return found


def _slug(idea: Idea) -> str:
    """An address for the initiative that nobody has yet."""
    words = "-".join("".join(letter if letter.isascii() and letter.isalnum() else " " for letter in idea.title.lower()).split())[:60].strip("-")
    base = words or f"idea-{idea.number}"
    taken = set(db.session.scalars(select(Initiative.slug).where(Initiative.slug.startswith(base, autoescape=True))))
    return base if base not in taken else f"{base}-{idea.number}"
