"""What learning erases with a person."""

from sqlalchemy import delete

from lms.kit.db import db
from lms.learning.models import LessonNote
from lms.people.events import PersonErased


def erase(fact: PersonErased) -> None:
    """Delete the notes; enrolments stay, and point to a person of whom nothing is known."""
    db.session.execute(delete(LessonNote).where(LessonNote.person_id == fact.person_id))
