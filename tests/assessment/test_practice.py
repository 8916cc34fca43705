"""Questions placed in lessons."""

import re

import pytest
from sqlalchemy import func, select

from lms.assessment.models import Answer
from lms.kit.clock import now
from lms.kit.db import transaction
from lms.learning.models import Enrolment
from lms.people.models import Role
from tests.factories.assessment import KEY, LESSON, PRACTICE, Class, begin, finish, make_class, put_on, quiz_file
from tests.factories.courses import make_course
from tests.factories.learning import finish as read
from tests.factories.people import make_person


@pytest.fixture
def group(session):
    return make_class(items=("truth",))


def path(group, quiz="practice", item="ready", number=1):
    return f"/practice/{group.slug}/{number}/{quiz}/{item}"


def value_of(page, label):
    return re.search(rf'value="(ready\.\d)"[^>]*><label[^>]*>{label}<', page)[1]


@pytest.mark.parametrize(("label", "verdict"), [("Yes", "Right"), ("No", "Not right")])
def test_the_answer_is_told_at_once_and_nothing_is_kept(client, group, session, label, verdict):
    client.sign_in(group.learner)
    page = client.get(path(group)).text
    assert KEY not in page
    told = client.send(path(group), **{"answer.ready": value_of(page, label)}).text
    assert verdict in told
    assert f"{KEY} because." in told
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


def test_the_lesson_loads_the_question_as_a_fragment(client, group):
    client.sign_in(group.learner)
    lesson = client.get(f"/learn/{group.slug}/01-read").text
    assert f'hx-get="{path(group)}"' in lesson
    fragment = client.get(path(group), headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith("<section")
    assert "csrf_token" in fragment


def test_a_choice_of_another_question_is_refused(client, group):
    client.sign_in(group.learner)
    refused = client.send(path(group), **{"answer.ready": "hidden.0"})
    assert refused.status_code == 422
    assert KEY not in refused.text


def test_a_question_of_a_graded_quiz_is_no_practice(client, group):
    client.sign_in(group.learner)
    assert client.get(path(group, quiz="02-final", item="truth")).status_code == 404
    asked = client.send(path(group), path(group, quiz="02-final", item="truth"), **{"answer.truth": "true"})
    assert asked.status_code == 404
    assert KEY not in asked.text


@pytest.mark.parametrize("where", [{"item": "hidden"}, {"item": "nothing"}, {"quiz": "nothing"}, {"number": 2}, {"quiz": "%25"}])
def test_only_a_question_that_a_lesson_shows_is_there(client, group, where):
    assert client.sign_in(group.learner).get(path(group, **where)).status_code == 404


@pytest.mark.parametrize(("roles", "status"), [((), 403), ((Role.HR,), 403), ((Role.TRAINER,), 403), ((Role.CURATOR,), 200), ((Role.AUDITOR,), 200)])
def test_learners_of_the_version_and_its_reviewers_answer(client, group, roles, status):
    assert client.sign_in(make_person("Otto Other", *roles)).get(path(group)).status_code == status


def test_the_author_answers_too(client, group):
    assert client.sign_in(group.trainer).get(path(group)).status_code == 200


def test_who_left_the_course_does_not(client, group, session):
    with transaction():
        session.get_one(Enrolment, group.enrolment.id).left_at = now()
    assert client.sign_in(group.learner).get(path(group)).status_code == 403


def test_a_question_is_not_practised_while_an_open_attempt_asks_it(client, session):
    shown = LESSON.replace("practice#ready", "02-final#truth")
    trainer = make_person("Tara Trainer", Role.TRAINER)
    version = make_course("shown", {"01-read.md": shown, "02-final.quiz.toml": quiz_file(("truth",))}, author=trainer)
    learner = make_person("Lena Learner")
    group = Class("shown", "02-final", trainer, learner, put_on(learner, version.course_id))
    address, right = path(group, quiz="02-final", item="truth"), {"answer.truth": "true"}
    client.sign_in(learner)
    attempt = begin(group)
    refused = client.send(address, **right)
    assert (refused.status_code, KEY in refused.text) == (409, False)
    finish(group, attempt)
    assert f"{KEY} t" in client.send(address, **right).text


@pytest.mark.parametrize("opened", [False, True])
def test_a_question_opens_with_the_lesson_that_shows_it(client, session, opened):
    trainer = make_person("Tara Trainer", Role.TRAINER)
    files = {"01-first.md": "# First\n\nOpen data.\n", "02-second.md": LESSON, "practice.quiz.toml": PRACTICE}
    version = make_course("in-turn", files, author=trainer, order="in-sequence")
    learner = make_person("Lena Learner")
    group = Class("in-turn", "", trainer, learner, put_on(learner, version.course_id))
    if opened:
        read(learner, group.enrolment, "01-first")
    assert client.sign_in(learner).get(path(group)).status_code == (200 if opened else 403)
    assert client.sign_in(trainer).get(path(group)).status_code == 200
