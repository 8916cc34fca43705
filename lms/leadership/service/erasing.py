"""What the leadership team erases with a person."""

from sqlalchemy import update

from lms.kit.db import db
from lms.leadership.models import InterestDeclaration, SeatTerm
from lms.people.events import PersonErased


def erase(fact: PersonErased) -> None:
    """Take the words of their interests and whom they came for out; that a seat was held, and how it voted, stays with the decisions."""
    for statement in (
        update(InterestDeclaration).where(InterestDeclaration.person_id == fact.person_id).values(interest="—"),
        update(SeatTerm).where(SeatTerm.person_id == fact.person_id).values(organisation=""),
    ):
        db.session.execute(statement)
