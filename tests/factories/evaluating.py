"""Evaluations as the forms of their pages name them."""

from uuid import UUID

from lms.ideas.queries import evaluating as evaluations
from lms.people.models import Person


def mine(round_id: UUID, person: Person) -> UUID:
    """The evaluation that the round asks of that person."""
    found = evaluations.round_of(round_id)
    return next(one.id for one in found.round.evaluations if one.person_id == person.id)


def scores(round_id: UUID, score: int) -> dict[str, str]:
    """The fields of the form that score all criteria alike."""
    return {f"score_{one.key}": str(score) for one in evaluations.round_of(round_id).criteria}
