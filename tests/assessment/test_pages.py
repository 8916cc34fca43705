"""Pages of quizzes and attempts, as officers meet them without script."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.assessment.models import Accommodation, Answer, Attempt, AttemptState
from lms.kit.db import transaction
from lms.people.models import Role
from tests.factories.assessment import (
    EVERY_KIND,
    NO_ESSAY,
    RIGHT,
    WRONG,
    Class,
    answer,
    begin,
    let_time_pass,
    make_class,
    page_fields,
    put_on,
    quiz_file,
    quiz_path,
    sit,
)
from tests.factories.courses import make_course
from tests.factories.people import make_person


def test_the_rules_are_said_in_plain_words(client):
    group = make_class(items=("truth", "single"), time_limit='"30 min"', attempts="3", pause='"10 min"', counts='"last"')
    with transaction():
        client.application.extensions["sqlalchemy"].session.add(Accommodation(person_id=group.learner.id, extra_percent=100))
    page = client.sign_in(group.learner).get(quiz_path(group)).text
    for words in ("60 min (30 + 30)", "3 of 3 left", "10 min", "70%", "Your last attempt counts"):
        assert words in page


def test_a_whole_sitting_without_script(client, session):
    group = make_class(items=EVERY_KIND)
    client.sign_in(group.learner)
    started = client.send(quiz_path(group))
    assert started.status_code == 303
    attempt_id = session.scalars(select(Attempt.id)).one()
    assert str(attempt_id) in started.location
    kept = client.send(started.location, f"/attempts/{attempt_id}/answers", to="review", **page_fields(attempt_id, RIGHT))
    assert kept.location.endswith("/review")
    assert "All questions are answered" in client.get(kept.location).text
    handed_in = client.send(kept.location, f"/attempts/{attempt_id}/hand-in")
    result = client.get(handed_in.location).text
    assert "Waits for a trainer" in result
    assert "Because <strong>openness</strong> helps." in result


def test_the_review_lists_what_has_no_answer_and_leads_there(client):
    group = make_class(items=("truth", "single"))
    attempt_id = begin(group)
    answer(group, attempt_id, "truth", RIGHT["truth"])
    page = client.sign_in(group.learner).get(f"/attempts/{attempt_id}/review").text
    assert "1 question has no answer yet" in page
    assert "#question-single" in page


@pytest.mark.parametrize(("words", "told"), [(1, True), (2, False), (3, False), (4, True)])
def test_the_review_says_where_an_essay_is_shorter_or_longer_than_asked(client, words, told):
    quiz = quiz_file(("essay",)).replace("max_words = 300", "min_words = 2\nmax_words = 3")
    group = make_class(quiz)
    attempt_id = begin(group)
    answer(group, attempt_id, "essay", {"text": "word " * words})
    page = client.sign_in(group.learner).get(f"/attempts/{attempt_id}/review").text
    assert (f"Write 2 to 3 words. You wrote {words}." in page) is told


@pytest.mark.parametrize("certificate", [{}, None])
def test_the_result_that_completes_the_course_says_so_and_leads_to_the_certificate(client, certificate):
    trainer, learner = make_person("Tara Trainer", Role.TRAINER), make_person("Lena Learner")
    card = {} if certificate is None else {"certificate": certificate}
    version = make_course("whole", {"01-final.quiz.toml": quiz_file(("truth",))}, author=trainer, **card)
    group = Class("whole", "01-final", trainer, learner, put_on(learner, version.course_id))
    early, last = sit(group, {}), sit(group, {"truth": RIGHT["truth"]})
    assert (early.passed, last.passed) == (False, True)
    page = client.sign_in(learner).get(f"/attempts/{last.id}/result").text
    assert "You completed “Working with open data”" in page
    assert ('href="/me/certificates"' in page.split("<main")[1]) is (certificate is not None)
    assert ("My certificates" in client.get("/courses/whole").text.split("<main")[1]) is (certificate is not None)


def test_one_question_at_a_time_turns_the_pages(client):
    group = make_class(items=("truth", "single"), show='"one"')
    attempt_id = begin(group)
    client.sign_in(group.learner)
    first = client.get(f"/attempts/{attempt_id}").text
    assert "Question 1 of 2" in first
    assert "Question 2 of 2" not in first
    fields = page_fields(attempt_id, {"truth": RIGHT["truth"]})
    turned = client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers?question=1", to="2", **fields)
    assert turned.location.endswith("?question=2")
    assert "Question 2 of 2" in client.get(turned.location).text


def test_what_was_answered_is_shown_again(client):
    group = make_class(items=("word", "single"))
    attempt_id = begin(group)
    answer(group, attempt_id, "word", {"text": "<b>mine</b>"})
    answer(group, attempt_id, "single", RIGHT["single"])
    page = client.sign_in(group.learner).get(f"/attempts/{attempt_id}").text
    assert 'value="&lt;b&gt;mine&lt;/b&gt;"' in page
    assert re.search(r'value="single\.\d" checked', page)


def test_things_are_put_in_order_by_buttons_without_script(client, session):
    group = make_class(items=("order",))
    attempt_id = begin(group)
    client.sign_in(group.learner)
    shown = re.findall(r'name="answer\.order" value="(order\.\d)"', client.get(f"/attempts/{attempt_id}").text)
    moved = client.send(
        f"/attempts/{attempt_id}",
        f"/attempts/{attempt_id}/answers",
        move=f"answer.order:{shown[2]}:up",
        **{"revision.order": "0", "answer.order": shown},
    )
    assert moved.location.endswith("#question-order")
    again = re.findall(r'name="answer\.order" value="(order\.\d)"', client.get(moved.location).text)
    assert again == [shown[0], shown[2], shown[1]]
    assert len(session.scalars(select(Answer)).one().response["order"]) == 3


def test_an_answer_is_kept_by_a_small_fragment(client, session):
    group = make_class(items=("truth",))
    attempt_id = begin(group)
    client.sign_in(group.learner)
    kept = client.send(
        f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers/truth", **page_fields(attempt_id, {"truth": RIGHT["truth"]})
    )
    assert (kept.status_code, kept.headers["X-Revision"]) == (200, "1")
    assert "Saved" in kept.text
    assert len(kept.text) < 400
    assert session.scalars(select(Answer)).one().response == RIGHT["truth"]


def test_another_window_is_noticed_and_both_answers_are_shown(client, session):
    group = make_class(items=("truth",))
    attempt_id = begin(group)
    answer(group, attempt_id, "truth", RIGHT["truth"])
    client.sign_in(group.learner)
    fields = page_fields(attempt_id, {"truth": WRONG["truth"]})
    fragment = client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers/truth", **fields)
    assert fragment.status_code == 409
    assert "<li>True</li>" in fragment.text
    page = client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers", **fields)
    assert page.status_code == 409
    assert re.search(r'value="false" checked', page.text)
    assert 'name="revision.truth" value="1"' in page.text
    assert session.scalars(select(Answer)).one().response == RIGHT["truth"]


def test_the_answer_of_this_window_can_be_kept_and_so_can_the_other(client, session):
    group = make_class(items=("truth",))
    attempt_id = begin(group)
    answer(group, attempt_id, "truth", RIGHT["truth"])
    client.sign_in(group.learner)
    path = f"/attempts/{attempt_id}/answers"
    client.send(f"/attempts/{attempt_id}", path, take="truth", **page_fields(attempt_id, {"truth": WRONG["truth"]}))
    assert session.scalars(select(Answer)).one().response == RIGHT["truth"]
    client.send(f"/attempts/{attempt_id}", path, keep="truth", **page_fields(attempt_id, {"truth": WRONG["truth"]}, revision=1))
    assert session.scalars(select(Answer)).one().response == WRONG["truth"]


@pytest.mark.parametrize(
    "bad",
    [
        {"answer.single": "pairs.0"},
        {"answer.single": ["single.0"] * 1000},
        {"answer.number": "NaN"},
        {"answer.number": "1e309"},
        {"answer.multiple": ["multiple.0"] * 900},
        {"answer.order": ["order.0"] * 3},
        {"answer.word": "x" * 30_000},
        {"answer.essay": "x" * 2_000_000},
    ],
)
def test_bad_answers_are_refused_with_422_and_keep_what_was_typed(client, session, bad):
    group = make_class(items=EVERY_KIND)
    attempt_id = begin(group)
    client.sign_in(group.learner)
    key = next(iter(bad)).removeprefix("answer.")
    page = client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers", **{f"revision.{key}": "0", **bad})
    alone = client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers/{key}", **{f"revision.{key}": "0", **bad})
    assert (page.status_code, alone.status_code) == (422, 422)
    if bad.get("answer.number") == "NaN":
        assert 'value="NaN"' in page.text
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


@pytest.mark.parametrize("revision", ["-1", "x", "99999999999999999999", "٣", ""])
def test_a_strange_revision_is_no_error(client, revision):
    group = make_class(items=("truth",))
    attempt_id = begin(group)
    client.sign_in(group.learner)
    kept = client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers/truth", **{"revision.truth": revision, "answer.truth": "true"})
    assert kept.status_code == 200


@pytest.mark.parametrize("late", [1, 61])
def test_after_the_deadline_the_servers_clock_decides(client, session, late):
    group = make_class(items=("truth", "single"), time_limit='"30 min"')
    attempt_id = begin(group)
    answer(group, attempt_id, "truth", RIGHT["truth"])
    client.sign_in(group.learner)
    client.get(f"/attempts/{attempt_id}")
    let_time_pass(attempt_id, minutes=late / 60)
    fields = page_fields(attempt_id, {"single": RIGHT["single"]})
    assert client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers/single", **fields).status_code == 409
    assert client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers", **fields).status_code == 409
    assert "The time is over" in client.get(f"/attempts/{attempt_id}").text
    assert "The time is over" in client.get(f"/attempts/{attempt_id}/review").text
    shown = client.get(client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/hand-in").location).text
    assert "50%" in shown
    assert session.get_one(Attempt, attempt_id).by_clock


def test_the_remaining_time_never_grows(client):
    group = make_class(items=("truth",), time_limit='"30 min"')
    client.sign_in(group.learner)
    client.send(quiz_path(group))
    left = []
    for _try in range(2):
        page = client.get(client.send(quiz_path_with_token(client, group), quiz_path(group)).location).text
        left.append(int(re.search(r'data-timer="(\d+)"', page)[1]))
        client.sign_in(group.learner)
    assert left[1] <= left[0] <= 30 * 60


def quiz_path_with_token(client, group):
    """While an attempt is open the quiz page has no Start button; the attempt's own page has the token."""
    location = re.search(r'href="(/attempts/[^"]+)"', client.get(quiz_path(group)).text)
    return location[1]


