"""What competency erases with a person."""

from sqlalchemy import update

from lms.competency.models import Evidence
from lms.kit.db import db
from lms.people.events import PersonErased


def erase(fact: PersonErased) -> None:
    """Delete the notes on the evidence; the evidence itself stays in the figures."""
    db.session.execute(update(Evidence).where(Evidence.person_id == fact.person_id).values(note=""))
