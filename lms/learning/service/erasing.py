"""What learning erases with a person."""

from sqlalchemy import delete, update

from lms.kit.db import db
from lms.learning.models import Enrolment, LessonNote
from lms.people.events import PersonErased


def erase(fact: PersonErased) -> None:
    """Delete the notes, and where the person read last; enrolments stay, and point to a person of whom nothing is known."""
    db.session.execute(delete(LessonNote).where(LessonNote.person_id == fact.person_id))
    db.session.execute(update(Enrolment).where(Enrolment.person_id == fact.person_id).values(read_last=None))