def test_points_sent_along_change_nothing(client, session):
    group = make_class(items=("truth",))
    attempt_id = begin(group)
    client.sign_in(group.learner)
    extra = {"points": "100", "percent": "100", "passed": "true", "state": "marked", "fraction": "1", "is_graded": "1", "person_id": "x"}
    client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers", **page_fields(attempt_id, {"truth": WRONG["truth"]}), **extra)
    assert session.get_one(Attempt, attempt_id).state is AttemptState.OPEN
    client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/hand-in", **extra)
    assert session.get_one(Attempt, attempt_id).percent == 0


def test_hostile_words_stay_words(client):
    group = make_class(items=("word", "essay"), feedback='"after-submit"')
    attempt = sit(group, {"word": {"text": "<img src=x onerror=alert(1)>"}, "essay": {"text": "<script>alert(1)</script> [x](javascript:alert(1))"}})
    page = client.sign_in(group.learner).get(f"/attempts/{attempt.id}/result").text
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_a_start_that_is_refused_says_why(client, session):
    group = make_class(items=("truth",), attempts="1")
    client.sign_in(group.learner)
    attempt_id = begin(group)
    client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/hand-in")
    refused = client.send("/inbox", quiz_path(group))
    assert refused.status_code == 409
    assert "you used it" in refused.text
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_who_passed_goes_on_rather_than_starting_again(client, session):
    group = make_class(items=("truth",), attempts=3)
    page = client.sign_in(group.learner).get(quiz_path(group)).text
    assert "Continue the course" not in page
    sit(group, {"truth": RIGHT["truth"]})
    page = client.get(quiz_path(group)).text
    assert f'href="/learn/{group.slug}" data-variant="primary"' in page
    assert 'data-variant="secondary"' in page.split("Start again")[0].rsplit("<button", 1)[1]


