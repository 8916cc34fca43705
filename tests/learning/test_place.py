"""Where somebody read last, and goes on."""

import pytest
from sqlalchemy import select, update

from lms.catalogue.events import Learners
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment
from lms.learning.queries.lessons import Player, player
from lms.learning.queries.stored import what_is_stored
from lms.learning.service import enrolling, erasing, moving
from lms.learning.service.steps import keep_place, pass_quiz, wait_for_mark
from lms.people.events import PersonErased
from lms.people.models import Person
from tests.factories.learning import completed, enrolled, finish, make_step, open_course, publish_version
from tests.factories.people import make_person

FOUR = ("01-why", "02-how", "03-when", "04-who")
LESSON_3 = "/learn/open-data/03-when"


@pytest.fixture
def ada(client):
    person = make_person()
    client.sign_in(person)
    return person


def read(person, course, key):
    """Be at that step for a while."""
    with transaction():
        at = player(course.slug, person.id, key)
        assert isinstance(at, Player)
        keep_place(at, by=db.session.get_one(Person, person.id))


def kept(session, person):
    session.expire_all()
    return session.scalars(select(Enrolment.read_last).where(Enrolment.person_id == person.id).order_by(Enrolment.cycle.desc())).first()


def goes_on(person, course):
    return player(course.slug, person.id).far.following


def test_who_read_a_later_lesson_goes_on_there(client, ada):
    enrolled(ada, open_course("open-data", title="Open data", steps=FOUR), done=["01-why"])
    answer = client.send(LESSON_3, f"{LESSON_3}/place")
    assert answer.location == LESSON_3
    assert client.get("/learn/open-data").location == LESSON_3
    for page in ("/", "/courses", "/courses/open-data"):
        assert "Continue with “When”" in client.get(page).text


def test_who_only_read_a_lesson_has_begun(client, ada):
    enrolled(ada, open_course("open-data", steps=FOUR))
    assert "Begin</a>" in client.get("/courses/open-data").text
    client.send(LESSON_3, f"{LESSON_3}/place")
    assert "Continue with “When”</a>" in client.get("/courses/open-data").text


def test_who_finished_the_lesson_goes_on_with_the_next_open_one_after_it(client, ada):
    enrolled(ada, open_course("open-data", steps=FOUR))
    client.send("/learn/open-data/02-how", "/learn/open-data/02-how/done")
    assert client.get("/learn/open-data").location == LESSON_3
    client.send("/learn/open-data/04-who", "/learn/open-data/04-who/done")
    assert client.get("/learn/open-data").location == "/learn/open-data/01-why"


def test_the_page_tells_it_only_where_it_is_news(client, ada):
    enrolled(ada, open_course("open-data", steps=FOUR), done=["01-why"])
    tells = [key for key in FOUR if f'hx-post="/learn/open-data/{key}/place"' in client.get(f"/learn/open-data/{key}").text]
    assert tells == ["03-when", "04-who"], "one is done, and one is where Continue leads"


def test_the_script_gets_a_sentence_for_the_place_of_the_button(client, ada):
    enrolled(ada, open_course("open-data", steps=FOUR))
    token = client.get(LESSON_3).text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(f"{LESSON_3}/place", data={"csrf_token": token}, headers={"HX-Request": "true"})
    assert answer.text.strip() == '<p class="muted">“Continue” leads to this step now.</p>'


def test_a_page_that_was_overtaken_by_another_window_promises_nothing(client, ada):
    enrolled(ada, open_course("open-data", steps=FOUR))
    token = client.get(LESSON_3).text.split('name="csrf_token" value="')[1].split('"')[0]
    client.send(LESSON_3, f"{LESSON_3}/done")
    assert client.post(f"{LESSON_3}/place", data={"csrf_token": token}, headers={"HX-Request": "true"}).text == ""
    client.post(f"{LESSON_3}/place", data={"csrf_token": token})
    assert "leads to this step now" not in client.get(LESSON_3).text


def test_opening_a_lesson_writes_nothing(client, session, ada):
    enrolled(ada, open_course("open-data", steps=FOUR))
    client.get(LESSON_3)
    assert kept(session, ada) is None


def test_looking_something_up_in_a_finished_lesson_keeps_the_place(session):
    ada, course = make_person(), open_course(steps=FOUR)
    enrolled(ada, course, done=["01-why"])
    read(ada, course, "03-when")
    read(ada, course, "01-why")
    assert goes_on(ada, course) == "03-when"


def test_a_locked_step_is_no_place(session):
    ada, course = make_person(), open_course(steps=FOUR, in_sequence=True)
    enrolled(ada, course)
    read(ada, course, "03-when")
    assert kept(session, ada) is None


