"""What evaluation and sponsorship add to the page of an idea."""

from collections.abc import Mapping
from typing import Any

from lms.ideas.models.evaluating import EvaluationState
from lms.ideas.models.sponsoring import SponsorshipState
from lms.ideas.queries import evaluating, piloting, sponsoring
from lms.ideas.queries.evaluating import RoundAtHand
from lms.ideas.queries.ideas import IdeaAtHand
from lms.ideas.views import parts
from lms.kit.access import can
from lms.people.models import Person
from lms.permissions import Permission as P


def evaluation_part(found: IdeaAtHand, reader: Person) -> Mapping[str, Any]:
    """The result, once it stands; before that, only what the reader themselves has to do."""
    round_ = evaluating.newest_round(found.idea.id)
    return {"evaluation": _shown(round_), "my_evaluation": _mine(round_, reader), "may_manage_evaluation": _may_manage(round_)}


def _shown(round_: RoundAtHand | None) -> RoundAtHand | None:
    return round_ if round_ is not None and round_.round.closed_at is not None else None


def _mine(round_: RoundAtHand | None, reader: Person) -> Any:
    mine = (one for one in round_.taking_part if one.person_id == reader.id) if round_ is not None and round_.is_open else ()
    return next((one for one in mine if one.state is EvaluationState.ASKED or (round_ is not None and round_.in_discussion)), None)


def _may_manage(round_: RoundAtHand | None) -> bool:
    return round_ is not None and round_.is_open and can(P.EVALUATION_MANAGE, round_)


def sponsoring_part(found: IdeaAtHand, reader: Person) -> Mapping[str, Any]:
    """Who stands for it, its charters and trials, and what the reader may do."""
    at_hand = sponsoring.with_sponsorships(found.idea)
    trials = piloting.PilotAtHand(at_hand, piloting.pilots_of(found.idea.id))
    charters = [one for one in sponsoring.charters_of_idea(found.idea.id) if one.state is not SponsorshipState.DRAFTED]
    return {"sponsors": at_hand, "trials": trials, "charters_over": charters, "drafted_charter": _drafted(at_hand, reader)}


def _drafted(at_hand: sponsoring.IdeaAtHand, reader: Person) -> Any:
    """A charter that waits for signatures concerns those whom it binds."""
    live = at_hand.live
    concerns = live is not None and (reader.id == live.sponsor_id or reader.id in at_hand.agreed_ids)
    return live if concerns and live is not None and live.state is SponsorshipState.DRAFTED else None


parts.EXTRA_PARTS.extend((evaluation_part, sponsoring_part))
