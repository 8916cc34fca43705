"""What assessment erases with a person."""

from sqlalchemy import delete, select

from lms.assessment.models import Accommodation, Answer, Attempt
from lms.kit.db import db
from lms.people.events import PersonErased

WORDS = ("text",)
"""Parts of a response that somebody wrote; ticked options are no words."""


def erase(fact: PersonErased) -> None:
    """Delete what was written in answers and about them, and extra time; points and ticked options stay."""
    answers = select(Answer).where(Answer.attempt_id.in_(select(Attempt.id).where(Attempt.person_id == fact.person_id)))
    for answer in db.session.scalars(answers):
        answer.response = {name: value for name, value in answer.response.items() if name not in WORDS}
        answer.comment = ""
    db.session.execute(delete(Accommodation).where(Accommodation.person_id == fact.person_id))
    db.session.flush()
