"""What no page of a quiz tells: the attempts of others, and the key before its time."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from lms.assessment.models import Answer, Attempt, AttemptState
from lms.assessment.queries import waiting
from lms.assessment.service.essays import mark_essay
from lms.kit.clock import at, now
from lms.kit.db import transaction
from lms.people.models import Person, Role
from tests.factories.assessment import (
    EVERY_KIND,
    KEY,
    RIGHT,
    WRONG,
    answer,
    begin,
    make_class,
    page_fields,
    put_on,
    quiz_path,
    sit,
    values_for,
)
from tests.factories.people import make_person


@pytest.mark.parametrize("path", ["", "/review", "/result"])
@pytest.mark.parametrize("roles", [(), (Role.TRAINER,), (Role.HR, Role.ADMINISTRATOR, Role.AUDITOR, Role.CURATOR)])
def test_nobody_reads_the_attempt_of_somebody_else(client, path, roles):
    group = make_class(items=("word", "truth"))
    attempt_id = begin(group)
    answer(group, attempt_id, "word", {"text": "my secret words"})
    if path == "/result":
        attempt_id = sit(group, {}).id
    answered = client.sign_in(make_person("Otto Other", *roles)).get(f"/attempts/{attempt_id}{path}")
    assert answered.status_code == 403
    assert "secret" not in answered.text


@pytest.mark.parametrize("path", ["/answers", "/answers/truth", "/hand-in"])
def test_nobody_changes_the_attempt_of_somebody_else(client, session, path):
    group = make_class(items=("truth",))
    attempt_id = begin(group)
    client.sign_in(make_person("Otto Other"))
    refused = client.send("/inbox", f"/attempts/{attempt_id}{path}", **page_fields(attempt_id, {"truth": RIGHT["truth"]}))
    assert refused.status_code == 403
    assert session.get_one(Attempt, attempt_id).state is AttemptState.OPEN
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


def test_who_is_not_enrolled_gets_no_glimpse_of_a_quiz(client):
    group = make_class()
    client.sign_in(make_person("Otto Other"))
    refused = client.get(quiz_path(group))
    assert refused.status_code == 404
    assert "Final quiz" not in refused.text


@pytest.mark.parametrize("feedback", ["after-submit", "after-pass", "never"])
def test_no_page_tells_the_key_before_its_time(client, feedback):
    group = make_class(items=EVERY_KIND, feedback=f'"{feedback}"', attempts="3", pause='"1 min"')
    client.sign_in(group.learner)
    attempt_id = begin(group)
    answered = [
        client.get(quiz_path(group)),
        client.get(f"/attempts/{attempt_id}"),
        client.get(f"/attempts/{attempt_id}/result", follow_redirects=True),
        client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers/single", **page_fields(attempt_id, {"single": WRONG["single"]})),
        client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers/single", **page_fields(attempt_id, {"single": RIGHT["single"]})),
        client.send(f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/answers", **page_fields(attempt_id, {"pairs": WRONG["pairs"]})),
        client.get(f"/attempts/{attempt_id}/review"),
        client.get(f"/practice/{group.slug}/1/02-final/single"),
        client.get(f"/practice/{group.slug}/1/practice/hidden"),
        client.get(f"/practice/{group.slug}/1/practice/ready"),
        client.get(f"/learn/{group.slug}/02-final"),
        client.get(f"/learn/{group.slug}/01-read"),
        client.get(f"/search?q={KEY}"),
    ]
    assert not [page.request.path for page in answered[:-1] if KEY in page.text]
    assert f"{KEY} " not in answered[-1].text
    assert not [page.request.path for page in answered if "123454321" in page.text]


def test_the_place_of_an_option_on_the_page_says_nothing_about_the_key(client):
    group = make_class(items=("single",))
    places = set()
    for _try in range(12):
        attempt_id = begin(group)
        places.add(values_for(attempt_id, "single", RIGHT["single"])[0])
        sit(group, {})
    assert len(places) > 1


@pytest.mark.parametrize(
    ("feedback", "right", "seen"),
    [("after-submit", False, True), ("after-pass", False, False), ("after-pass", True, True), ("never", True, False)],
)
def test_the_result_tells_the_key_when_the_quiz_says_so(client, feedback, right, seen):
    group = make_class(items=("single", "word"), feedback=f'"{feedback}"', attempts="3")
    attempt = sit(group, {key: (RIGHT if right else WRONG)[key] for key in ("single", "word")})
    page = client.sign_in(group.learner).get(f"/attempts/{attempt.id}/result").text
    assert (KEY in page) is seen


@pytest.mark.parametrize("feedback", ["after-pass", "never"])
def test_what_the_trainer_says_of_an_essay_is_shown_where_the_key_is_not(client, session, feedback):
    group = make_class(items=("truth", "essay"), feedback=f'"{feedback}"', attempts="3")
    attempt = sit(group, {"essay": RIGHT["essay"]})
    page = client.sign_in(group.learner).get(f"/attempts/{attempt.id}/result").text
    assert "What your trainer says" not in page
    with transaction():
        essay = session.scalars(select(Answer.id)).one()
        mark_essay(waiting.answer_to_mark(essay), ("0", "1"), "Name the **source**.", by=session.get_one(Person, group.trainer.id))
    page = client.get(f"/attempts/{attempt.id}/result").text
    assert "Name the <strong>source</strong>." in page
    assert "1 of 2 points" in page
    assert KEY not in page


def test_the_key_is_hidden_again_while_the_next_attempt_is_open(client):
    group = make_class(items=("single",))
    first = sit(group, {})
    begin(group)
    page = client.sign_in(group.learner).get(f"/attempts/{first.id}/result").text
    assert KEY not in page
    assert "in the middle of another attempt" in page


def test_while_others_sit_the_quiz_nobody_sees_the_key_before_its_instant(client):
    """Attack 22: one hands in and looks, another still sits."""
    opens = (now() + timedelta(days=1)).replace(second=0, microsecond=0)
    on_the_clock = opens.astimezone(ZoneInfo(client.application.config["TIME_ZONE"])).strftime("%Y-%m-%d %H:%M")
    group = make_class(items=("single",), attempts="1", feedback_from=f'"{on_the_clock}"')
    attempt, other = sit(group, {"single": RIGHT["single"]}), make_person("Bo")
    sits = begin(replace(group, learner=other, enrolment=put_on(other, group.enrolment.course_id)))
    early = client.sign_in(group.learner).get(f"/attempts/{attempt.id}/result").text
    assert KEY not in early
    assert "Answers and explanations are shown from" in early
    assert client.get(f"/attempts/{sits}/result").status_code == 403
    assert "Once you have handed in, from" in client.sign_in(other).get(quiz_path(group)).text
    with at(opens):
        assert KEY in client.sign_in(group.learner).get(f"/attempts/{attempt.id}/result").text


def test_after_pass_tells_the_key_when_no_attempt_is_left(client):
    group = make_class(items=("single",), feedback='"after-pass"', attempts="1")
    attempt = sit(group, WRONG and {"single": WRONG["single"]})
    assert KEY in client.sign_in(group.learner).get(f"/attempts/{attempt.id}/result").text
