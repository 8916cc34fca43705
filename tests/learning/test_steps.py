"""Finishing steps, and the course with the last of them."""

import pytest
from sqlalchemy import func, select

from lms.catalogue.events import Learners
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.events import waiting_in
from lms.kit.months import months_later
from lms.learning.events import CourseCompleted
from lms.learning.models import HowDone, StepDone
from lms.learning.progress import progress
from lms.learning.queries.stages import done_by, stage_of, steps_of
from lms.learning.service import enrolling, moving, steps
from tests.factories.learning import completed, enrolled, finish, make_step, open_course, publish_version
from tests.factories.people import make_person

WITH_QUIZ = ("01-why", "02-quiz", "03-when")


def told(session, kind=CourseCompleted):
    return [event for event in waiting_in(db.session()) if isinstance(event, kind)]


def test_a_lesson_is_done_by_reading(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course)
    far = steps.complete_step(enrolment, "01-why", HowDone.READ, by=ada)
    assert (far.percent, far.following) == (33, "02-how")


def test_a_step_done_twice_is_one_row(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course)
    for _ in range(2):
        steps.complete_step(enrolment, "01-why", HowDone.READ, by=ada)
    assert session.scalar(select(func.count()).select_from(StepDone)) == 1


def test_a_quiz_is_not_done_by_reading(session):
    ada, course = make_person(), open_course(steps=WITH_QUIZ)
    enrolment = enrolled(ada, course)
    with pytest.raises(steps.NotByReading):
        steps.complete_step(enrolment, "02-quiz", HowDone.READ, by=ada)


@pytest.mark.parametrize("how", [HowDone.QUIZ_PASSED])
def test_a_lesson_is_not_done_by_a_quiz(session, how):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course)
    with pytest.raises(steps.NotByReading):
        steps.complete_step(enrolment, "01-why", how, by=ada)


def test_in_sequence_the_next_step_waits(session):
    ada, course = make_person(), open_course(in_sequence=True)
    enrolment = enrolled(ada, course)
    with pytest.raises(steps.StepLocked, match="Finish “Why” first"):
        steps.complete_step(enrolment, "03-when", HowDone.READ, by=ada)


def test_a_step_waits_for_what_it_requires(session):
    ada, course = make_person(), open_course(steps=("01-why", "02-quiz", make_step("03-when", requires=["02-quiz"])))
    enrolment = enrolled(ada, course)
    with pytest.raises(steps.StepLocked, match="Finish “Quiz” first"):
        steps.complete_step(enrolment, "03-when", HowDone.READ, by=ada)
    steps.pass_quiz(enrolment.id, enrolment.version_id, "02-quiz")
    assert steps.complete_step(enrolment, "03-when", HowDone.READ, by=ada).done == 2


def test_a_step_of_another_course_is_not_found(session):
    ada, course = make_person(), open_course()
    open_course(steps=("01-other",))
    with pytest.raises(NotFound):
        steps.complete_step(enrolled(ada, course), "01-other", HowDone.READ, by=ada)


def test_who_left_does_nothing_more(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course)
    enrolling.leave(enrolment, by=ada)
    with pytest.raises(steps.CourseLeft):
        steps.complete_step(enrolment, "01-why", HowDone.READ, by=ada)


def test_the_last_step_completes_the_course_once(session):
    ada, course = make_person(), open_course(steps=WITH_QUIZ)
    enrolment = enrolled(ada, course, done=["01-why", "03-when"])
    steps.pass_quiz(enrolment.id, enrolment.version_id, "02-quiz")
    moment = enrolment.completed_at
    steps.pass_quiz(enrolment.id, enrolment.version_id, "02-quiz")
    assert moment is not None
    assert enrolment.completed_at == moment
    assert told(session) == [CourseCompleted(enrolment.id, ada.id, course.id, enrolment.version_id)]


def test_optional_steps_do_not_delay_completion_and_may_follow_it(session):
    ada, course = make_person(), open_course(steps=("01-why", make_step("02-more", optional=True)))
    enrolment = enrolled(ada, course, done=["01-why"])
    moment = enrolment.completed_at
    finish(ada, enrolment, "02-more")
    assert moment is not None
    assert enrolment.completed_at == moment


def test_a_completion_expires_when_the_certificate_does(session):
    ada, course = make_person(), open_course(certificate_months=24)
    enrolment = completed(ada, course)
    assert enrolment.expires_at == months_later(enrolment.completed_at, 24)


def test_a_quiz_marked_after_leaving_counts_when_the_course_is_taken_up(session):
    ada, course = make_person(), open_course(steps=("01-why", "02-quiz"))
    enrolment = enrolled(ada, course, done=["01-why"])
    enrolling.leave(enrolment, by=ada)
    steps.pass_quiz(enrolment.id, enrolment.version_id, "02-quiz")
    assert enrolment.completed_at is None
    enrolling.enrol(ada, course, by=ada)
    assert enrolment.completed_at is not None


@pytest.mark.parametrize(("new_quiz", "percent"), [("The lesson 02-quiz.", 50), ("Other questions.", 0)])
def test_a_quiz_passed_in_the_version_before_counts_where_it_is_the_same(session, new_quiz, percent):
    ada, course = make_person(), open_course(steps=("01-why", "02-quiz"))
    enrolment = enrolled(ada, course)
    old = enrolment.version_id
    version = publish_version(course, steps=("01-why", make_step("03-quiz", new_quiz)))
    moving.move_learners(course.id, version.id, Learners.MIGRATE)
    steps.pass_quiz(enrolment.id, old, "02-quiz")
    stages = [stage_of(step) for step in steps_of(version.id)]
    assert progress(stages, done_by([enrolment.id])[enrolment.id], in_sequence=False).percent == percent


def test_a_quiz_that_is_no_step_any_more_changes_nothing(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course)
    steps.pass_quiz(enrolment.id, enrolment.version_id, "99-quiz")
    assert session.scalar(select(func.count()).select_from(StepDone)) == 0
