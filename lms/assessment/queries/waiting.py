"""Reads for trainers: what waits for marking in their courses."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import contains_eager

from lms.assessment.models import Answer, Attempt, AttemptState
from lms.assessment.queries.compiled import quiz_of
from lms.assessment.queries.sittings import Sitting
from lms.catalogue.course_files.items import EssayItem
from lms.catalogue.models import Course, CourseAuthor, CourseVersion, QuestionSet
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Grant, Person, Role

PAGE = 50
LATELY = 10


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """A line of the list: an answer, without a mark or lately marked."""

    answer_id: UUID
    course: str
    quiz: str
    person: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class AnswerAtHand:
    """A handed in essay with its attempt and what the rules ask of it."""

    answer: Answer
    item: EssayItem
    sitting: Sitting
    person: Person
    author_ids: frozenset[UUID]

    @property
    def person_id(self) -> UUID:
        """Who wrote it."""
        return self.sitting.attempt.person_id


def waiting(trainer_id: UUID, *, page: int) -> tuple[list[WaitingAnswer], bool]:
    """Answers that wait for a trainer of their course, the longest waiting first, but not the trainer's own; and whether there are more.

    One statement.
    """
    wanted = _answers_for(trainer_id).where(Attempt.state == AttemptState.TO_MARK, Answer.fraction.is_(None))
    rows = db.session.execute(wanted.order_by(Attempt.handed_in_at, Answer.id).limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    return [_line(row) for row in rows[:PAGE]], len(rows) > PAGE


def marked_by(trainer_id: UUID) -> list[WaitingAnswer]:
    """The essays that the trainer marked, those handed in last first: a mark that is wrong can be corrected there. One statement."""
    wanted = _answers_for(trainer_id).where(Answer.marked_by_id == trainer_id)
    return [_line(row) for row in db.session.execute(wanted.order_by(Attempt.handed_in_at.desc(), Answer.id).limit(LATELY))]


def _answers_for(trainer_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(Answer.id, Attempt, QuestionSet, CourseVersion.title, Person.name)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(CourseVersion, CourseVersion.id == Attempt.version_id)
        .join(QuestionSet, (QuestionSet.version_id == Attempt.version_id) & (QuestionSet.key == Attempt.quiz_key))
        .join(CourseAuthor, CourseAuthor.course_id == CourseVersion.course_id)
        .join(Person, Person.id == Attempt.person_id)
        .where(CourseAuthor.person_id == trainer_id, Attempt.person_id != trainer_id)
    )


def _line(row: Any) -> WaitingAnswer:
    return WaitingAnswer(row[0], row[3], quiz_of(row[2]).spec.title, row[4], row[1])


def next_waiting(trainer_id: UUID) -> UUID | None:
    """The answer that has waited longest for that trainer."""
    found, _more = waiting(trainer_id, page=1)
    return found[0].answer_id if found else None


def answer_to_mark(answer_id: UUID) -> AnswerAtHand:
    """An essay that was handed in, loaded with its attempt and course.

    :raises NotFound: when there is none, or its attempt is still going on.
    """
    found = db.session.execute(
        select(Answer, QuestionSet, CourseVersion.title, CourseVersion.language, Course.id, Course.slug)
        .join(Answer.attempt)
        .join(Attempt.person)
        .join(QuestionSet, (QuestionSet.version_id == Attempt.version_id) & (QuestionSet.key == Attempt.quiz_key))
        .join(CourseVersion, CourseVersion.id == Attempt.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Answer.id == answer_id, Attempt.state != AttemptState.OPEN)
        .options(contains_eager(Answer.attempt).contains_eager(Attempt.person))
    ).first()
    quiz = quiz_of(found[1]) if found else None
    item = quiz.items.get(found[0].item_key) if found and quiz else None
    if found is None or quiz is None or not isinstance(item, EssayItem):
        raise NotFound(_("There is no such answer to mark. Look at the list of what waits for marking."))
    answer, _set, title, language, course_id, slug = found
    authors = frozenset(db.session.scalars(select(CourseAuthor.person_id).where(CourseAuthor.course_id == course_id)))
    return AnswerAtHand(answer, item, Sitting(answer.attempt, quiz, slug, course_id, title, language), answer.attempt.person, authors)


def marker_ids(course_id: UUID, *, but_not: UUID) -> list[UUID]:
    """The active trainers who are authors of the course, without the one who wrote the answer. Nobody where all have left or lost the role."""
    wanted = (
        select(Person.id)
        .join(CourseAuthor, CourseAuthor.person_id == Person.id)
        .join(Grant, Grant.person_id == Person.id)
        .where(CourseAuthor.course_id == course_id, Grant.role == Role.TRAINER, Person.active, Person.id != but_not)
        .distinct()
    )
    return list(db.session.scalars(wanted))


def oldest_for(person_id: UUID, course_id: UUID) -> tuple[UUID, str] | None:
    """The attempt in the course that has waited longest for a mark that the person may give, with the title of the course. At most two statements."""
    wanted = (
        select(Attempt.id, Attempt.person_id, CourseVersion.title)
        .join(CourseVersion, CourseVersion.id == Attempt.version_id)
        .where(CourseVersion.course_id == course_id, Attempt.state == AttemptState.TO_MARK, Attempt.person_id != person_id)
        .order_by(Attempt.handed_in_at, Attempt.id)
        .limit(1)
    )
    found = db.session.execute(wanted).first()
    if found is None or person_id not in marker_ids(course_id, but_not=found[1]):
        return None
    return found[0], found[2]


@dataclass(frozen=True, slots=True)
class Unmarkable:
    """The essay of a course that has waited longest of those that nobody may mark."""

    attempt_id: UUID
    course_id: UUID
    slug: str
    course: str
    quiz: str


def unmarkable(course_id: UUID | None = None) -> list[Unmarkable]:
    """One for each course (or that one) with essays that nobody may mark: its authors left, lost the role, or wrote them. One statement."""
    marker = (
        exists()
        .where(CourseAuthor.course_id == CourseVersion.course_id, CourseAuthor.person_id == Person.id, Person.active)
        .where(Grant.person_id == Person.id, Grant.role == Role.TRAINER, Person.id != Attempt.person_id)
    )
    wanted = (
        select(Attempt.id, Course.id, Course.slug, CourseVersion.title, QuestionSet)
        .join(CourseVersion, CourseVersion.id == Attempt.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(QuestionSet, (QuestionSet.version_id == Attempt.version_id) & (QuestionSet.key == Attempt.quiz_key))
        .where(Attempt.state == AttemptState.TO_MARK, ~marker)
        .order_by(Attempt.handed_in_at, Attempt.id)
    )
    if course_id is not None:
        wanted = wanted.where(Course.id == course_id)
    oldest: dict[UUID, Unmarkable] = {}
    for attempt_id, of_course, slug, title, quiz in db.session.execute(wanted):
        if of_course not in oldest:
            oldest[of_course] = Unmarkable(attempt_id, of_course, slug, title, quiz_of(quiz).spec.title)
    return list(oldest.values())
