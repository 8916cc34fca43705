"""Attempts after the course was published anew: they count where the quiz still asks the same."""

import pytest
from sqlalchemy import select

from lms.assessment.models import Attempt, AttemptState
from lms.assessment.service.refusals import CannotStart
from lms.catalogue.events import Learners
from lms.learning.models import Enrolment, StepDone
from tests.factories.assessment import LESSON, RIGHT, Class, answer, begin, finish, make_class, quiz_file, quiz_path, sit
from tests.factories.courses import make_course

READ = "# Read this\n\nOpen data.\n"
ONE = {"truth": RIGHT["truth"]}


def republish(group: Class, **quizzes: str) -> None:
    """The next version, with these quizzes behind the lesson; everybody moves, and must do changed steps again."""
    named = {f"{name.lstrip('_').replace('_', '-')}.quiz.toml": text for name, text in quizzes.items()}
    make_course(group.slug, {"01-read.md": READ, **named}, author=group.trainer, learners=Learners.MIGRATE)


def passed(session) -> list[str]:
    return sorted(session.scalars(select(StepDone.step_key).order_by(StepDone.at)))


def test_an_attempt_at_the_earlier_text_does_not_pass_the_changed_quiz(session):
    group = make_class(items=("truth",), attempts="3")
    sit(group, ONE)
    republish(group, _02_final=quiz_file(("single",), attempts="3"))
    before = len(passed(session))
    assert sit(group, {}).passed is False
    assert len(passed(session)) == before


def test_who_passed_the_earlier_text_with_their_only_attempt_may_sit_the_changed_quiz(session):
    group = make_class(items=("truth",), attempts="1")
    sit(group, ONE)
    republish(group, _02_final=quiz_file(("single",), attempts="1"))
    assert sit(group, {"single": RIGHT["single"]}).passed
    with pytest.raises(CannotStart):
        begin(group)


def test_attempts_at_the_same_text_count_under_its_new_key_and_not_for_what_stands_under_the_old_one(session):
    group = make_class(items=("truth",), attempts="2")
    sit(group, {})
    republish(group, _02_final=quiz_file(("word",), title="Another"), _03_final=quiz_file(("truth",), attempts="2"))
    sit(group, {})
    moved = Class(group.slug, "03-final", group.trainer, group.learner, group.enrolment)
    sit(moved, {})
    with pytest.raises(CannotStart):
        begin(moved)


def test_the_result_leads_to_where_the_quiz_stands_now(client, session):
    group = make_class(items=("truth",), attempts="1")
    attempt = sit(group, {})
    republish(group, _02_final=quiz_file(("word",), title="Another"), _03_final=quiz_file(("truth",), attempts="1"))
    page = client.sign_in(group.learner).get(f"/attempts/{attempt.id}/result").text
    assert f'href="/quizzes/{group.slug}/03-final"' in page
    assert f'href="/quizzes/{group.slug}/02-final"' not in page


def test_a_question_is_not_practised_while_it_is_sat_under_its_old_key(client, session):
    group = make_class(items=("truth",))
    begin(group)
    quizzes = {"02-final.quiz.toml": quiz_file(("word",), title="Another"), "03-final.quiz.toml": quiz_file(("truth",))}
    lesson = LESSON.replace("practice#ready", "03-final#truth")
    version = make_course(group.slug, {"01-read.md": lesson, **quizzes}, author=group.trainer, learners=Learners.MIGRATE)
    client.sign_in(group.learner)
    assert client.send(f"/practice/{group.slug}/{version.number}/03-final/truth", **{"answer.truth": "true"}).status_code == 409


def test_an_attempt_that_is_open_while_the_quiz_changes_is_handed_in_when_the_next_begins(session):
    group = make_class(items=("truth",), attempts="1")
    old = begin(group)
    answer(group, old, "truth", RIGHT["truth"])
    republish(group, _02_final=quiz_file(("single",), attempts="1"))
    new = begin(group)
    assert new != old
    assert session.get_one(Attempt, old).state is AttemptState.MARKED
    assert begin(group) == new


def test_an_attempt_at_an_unchanged_quiz_goes_on_and_counts_in_the_next_version(session):
    group = make_class(items=("truth",), attempts="1")
    attempt_id = begin(group)
    republish(group, _02_final=quiz_file(("truth",), attempts="1"))
    assert begin(group) == attempt_id
    answer(group, attempt_id, "truth", RIGHT["truth"])
    finish(group, attempt_id)
    assert "02-final" in passed(session)


def test_the_pages_say_which_attempts_are_at_an_earlier_text(client, session):
    group = make_class(items=("truth",), attempts="2")
    old = sit(group, ONE)
    republish(group, _02_final=quiz_file(("single",), attempts="2"))
    client.sign_in(group.learner)
    page = client.get(quiz_path(group))
    assert "2 of 2 left" in page.text
    assert "in an earlier text" in page.text
    assert "Continue the course" not in page.text
    assert "The quiz was changed since" in client.get(f"/attempts/{old.id}/result").text


def test_the_page_says_that_an_attempt_of_the_earlier_text_is_handed_in(client, session):
    group = make_class(items=("truth",))
    begin(group)
    republish(group, _02_final=quiz_file(("single",)))
    client.sign_in(group.learner)
    assert "The quiz was changed while you sat it" in client.get(quiz_path(group)).text


def test_answers_of_the_earlier_text_stay_hidden_while_the_changed_quiz_is_sat(client, session):
    group = make_class(items=("truth", "single"))
    old = sit(group, ONE)
    republish(group, _02_final=quiz_file(("truth", "word")))
    client.sign_in(group.learner)
    assert "Answers and explanations" in client.get(f"/attempts/{old.id}/result").text
    begin(group)
    assert "in the middle of another attempt" in client.get(f"/attempts/{old.id}/result").text


def test_a_quiz_is_passed_by_its_rule_and_the_result_says_where_the_attempt_alone_would_do(client, session):
    group = make_class(items=("truth",), counts='"average"')
    sit(group, {})
    attempt = sit(group, ONE)
    client.sign_in(group.learner)
    page = client.get(f"/attempts/{attempt.id}/result")
    assert "by the rule of this quiz it is not passed" in page.text
    assert session.get_one(Enrolment, group.enrolment.id).completed_at is None
