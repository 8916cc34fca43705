"""Keep what learners write beside a lesson."""

from uuid import UUID

from sqlalchemy import select

from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.learning.models import LessonNote
from lms.people.models import Person

LONGEST_NOTE = 20_000
"""Characters that may be typed; what two windows wrote may be longer together."""


class NoteTooLong(DomainError):
    """More than a note may hold."""


def save_note(course_id: UUID, step_key: str, text: str, *, revision: int, by: Person) -> tuple[LessonNote, bool]:
    """Keep ``text``; ``revision`` is that of the note it was typed over (0 for none).

    When another window wrote meanwhile, both texts are kept, one below the other. Returns the note, and whether that happened.

    :raises NoteTooLong: the text is longer than ``LONGEST_NOTE``.
    """
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong(_("This note is too long. Shorten it to %(number)s characters; nothing was saved.", number=LONGEST_NOTE))
    one_at_a_time(f"note:{by.id}")
    note = db.session.scalar(
        select(LessonNote)
        .where(LessonNote.person_id == by.id, LessonNote.course_id == course_id, LessonNote.step_key == step_key)
        .execution_options(populate_existing=True)
    )
    if note is None:
        note = LessonNote(person_id=by.id, course_id=course_id, step_key=step_key, text=text)
        db.session.add(note)
        db.session.flush()
        return note, False
    together = _together(note.text, text) if note.revision != revision else text
    if together != note.text:
        note.text, note.revision, note.changed_at = together, note.revision + 1, now()
        db.session.flush()
    return note, together != text


def _together(kept: str, typed: str) -> str:
    """Both texts; one of them where it holds the other."""
    if kept in typed:
        return typed
    return kept if typed in kept else f"{kept}\n\n{typed}"
