"""The page of a course, and the way into it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.catalogue.events import Learners
from lms.catalogue.models import VersionState
from lms.kit.clock import now, today
from lms.learning.models import Enrolment
from lms.learning.service import moving
from tests.factories.learning import completed, enrolled, open_course, publish_version
from tests.factories.people import make_person


def withdraw(session, course):
    publish_version(course).state = VersionState.WITHDRAWN
    session.commit()


def enrolments(session):
    return session.scalar(select(func.count()).select_from(Enrolment))


def test_a_visitor_sees_the_course_and_is_asked_to_sign_in(client):
    open_course(
        "open-data", title="Open data", outcomes=[{"key": "licence", "text": "Choose a licence"}], owner_email="maria@city.test", learning_points=8
    )
    page = client.get("/courses/open-data").text
    for words in ("Open data", "Choose a licence", "Why", "5 min", "Sign in to enrol", "next=/courses/open-data"):
        assert words in page
    assert "/courses/open-data/enrol" not in page


def test_who_answers_for_the_text_is_for_those_with_an_account(client):
    open_course("open-data", owner_email="maria@city.test")
    assert "maria@city.test" not in client.get("/courses/open-data").text
    assert "mailto:maria@city.test" in client.sign_in(make_person()).get("/courses/open-data").text


def test_a_visitor_who_enrols_is_sent_to_the_sign_in(client, session):
    open_course("open-data")
    answer = client.send("/sign-in", "/courses/open-data/enrol")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location
    assert enrolments(session) == 0


@pytest.mark.parametrize("address", ["/courses/none", "/courses/draft", "/learn/none", "/learn/none/01-why"])
def test_what_is_not_published_is_not_there(client, address):
    publish_version(open_course("draft"), state=VersionState.DRAFT)
    draft = open_course("other")
    assert draft.slug == "other"
    client.sign_in(make_person())
    if "draft" not in address:
        assert client.get(address).status_code == 404


def test_a_draft_alone_is_not_there(client, session):
    course = open_course("draft", title="A secret plan")
    version = publish_version(course, title="A secret plan", state=VersionState.DRAFT)
    for other in session.scalars(select(type(version)).where(type(version).course_id == course.id, type(version).id != version.id)):
        session.delete(other)
    session.commit()
    page = client.sign_in(make_person()).get("/courses/draft")
    assert page.status_code == 404
    assert "secret" not in page.text


def test_enrolling_leads_to_the_first_lesson(client):
    ada = make_person()
    open_course("open-data")
    answer = client.sign_in(ada).send("/courses/open-data", "/courses/open-data/enrol")
    assert (answer.status_code, answer.location) == (303, "/learn/open-data")
    assert client.get("/learn/open-data").location == "/learn/open-data/01-why"


def test_a_double_click_enrols_once(client, session):
    open_course("open-data")
    client.sign_in(make_person())
    for _ in range(2):
        assert client.send("/courses/open-data", "/courses/open-data/enrol").status_code == 303
    assert enrolments(session) == 1


def test_what_nobody_asked_for_is_ignored(client, session):
    jan = make_person("Jan")
    open_course("open-data")
    ada = make_person()
    client.sign_in(ada).send(
        "/courses/open-data", "/courses/open-data/enrol", person_id=str(jan.id), completed_at="2026-01-01", cycle="7", progress="100", is_admin="1"
    )
    enrolment = session.scalars(select(Enrolment)).one()
    assert (enrolment.person_id, enrolment.completed_at, enrolment.cycle) == (ada.id, None, 1)


def test_a_form_without_its_token_changes_nothing(client, session):
    open_course("open-data")
    assert client.sign_in(make_person()).post("/courses/open-data/enrol").status_code == 400
    assert enrolments(session) == 0


@pytest.mark.parametrize("deed", ["enrol", "renew", "leave", "plan"])
def test_a_link_changes_nothing(client, deed):
    open_course("open-data")
    assert client.sign_in(make_person()).get(f"/courses/open-data/{deed}").status_code in (404, 405)


def test_a_withdrawn_course_is_gone_for_newcomers(client, session):
    course = open_course("gone", title="Gone for good")
    withdraw(session, course)
    client.sign_in(make_person())
    page = client.get("/courses/gone")
    assert page.status_code == 404
    assert "Gone for good" not in page.text
    assert client.send("/courses", "/courses/gone/enrol", q="").status_code == 404


def test_learners_in_progress_keep_a_withdrawn_course(client, session):
    ada, course = make_person(), open_course("gone")
    enrolled(ada, course, done=["01-why"])
    withdraw(session, course)
    client.sign_in(ada)
    page = client.get("/courses/gone").text
    assert "This course was withdrawn" in page
    assert "33% complete" in page
    assert client.get("/learn/gone/02-how").status_code == 200


def test_what_was_completed_stays_visible_when_the_course_is_withdrawn(client, session):
    ada, course = make_person(), open_course("gone", certificate_months=1)
    enrolment = completed(ada, course)
    enrolment.expires_at = now()
    withdraw(session, course)
    page = client.sign_in(ada).get("/courses/gone").text
    assert "What you completed counts" in page
    assert "/courses/gone/renew" not in page


def test_who_learns_sees_their_own_version(client):
    ada, course = make_person(), open_course("open-data", title="The first text")
    enrolled(ada, course)
    publish_version(course, title="The second text", change_note="The licence chapter is new.")
    page = client.sign_in(ada).get("/courses/open-data").text
    assert "The first text</h1>" in page
    assert "The licence chapter is new." in page


def test_who_completed_sees_what_changed_since(client):
    ada, course = make_person(), open_course("open-data", title="The first text")
    completed(ada, course)
    publish_version(course, title="The second text", change_note="The licence chapter is new.")
    page = client.sign_in(ada).get("/courses/open-data").text
    assert "What changed since you learned this" in page
    assert "The second text</h1>" in page


def test_who_was_moved_sees_what_is_new(client, session):
    ada, course = make_person(), open_course("open-data")
    enrolled(ada, course)
    version = publish_version(course, change_note="The licence chapter is new.")
    moving.move_learners(course.id, version.id, Learners.MIGRATE)
    session.commit()
    assert "The licence chapter is new." in client.sign_in(ada).get("/courses/open-data").text


def test_newcomers_see_no_changes(client):
    course = open_course("open-data")
    publish_version(course, change_note="The licence chapter is new.")
    assert "The licence chapter is new." not in client.sign_in(make_person()).get("/courses/open-data").text


def test_prerequisites_are_shown_with_their_state(client):
    ada = make_person()
    completed(ada, open_course("basics", title="The basics"))
    open_course("law", title="The law")
    open_course("open-data", prerequisites=["basics", "law", "gone"])
    page = client.sign_in(ada).get("/courses/open-data").text
    assert page.index("The basics") < page.index("Done") < page.index("The law") < page.index("Not done yet")
    assert "not offered now" in page


def test_a_course_is_left_and_taken_up_again(client, session):
    ada, course = make_person(), open_course("open-data")
    enrolled(ada, course, done=["01-why"])
    client.sign_in(ada).send("/courses/open-data", "/courses/open-data/leave")
    assert "Enrol again" in client.get("/courses/open-data").text
    client.send("/courses/open-data", "/courses/open-data/enrol")
    assert client.get("/learn/open-data").location == "/learn/open-data/02-how"
    assert enrolments(session) == 1


def test_nobody_leaves_for_another(client, session):
    course = open_course("open-data")
    enrolled(make_person(), course)
    client.sign_in(make_person("Jan"))
    assert client.send("/courses/open-data", "/courses/open-data/leave").status_code == 404
    assert session.scalars(select(Enrolment.left_at)).all() == [None]


@pytest.mark.parametrize(("days", "offered"), [(61, False), (59, True), (-5, True)])
def test_a_renewal_is_offered_within_its_window(client, session, days, offered):
    ada, course = make_person(), open_course("open-data", certificate_months=24, renewal_days=60, gives_certificate=True)
    completed(ada, course).expires_at = now() + timedelta(days=days)
    session.commit()
    page = client.sign_in(ada).get("/courses/open-data").text
    assert ("/courses/open-data/renew" in page) is offered


def test_a_renewal_begins_anew(client, session):
    ada, course = make_person(), open_course("open-data", certificate_months=24)
    completed(ada, course).expires_at = now() + timedelta(days=5)
    session.commit()
    client.sign_in(ada).send("/courses/open-data", "/courses/open-data/renew")
    assert client.get("/learn/open-data").location == "/learn/open-data/01-why"


def test_a_renewal_too_early_says_from_when(client, session):
    ada, course = make_person(), open_course("open-data", certificate_months=24)
    completed(ada, course)
    answer = client.sign_in(ada).send("/courses/open-data", "/courses/open-data/renew", q="")
    assert answer.status_code == 409
    assert "You can renew this course from" in answer.text


def test_a_plan_is_kept(client, session):
    ada, course = make_person(), open_course("open-data")
    enrolled(ada, course)
    day = today() + timedelta(days=9)
    assert client.sign_in(ada).send("/courses/open-data", "/courses/open-data/plan", due_on=day.isoformat()).status_code == 303
    assert f'value="{day.isoformat()}"' in client.get("/courses/open-data").text


@pytest.mark.parametrize(("day", "sentence"), [("2020-01-01", "That day is over"), ("soon", "Not a valid date value")])
def test_a_plan_that_cannot_be_is_refused_beside_its_field(client, session, day, sentence):
    ada, course = make_person(), open_course("open-data")
    enrolled(ada, course)
    answer = client.sign_in(ada).send("/courses/open-data", "/courses/open-data/plan", due_on=day)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalars(select(Enrolment.due_on)).all() == [None]


def test_more_steps_cost_no_more_statements(client, statements):
    ada = make_person()
    first = [f"{number:02}-lesson" for number in range(1, 3)]
    enrolled(ada, open_course("short", steps=first, prerequisites=["long"]), done=first[:1])
    many = [f"{number:02}-lesson" for number in range(1, 21)]
    enrolled(ada, open_course("long", steps=many, prerequisites=["short"]), done=many[:10])
    client.sign_in(ada)
    with statements() as short:
        client.get("/courses/short")
    with statements() as long:
        client.get("/courses/long")
    assert len(short) == len(long) <= 8
