"""Reads of attempts and their answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from lms.assessment.models import Answer, Attempt, AttemptState
from lms.assessment.queries.compiled import Quiz, quiz_by_id
from lms.catalogue.course_files.items import Item
from lms.catalogue.models import Course, CourseVersion, QuestionSet
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt with its quiz."""

    attempt: Attempt
    quiz: Quiz
    slug: str
    course_id: UUID
    course_title: str
    language: str

    @property
    def person_id(self) -> UUID:
        """Whose attempt it is."""
        return self.attempt.person_id

    @property
    def items(self) -> list[tuple[Item, list[int]]]:
        """The items in the order shown, each with the order of its options."""
        return [(self.quiz.items[place["item"]], place["order"]) for place in self.attempt.layout]

    def item(self, key: str) -> tuple[Item, list[int]]:
        """One item of this attempt, and the order of its options.

        :raises NotFound: when the attempt has no such item.
        """
        for place in self.attempt.layout:
            if place["item"] == key:
                return self.quiz.items[key], place["order"]
        raise NotFound(_("This attempt has no such question. Load the page again."))


@dataclass(frozen=True, slots=True)
class HeldQuestion:
    """One question of an attempt that is held."""

    sitting: Sitting
    item_key: str

    @property
    def person_id(self) -> UUID:
        """Whose attempt it is."""
        return self.sitting.attempt.person_id


_answers = select(Answer).where(Answer.attempt_id == bindparam("attempt_id", type_=Uuid)).execution_options(populate_existing=True)


def answers_of(attempt_id: UUID) -> dict[str, Answer]:
    """The answers of an attempt by the key of their item, as they are now."""
    return {answer.item_key: answer for answer in db.session.scalars(_answers, {"attempt_id": attempt_id})}


# Asked at each save of an answer, so put together once.
_seen = (
    select(Attempt, QuestionSet.id, CourseVersion.title, CourseVersion.language, Course.id, Course.slug)
    .join(QuestionSet, (QuestionSet.version_id == Attempt.version_id) & (QuestionSet.key == Attempt.quiz_key))
    .join(CourseVersion, CourseVersion.id == Attempt.version_id)
    .join(Course, Course.id == CourseVersion.course_id)
    .where(Attempt.id == bindparam("attempt_id", type_=Uuid))
)
_held = _seen.with_for_update(of=Attempt).execution_options(populate_existing=True)


def sitting(attempt_id: UUID) -> Sitting:
    """An attempt with its quiz, in one statement (two where this process has not met the quiz yet).

    :raises NotFound: when there is no such attempt.
    """
    return _sitting(attempt_id, hold=False)


def held_sitting(attempt_id: UUID) -> Sitting:
    """The same as it is now, held until this transaction ends: nobody else answers or hands in meanwhile.

    :raises NotFound: when there is no such attempt.
    """
    return _sitting(attempt_id, hold=True)


def held_question(attempt_id: UUID, item_key: str) -> HeldQuestion:
    """One question of an attempt, which is held.

    :raises NotFound: when there is no such attempt, or it has no such question.
    """
    found = held_sitting(attempt_id)
    found.item(item_key)
    return HeldQuestion(found, item_key)


def _sitting(attempt_id: UUID, *, hold: bool) -> Sitting:
    found = db.session.execute(_held if hold else _seen, {"attempt_id": attempt_id}).first()
    if found is None:
        raise NotFound(_("There is no such attempt. Open the quiz from its course."))
    attempt, question_set_id, title, language, course_id, slug = found
    return Sitting(attempt, quiz_by_id(question_set_id), slug, course_id, title, language)


def overdue_ids(moment: datetime) -> list[UUID]:
    """Open attempts whose time was over at ``moment``, the oldest deadline first."""
    wanted = select(Attempt.id).where(Attempt.state == AttemptState.OPEN, Attempt.deadline_at <= moment).order_by(Attempt.deadline_at)
    return list(db.session.scalars(wanted))
