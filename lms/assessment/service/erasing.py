"""What assessment erases with a person."""

from sqlalchemy import delete, select

from lms.assessment.models import Accommodation, Answer, Attempt, ExtraAttempt
from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.people.events import PersonErased

WORDS = ("text",)
"""Parts of a response that somebody wrote; ticked options are no words."""


def erase(fact: PersonErased) -> None:
    """Delete what was written in answers and about them, extra time and extra attempts; points and ticked options stay."""
    answers = select(Answer).where(Answer.attempt_id.in_(select(Attempt.id).where(Attempt.person_id == fact.person_id)))
    for answer in db.session.scalars(answers):
        answer.response = {name: value for name, value in answer.response.items() if name not in WORDS}
        answer.comment = ""
    db.session.execute(delete(Accommodation).where(Accommodation.person_id == fact.person_id))
    mine = select(Enrolment.id).where(Enrolment.person_id == fact.person_id)
    db.session.execute(delete(ExtraAttempt).where(ExtraAttempt.enrolment_id.in_(mine)))
    db.session.flush()
