"""What assessment keeps of a person, and what must be settled before it can be erased."""

from uuid import UUID

from sqlalchemy import func, select

from lms.assessment.models import Accommodation, Answer, Attempt, AttemptState, ExtraAttempt
from lms.kit.db import db
from lms.kit.i18n import lazy_gettext, ngettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.learning.models import Enrolment

STORED = (
    Stored(
        "attempts",
        lazy_gettext("Quizzes sat"),
        Attempt,
        (Attempt.person_id,),
        Fate.KEPT,
        lazy_gettext("Results stay, without name: certificates and the figures of questions rest on them (GDPR articles 6(1)(e) and 89)."),
    ),
    Stored(
        "answers",
        lazy_gettext("Answers"),
        Answer,
        (),
        Fate.ANONYMISED,
        lazy_gettext("What was written goes, and comments on it; which option was ticked stays, without name, for the figures of questions."),
        where=lambda person_id: Answer.attempt_id.in_(select(Attempt.id).where(Attempt.person_id == person_id)),
    ),
    Stored(
        "extra_attempts",
        lazy_gettext("Attempts given by trainers"),
        ExtraAttempt,
        (),
        Fate.DELETED,
        lazy_gettext("Attempts that were given go, with their reasons."),
        secret=("content_hash",),
        where=lambda person_id: ExtraAttempt.enrolment_id.in_(select(Enrolment.id).where(Enrolment.person_id == person_id)),
    ),
    Stored(
        "extra_time",
        lazy_gettext("Extra time in quizzes"),
        Accommodation,
        (Accommodation.person_id,),
        Fate.DELETED,
        lazy_gettext("Extra time goes."),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that assessment keeps of the person. The key of a quiz is no part of it."""
    return rows_of(STORED, person_id)


def open_duties(person_id: UUID) -> list[str]:
    """Why the person cannot be erased yet, in sentences."""
    waiting = select(func.count()).select_from(Attempt).where(Attempt.person_id == person_id, Attempt.state != AttemptState.MARKED)
    number = db.session.scalar(waiting) or 0
    if not number:
        return []
    return [ngettext("%(num)d quiz of theirs is not marked yet.", "%(num)d quizzes of theirs are not marked yet.", number)]
