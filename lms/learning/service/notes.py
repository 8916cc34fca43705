"""Keep what learners write beside a lesson."""

from collections.abc import Mapping
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


def follow_texts(course_id: UUID, renumbered: Mapping[UUID, Mapping[str, str]]) -> None:
    """Put the notes of people beside the lessons that hold their texts now; ``renumbered`` maps each person to keys before and now.

    Where there is a note already, both texts are kept. One statement reads, however many people there are.
    """
    found = select(LessonNote).where(LessonNote.course_id == course_id, LessonNote.person_id.in_(list(renumbered)))
    notes = db.session.scalars(found.order_by(LessonNote.changed_at).with_for_update().execution_options(populate_existing=True)).all()
    places = {note: renumbered[note.person_id][note.step_key] for note in notes if note.step_key in renumbered[note.person_id]}
    standing = {(note.person_id, note.step_key): note for note in notes if note not in places}
    for note in places:
        note.step_key = f"moving {note.id}"  # two lessons may have changed places
    db.session.flush()
    for note, key in places.items():
        there = standing.setdefault((note.person_id, key), note)
        if there is note:
            note.step_key = key
        else:
            there.text, there.revision = _together(there.text, note.text), there.revision + 1
            db.session.delete(note)
    db.session.flush()


def _together(kept: str, typed: str) -> str:
    """Both texts; one of them where it holds the other."""
    if kept in typed:
        return typed
    return kept if typed in kept else f"{kept}\n\n{typed}"
