"""What evaluation and sponsorship erase of a person."""

from sqlalchemy import update

from lms.ideas.models.evaluating import Evaluation
from lms.ideas.models.sponsoring import Sponsorship
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.people.service.erasing import NAME


def erase(fact: PersonErased) -> None:
    """Take the name from signatures, and in words why they did not judge an idea or stood for it no longer."""
    who = fact.person_id
    for statement in (
        update(Evaluation).where(Evaluation.person_id == who, Evaluation.recused_why != "").values(recused_why=NAME),
        update(Sponsorship).where(Sponsorship.sponsor_id == who, Sponsorship.end_reason != "").values(end_reason=NAME),
        update(Sponsorship).where(Sponsorship.sponsor_id == who).values(sponsor_name=NAME),
        update(Sponsorship).where(Sponsorship.author_signed_by_id == who).values(author_name=NAME),
    ):
        db.session.execute(statement)
