"""Sponsorship of the scene: an idea of the owner with charter, grant and running pilot, and one of somebody that is being judged."""

from typing import Any

from lms.ideas.queries import evaluating
from lms.ideas.queries.sponsoring import charter_at_hand
from lms.people.models import Person
from tests.factories.sponsoring import a_fund, an_idea, booked, evaluators, in_evaluation, piloted, sponsored


def set_up_sponsoring(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """What the addresses of evaluation, sponsorship, money and pilots lead to."""
    evaluators()
    judged = evaluating.round_of(in_evaluation().id)
    charter, fund = sponsored(author=people["owner"]), a_fund()
    grant = booked(charter, fund, 100)
    number = piloted(charter)
    seeking = an_idea(people["owner"])
    things = {
        "number": number,
        "sponsorship_id": charter.id,
        "review_id": charter_at_hand(charter.id).sponsorship.reviews[0].id,
        "grant_id": grant.id,
        "fund_id": fund.id,
        "evaluation_id": judged.round.evaluations[0].id,
    }
    judging = ("round_of_idea", "appoint", "fill", "release", "write_outcome_for")
    return {
        "sponsoring": things,
        **{f"sponsoring.{page}": {"number": judged.idea.number} for page in judging},
        "sponsoring.new_charter": {"number": seeking.number},
    }
