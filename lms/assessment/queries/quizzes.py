"""Reads of quizzes as learners meet them: as a step of their version, or as a question placed in a lesson."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from lms.assessment.marking.results import extra_minutes
from lms.assessment.models import Accommodation, Attempt, AttemptState
from lms.assessment.queries.compiled import Quiz, quiz_of
from lms.catalogue.course_files.items import EssayItem, Item
from lms.catalogue.models import Course, CourseAuthor, CourseVersion, QuestionSet, Step, StepKind, Writing
from lms.catalogue.queries.printed import printed
from lms.kit.db import db
from lms.kit.errors import Forbidden, NotFound
from lms.kit.i18n import gettext as _
from lms.learning.models import Enrolment
from lms.learning.progress import progress
from lms.learning.queries.stages import done_in, stages_of


@dataclass(frozen=True, slots=True)
class QuizAtHand:
    """A quiz that is a step of somebody's course version. ``extra_percent`` is their accommodation."""

    enrolment: Enrolment
    version: CourseVersion
    step: Step
    quiz: Quiz
    slug: str
    extra_percent: int

    @property
    def person_id(self) -> UUID:
        """Whose enrolment it is."""
        return self.enrolment.person_id

    @property
    def limit(self) -> int | None:
        """The quiz's own time limit in minutes."""
        return self.quiz.spec.time_limit_minutes

    @property
    def extra(self) -> int:
        """Minutes that the person's accommodation adds."""
        return extra_minutes(self.limit, self.extra_percent) if self.limit and self.extra_percent else 0


@dataclass(frozen=True, slots=True)
class PracticeQuestion:
    """A question placed in a lesson. ``person_id`` is the learner whose version it is, None for anybody else."""

    person_id: UUID | None
    author_ids: frozenset[UUID]
    writer_ids: frozenset[UUID]
    version: CourseVersion
    slug: str
    quiz: Quiz
    item: Item


def quiz_at_hand(slug: str, key: str, person_id: UUID) -> QuizAtHand:
    """The quiz in the version that the person learns from (their newest cycle), in one statement.

    :raises NotFound: when they are not enrolled, or their version has no such quiz.
    """
    mine = _quizzes().where(Course.slug == slug, Enrolment.person_id == person_id).order_by(Enrolment.cycle.desc())
    return _at_hand(mine, key)


def quiz_of_enrolment(enrolment_id: UUID, key: str) -> QuizAtHand:
    """The same by enrolment, as it is now.

    :raises NotFound: when the version has no such quiz.
    """
    return _at_hand(_quizzes().where(Enrolment.id == enrolment_id).execution_options(populate_existing=True), key)


def _quizzes() -> Select[*tuple[Any, ...]]:
    return (
        select(Enrolment, CourseVersion, Step, QuestionSet, Course.slug, Accommodation.extra_percent)
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .join(Step, Step.version_id == Enrolment.version_id)
        .join(QuestionSet, (QuestionSet.version_id == Enrolment.version_id) & (QuestionSet.key == Step.key))
        .outerjoin(Accommodation, Accommodation.person_id == Enrolment.person_id)
        .where(Step.kind == StepKind.QUIZ)
    )


def _at_hand(wanted: Select[*tuple[Any, ...]], key: str) -> QuizAtHand:
    found = db.session.execute(wanted.where(Step.key == key).limit(1)).first()
    if found is None:
        raise NotFound(_("There is no such quiz in a course that you are learning. Open the course, enrol if you have not, and start from there."))
    enrolment, version, step, question_set, slug, extra_percent = found
    return QuizAtHand(enrolment, version, step, quiz_of(question_set), slug, extra_percent or 0)


def waits_for(at_hand: QuizAtHand) -> list[str]:
    """Titles of the steps that must be done before this quiz opens. One statement, where the process has met the version."""
    first = _waits_for(at_hand.enrolment.id, at_hand.version.id).get(at_hand.step.key, ())
    return [step.title for step in printed(at_hand.version.id).steps if step.key in first]


def _waits_for(enrolment_id: UUID, version_id: UUID) -> Mapping[str, tuple[str, ...]]:
    """For each step of the version that is locked to the enrolment, the steps that must be done first."""
    version = printed(version_id)
    return progress(stages_of(version), done_in(enrolment_id), in_sequence=version.in_sequence).waits_for


def practice_question(slug: str, number: int, quiz_key: str, item_key: str, *, person_id: UUID) -> PracticeQuestion:
    """A question placed in a lesson of that version, loaded through it, in four statements; five for a learner.

    :raises NotFound: when no lesson shows it; an essay is none, since a trainer must mark it.
    :raises Forbidden: when the lessons that show it are not open to the learner yet.
    """
    found = db.session.execute(
        select(CourseVersion, QuestionSet, Enrolment.id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(QuestionSet, QuestionSet.version_id == CourseVersion.id)
        .outerjoin(Enrolment, (Enrolment.version_id == CourseVersion.id) & (Enrolment.person_id == person_id) & Enrolment.left_at.is_(None))
        .where(Course.slug == slug, CourseVersion.number == number, QuestionSet.key == quiz_key)
        .order_by(Enrolment.cycle.desc())
        .limit(1)
    ).first()
    quiz = quiz_of(found.QuestionSet) if found else None
    item = quiz.items.get(item_key) if quiz else None
    lessons = _lessons_with(found.CourseVersion.id, quiz_key, item_key) if found else frozenset()
    if found is None or quiz is None or item is None or isinstance(item, EssayItem) or not lessons:
        raise NotFound(_("There is no such practice question. Load the lesson again."))
    version = found.CourseVersion
    authors = frozenset(db.session.scalars(select(CourseAuthor.person_id).where(CourseAuthor.course_id == version.course_id)))
    if found.id and person_id not in authors and lessons <= _waits_for(found.id, version.id).keys():
        raise Forbidden(_("This question stands in a lesson that is not open yet. Open the course to see what comes first."))
    writers = db.session.scalars(select(Writing.person_id).where(Writing.version_id == version.id))
    return PracticeQuestion(person_id if found.id else None, authors, frozenset(writers), version, slug, quiz, item)


def _lessons_with(version_id: UUID, quiz_key: str, item_key: str) -> frozenset[str]:
    """The keys of lessons that show the question. Without one it is not practice: its key would be open to whoever asks."""
    mark = f'data-question="{quiz_key}#{item_key}"'
    placed = select(Step.key).where(Step.version_id == version_id, Step.kind == StepKind.LESSON, Step.html.contains(mark, autoescape=True))
    return frozenset(db.session.scalars(placed))


def is_being_sat(asked: PracticeQuestion, person_id: UUID) -> bool:
    """Whether the person has an open attempt that asks the question, in whichever version of the course, also under another key. One statement."""
    sat, placed = aliased(Step), aliased(Step)
    text = select(placed.content_hash).where(placed.version_id == asked.version.id, placed.key == asked.quiz.spec.key).scalar_subquery()
    open_layouts = db.session.scalars(
        select(Attempt.layout)
        .join(CourseVersion, CourseVersion.id == Attempt.version_id)
        .join(sat, (sat.version_id == Attempt.version_id) & (sat.key == Attempt.quiz_key))
        .where(Attempt.person_id == person_id, Attempt.state == AttemptState.OPEN, CourseVersion.course_id == asked.version.course_id)
        .where(or_(Attempt.quiz_key == asked.quiz.spec.key, sat.content_hash == text))
    )
    return any(place["item"] == asked.item.key for layout in open_layouts for place in layout)