def test_while_a_quiz_waits_for_its_mark_the_step_after_it_is_next(session):
    ada, course = make_person(), open_course(steps=("01-why", "02-quiz", "03-when"))
    enrolment = enrolled(ada, course)
    read(ada, course, "02-quiz")
    with transaction():
        wait_for_mark(enrolment.id, "02-quiz")
    assert goes_on(ada, course) == "03-when"


def test_a_quiz_that_was_open_is_gone_on_with_until_it_is_passed(session):
    ada, course = make_person(), open_course(steps=("01-why", "02-quiz", "03-when"))
    enrolment = enrolled(ada, course)
    read(ada, course, "02-quiz")
    assert goes_on(ada, course) == "02-quiz"
    pass_quiz(enrolment.id, enrolment.version_id, "02-quiz")
    assert goes_on(ada, course) == "03-when"


def test_the_place_goes_with_the_completion(session):
    ada, course = make_person(), open_course(steps=("01-why", "02-how", make_step("03-more", optional=True)))
    enrolled(ada, course, done=["01-why"])
    read(ada, course, "03-more")
    finish(ada, session.scalars(select(Enrolment)).one(), "02-how")
    assert kept(session, ada) is None
    read(ada, course, "03-more")
    assert kept(session, ada) is None


def test_a_window_that_was_left_open_keeps_no_place_in_a_course_that_is_over(session):
    """Another window completes the course after the page's facts were read."""
    ada, course = make_person(), open_course(steps=FOUR)
    enrolment = enrolled(ada, course)
    at = player(course.slug, ada.id, "03-when")
    session.execute(update(Enrolment.__table__).values(completed_at=now()))
    assert not keep_place(at, by=ada)
    session.commit()
    assert kept(session, ada) is None
    assert enrolment.completed_at is not None


def test_nobody_keeps_a_place_in_the_course_of_another(session):
    ada, course = make_person(), open_course(steps=FOUR)
    enrolled(ada, course)
    assert not keep_place(player(course.slug, ada.id, "03-when"), by=make_person("Jan"))
    session.commit()
    assert kept(session, ada) is None


def test_a_renewal_begins_at_the_beginning(session):
    ada, course = make_person(), open_course(steps=FOUR, certificate_months=1, renewal_days=60)
    completed(ada, course)
    enrolling.renew(ada, course, by=ada)
    session.commit()
    assert (kept(session, ada), goes_on(ada, course)) == (None, "01-why")


def test_who_takes_a_course_up_again_goes_on_where_they_left_it(session):
    ada, course = make_person(), open_course(steps=FOUR)
    enrolled(ada, course)
    read(ada, course, "03-when")
    enrolling.leave(session.scalars(select(Enrolment)).one(), by=ada)
    publish_version(course, steps=("01-why", "02-new", "03-how", make_step("04-when", "The lesson 03-when.")))
    enrolling.enrol(ada, course, by=ada)
    session.commit()
    assert goes_on(ada, course) == "04-when"


@pytest.mark.parametrize(
    ("steps", "following"),
    [
        (("01-why", "02-new", make_step("03-how", "The lesson 02-how."), make_step("04-when", "The lesson 03-when.")), "04-when"),
        (("01-why", make_step("02-when", "The lesson 03-when."), make_step("03-how", "The lesson 02-how.")), "02-when"),
        (("01-why", "02-how", make_step("03-when", "Another text.")), "03-when"),
        (("01-why", "02-how"), "01-why"),
    ],
    ids=["renumbered", "changed places", "another text", "taken out"],
)
def test_who_is_moved_goes_on_where_the_step_stands_now(session, steps, following):
    ada, course = make_person(), open_course(steps=FOUR[:3])
    enrolled(ada, course)
    read(ada, course, "03-when")
    moving.move_learners(course.id, publish_version(course, steps=steps).id, Learners.MIGRATE)
    session.commit()
    assert goes_on(ada, course) == following


def test_the_place_is_in_the_copy_of_ones_data_and_goes_with_the_person(session):
    ada, course = make_person(), open_course(steps=FOUR)
    enrolled(ada, course)
    read(ada, course, "03-when")
    enrolments = next(part.rows for part in what_is_stored(ada.id) if part.stored.name == "enrolments")
    assert [row["read_last"] for row in enrolments] == ["03-when"]
    erasing.erase(PersonErased(ada.id, "Ada", "ada@example.org"))
    session.commit()
    assert kept(session, ada) is None


def test_keeping_the_place_is_one_statement(client, ada, statements):
    enrolled(ada, open_course("open-data", steps=FOUR))
    token = client.get(LESSON_3).text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"data": {"csrf_token": token}, "headers": {"HX-Request": "true"}}
    with statements() as news:
        client.post(f"{LESSON_3}/place", **sent)
    with statements() as known:
        client.post(f"{LESSON_3}/place", **sent)
    assert len(news) - len(known) == 1
    assert not [one for one in known if one.startswith(("UPDATE", "INSERT"))]
