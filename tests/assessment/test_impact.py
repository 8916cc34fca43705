"""Who is in the middle of a quiz when a version is published, and what moving means for them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lms.catalogue.events import Learners
from lms.catalogue.models import Course, CourseVersion
from lms.catalogue.service import reviewing
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment
from lms.learning.queries.lessons import player
from lms.learning.service import enrolling
from lms.people.models import Person, Role
from tests.factories.assessment import RIGHT, answer, begin, finish, make_class, put_on, quiz_file, sit
from tests.factories.courses import make_course
from tests.factories.people import make_person

READ = "# Read this\n\nOpen data.\n"
BOTH = ("truth", "essay")
ESSAY = {"truth": RIGHT["truth"], "essay": RIGHT["essay"]}
SAME = {"02-final.quiz.toml": quiz_file(BOTH)}
RENUMBERED = {"03-final.quiz.toml": quiz_file(BOTH)}
ANOTHER = {"02-final.quiz.toml": quiz_file(("single",))}
SITTING = "person is sitting a quiz"
WAITING = "person waits for the mark of an essay"
LOSING = "For 1 of them this version has another quiz in its place, or none"


@pytest.fixture
def group(session):
    return make_class(items=BOTH)


def another_learner(group):
    person = make_person()
    course_id = db.session.scalars(select(Course.id).where(Course.slug == group.slug)).one()
    return replace(group, learner=person, enrolment=put_on(person, course_id))


def report(client, group, read=READ, **quizzes):
    """The page on which a version with this lesson and these quizzes is published."""
    version = make_course(group.slug, {"01-read.md": read, **quizzes}, author=group.trainer, published=False)
    with transaction():
        reviewing.submit(db.session.get_one(CourseVersion, version.id), by=db.session.get_one(Person, group.trainer.id))
    return client.sign_in(make_person("Cora", Role.CURATOR)).get(f"/teach/{group.slug}/versions/{version.number}/publish").text


def test_who_sits_and_who_waits_for_a_mark_is_counted(client, group):
    begin(group)
    sit(another_learner(group), ESSAY)
    page = report(client, group, **SAME)
    assert f"1 {SITTING}" in page
    assert f"1 {WAITING}" in page
    assert "of them this version" not in page


def test_nothing_is_said_where_nobody_is_in_the_middle_of_a_quiz(client, session):
    group = make_class(items=("truth",))
    sit(group, {"truth": RIGHT["truth"]})
    another_learner(group)
    assert "Who is in the middle of a quiz" not in report(client, group, **SAME)


def test_who_left_is_not_counted(client, group, session):
    begin(group)
    with transaction():
        enrolling.leave(session.get_one(Enrolment, group.enrolment.id), by=session.get_one(Person, group.learner.id))
    assert SITTING not in report(client, group, **SAME)


@pytest.mark.parametrize(
    ("quizzes", "loses"),
    [(SAME, False), (RENUMBERED, False), (ANOTHER, True), ({}, True)],
    ids=["same", "renumbered", "another", "gone"],
)
@pytest.mark.parametrize("waits", [False, True])
def test_who_would_sit_in_vain_by_moving_is_counted(client, group, quizzes, loses, waits):
    attempt_id = begin(group)
    if waits:
        answer(group, attempt_id, "essay", RIGHT["essay"])
        finish(group, attempt_id)
    assert (LOSING in report(client, group, **quizzes)) is loses


def test_an_attempt_that_counts_no_more_already_is_not_lost_by_this_move(client, group):
    begin(group)
    make_course(group.slug, {"01-read.md": READ, **ANOTHER}, author=group.trainer, learners=Learners.MIGRATE)
    page = report(client, group, f"{READ}\nMore.\n", **ANOTHER)
    assert f"1 {SITTING}" in page
    assert LOSING not in page


@pytest.mark.parametrize(
    ("name", "items", "counts"),
    [("02-final", ("truth",), True), ("03-final", ("truth",), True), ("02-final", ("single",), False)],
    ids=["same", "renumbered", "another"],
)
@pytest.mark.parametrize("learners", [Learners.MIGRATE, Learners.MIGRATE_WITH_CREDIT])
def test_what_the_page_says_becomes_of_an_attempt(session, learners, name, items, counts):
    """It goes on after the move, with its own questions; its pass counts where the new version holds the quiz."""
    group = make_class(items=("truth",))
    attempt_id = begin(group)
    make_course(group.slug, {"01-read.md": READ, f"{name}.quiz.toml": quiz_file(items)}, author=group.trainer, learners=learners)
    answer(group, attempt_id, "truth", RIGHT["truth"])
    assert finish(group, attempt_id).passed
    moved = player(group.slug, group.learner.id)
    assert (moved.version.number, moved.far.done) == (2, int(counts))


def test_more_sitters_cost_no_more_statements(client, group, statements):
    begin(group)
    report(client, group, **SAME)
    page = f"/teach/{group.slug}/versions/2/publish"
    with statements() as few:
        client.get(page)
    for _ in range(4):
        begin(another_learner(group))
    with statements() as many:
        assert "5 people are sitting a quiz" in client.get(page).text
    assert len(few) == len(many)
