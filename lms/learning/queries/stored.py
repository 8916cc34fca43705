"""What learning keeps of a person."""

from uuid import UUID

from sqlalchemy import select

from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.learning.models import Enrolment, LessonNote, StepDone

_RECORD = lazy_gettext("That the course was taken stays, without name (training record and statistics of the city, GDPR articles 6(1)(e) and 89).")

STORED = (
    Stored(
        "enrolments",
        lazy_gettext("Courses taken"),
        Enrolment,
        (Enrolment.person_id,),
        Fate.ANONYMISED,
        lazy_gettext(
            "Which step was read last goes. That the course was taken stays, without name "
            "(training record and statistics of the city, GDPR articles 6(1)(e) and 89)."
        ),
    ),
    Stored(
        "steps",
        lazy_gettext("Steps finished"),
        StepDone,
        (),
        Fate.KEPT,
        _RECORD,
        where=lambda person_id: StepDone.enrolment_id.in_(select(Enrolment.id).where(Enrolment.person_id == person_id)),
    ),
    Stored("notes", lazy_gettext("Notes beside lessons"), LessonNote, (LessonNote.person_id,), Fate.DELETED, lazy_gettext("All notes go.")),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that learning keeps of the person."""
    return rows_of(STORED, person_id)
