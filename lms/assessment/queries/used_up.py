"""Reads for trainers: who has used all attempts at a quiz and did not pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.assessment.models import Attempt, ExtraAttempt
from lms.assessment.queries.compiled import quiz_by_id
from lms.assessment.queries.quizzes import QuizAtHand, quiz_of_enrolment
from lms.assessment.queries.tries import reckoned
from lms.catalogue.models import CourseAuthor, CourseVersion, QuestionSet, Step, StepKind
from lms.kit.db import db
from lms.learning.models import Enrolment, StepDone
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class UsedUp:
    """Somebody without an attempt left at the quiz ``key``."""

    enrolment_id: UUID
    key: str
    quiz: str
    course: str
    person: str
    last: Attempt


@dataclass(frozen=True, slots=True)
class LearnerAtQuiz:
    """Somebody at a quiz of their course, as its trainers meet them."""

    at_hand: QuizAtHand
    person: Person
    author_ids: frozenset[UUID]

    @property
    def person_id(self) -> UUID:
        """Whose attempts they are."""
        return self.person.id


def used_up(trainer_id: UUID) -> list[UsedUp]:
    """Who has no attempt left at a quiz of the trainer's courses, the longest first; not the trainer. Two statements, and one for
    each quiz that this process has not met."""
    rows = db.session.execute(_attempts_without_pass(trainer_id)).all()
    given = _last_given({row.enrolment_id for row in rows})
    found = []
    for _quiz, group in groupby(rows, key=lambda row: (row.enrolment_id, row.key)):
        attempts = list(group)
        one, quiz = attempts[0], quiz_by_id(attempts[0].question_set_id)
        mine = [row.Attempt for row in attempts]
        if reckoned(quiz.spec, mine, [], given.get((one.enrolment_id, one.content_hash))).used_up:
            found.append(UsedUp(one.enrolment_id, one.key, quiz.spec.title, one.title, one.name, mine[-1]))
    return sorted(found, key=lambda line: line.last.started_at)


def _attempts_without_pass(trainer_id: UUID) -> Any:
    sat = aliased(Step)
    done = (StepDone.enrolment_id == Enrolment.id) & (StepDone.step_key == Step.key) & (StepDone.content_hash == Step.content_hash)
    return (
        select(Attempt, Enrolment.id.label("enrolment_id"), Step.key, Step.content_hash, QuestionSet.id.label("question_set_id"))
        .add_columns(CourseVersion.title, Person.name)
        .join_from(Attempt, Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .join(CourseAuthor, (CourseAuthor.course_id == Enrolment.course_id) & (CourseAuthor.person_id == trainer_id))
        .join(Person, Person.id == Enrolment.person_id)
        .join(sat, (sat.version_id == Attempt.version_id) & (sat.key == Attempt.quiz_key))
        .join(Step, (Step.version_id == Enrolment.version_id) & (Step.kind == StepKind.QUIZ) & (Step.content_hash == sat.content_hash))
        .join(QuestionSet, (QuestionSet.version_id == Step.version_id) & (QuestionSet.key == Step.key))
        .where(Enrolment.completed_at.is_(None), Enrolment.left_at.is_(None), Person.active, Person.id != trainer_id)
        .where(~select(StepDone.id).where(done).exists())
        .order_by(Enrolment.id, Step.key, Attempt.number, Attempt.started_at)
    )


def _last_given(enrolment_ids: set[UUID]) -> dict[tuple[UUID, str], ExtraAttempt]:
    rows: Sequence[ExtraAttempt] = db.session.scalars(
        select(ExtraAttempt).where(ExtraAttempt.enrolment_id.in_(enrolment_ids)).order_by(ExtraAttempt.given_at)
    ).all()
    return {(row.enrolment_id, row.content_hash): row for row in rows}


def learner_at_quiz(enrolment_id: UUID, key: str) -> LearnerAtQuiz:
    """Somebody at a quiz of the version that they learn from. Three statements.

    :raises NotFound: when the version has no such quiz.
    """
    at_hand = quiz_of_enrolment(enrolment_id, key)
    authors = db.session.scalars(select(CourseAuthor.person_id).where(CourseAuthor.course_id == at_hand.enrolment.course_id))
    return LearnerAtQuiz(at_hand, db.session.get_one(Person, at_hand.person_id), frozenset(authors))
