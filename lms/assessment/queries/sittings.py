"""Reads of attempts and their answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from lms.assessment.marking.results import reaches, which_counts
from lms.assessment.models import Answer, Attempt, AttemptState
from lms.assessment.queries.compiled import Quiz, quiz_by_id
from lms.catalogue.course_files.items import Item
from lms.catalogue.course_files.shapes import QuizSpec
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


@dataclass(frozen=True, slots=True)
class Tries:
    """Somebody's attempts at a quiz, oldest first, and what follows from them; ``left`` is None for as many as one likes."""

    attempts: list[Attempt]
    left: int | None
    pause_until: datetime | None
    percent: Decimal | None
    """What counts by the quiz's rule."""
    passed: bool

    @property
    def open(self) -> Attempt | None:
        """The attempt that is going on."""
        return next((attempt for attempt in self.attempts if attempt.state is AttemptState.OPEN), None)

    @property
    def may_try_again(self) -> bool:
        """Whether another attempt is allowed, now or after the pause."""
        return self.left is None or self.left > 0


def tries(spec: QuizSpec, attempts: list[Attempt]) -> Tries:
    """What ``attempts`` come to under the rules of ``spec``."""
    ended = [attempt for attempt in attempts if attempt.state is not AttemptState.OPEN]
    percent = which_counts(spec.counts, [attempt.percent for attempt in ended])
    last = max((attempt.handed_in_at for attempt in ended if attempt.handed_in_at), default=None)
    return Tries(
        attempts=attempts,
        left=None if spec.attempts is None else max(0, spec.attempts - len(attempts)),
        pause_until=last + timedelta(minutes=spec.pause_minutes) if last and spec.pause_minutes else None,
        percent=percent,
        passed=reaches(percent, spec.pass_mark),
    )


def attempts_of(enrolment_id: UUID, quiz_key: str) -> list[Attempt]:
    """The attempts of one cycle of a person at a quiz as they are now, oldest first."""
    wanted = select(Attempt).where(Attempt.enrolment_id == enrolment_id, Attempt.quiz_key == quiz_key).order_by(Attempt.number)
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


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