def test_a_pause_is_said_on_the_page(client, session):
    group = make_class(items=("truth",), pause='"10 min"')
    sit(group, {})
    page = client.sign_in(group.learner).get(quiz_path(group)).text
    assert "after the pause" in page
    with transaction():
        session.scalars(select(Attempt)).one().handed_in_at -= timedelta(minutes=11)
    assert "Start again" in client.get(quiz_path(group)).text


def test_pages_cost_the_same_for_two_questions_and_for_many(client, statements):
    rest = 'kind = "true-false"\nanswer = true\nfeedback = "f"\n'
    many = "\n".join(f'[[items]]\nkey = "t{number}"\nstem = "Is {number} even?"\n{rest}' for number in range(40))
    counts = []
    for quiz in (quiz_file(("truth", "single")), f'title = "Many"\n{many}'):
        group = make_class(quiz)
        client.sign_in(group.learner)
        attempt_id = begin(group)
        answer(group, attempt_id, "truth" if "truth" in quiz else "t1", RIGHT["truth"])
        cost = []
        for path in (quiz_path(group), f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/review"):
            with statements() as seen:
                client.get(path)
            cost.append(len(seen))
        counts.append(cost)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 6


def test_keeping_an_answer_is_cheap(client, statements):
    group = make_class(items=NO_ESSAY)
    client.sign_in(group.learner)
    attempt_id = begin(group)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"/attempts/{attempt_id}").text)[1]
    counts = []
    for revision, response in enumerate((RIGHT["truth"], WRONG["truth"])):
        fields = page_fields(attempt_id, {"truth": response}, revision)
        with statements() as seen:
            client.post(f"/attempts/{attempt_id}/answers/truth", data={"csrf_token": token, **fields})
        counts.append(len(seen))
    assert counts[0] <= 4  # who it is (once, within the transaction), attempt with quiz, answer, insert
    assert counts[1] <= 3
