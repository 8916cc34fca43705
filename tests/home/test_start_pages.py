"""The start page, what is mine, and the pages of text."""

import re
from datetime import timedelta

import pytest

from lms.catalogue.models import CourseVersion
from lms.catalogue.service import reviewing
from lms.home import queries
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.learning.service import enrolling
from lms.navigation import PLACES
from lms.notices.service import tell
from lms.people.models import Person, Role
from lms.placements.models import PlacementState
from tests.factories.courses import make_course
from tests.factories.ideas import make_idea
from tests.factories.learning import completed, enrolled, open_course
from tests.factories.people import make_person
from tests.factories.placements import make_opening, placeable, placed
from tests.factories.sponsoring import evaluators, give, in_evaluation


def test_a_visitor_sees_what_this_is_and_how_to_begin(client):
    open_course("open-data", title="Working with open data")
    page = client.get("/").text
    for words in ("Learn for the work of your city", 'href="/sign-in"', 'href="/courses"', "Working with open data"):
        assert words in page


def test_a_house_without_courses_says_so(client):
    assert "No courses yet" in client.get("/").text


def test_an_officer_goes_on_where_they_were(client):
    ada = make_person("Ada Ademola")
    enrolled(ada, open_course("open-data", title="Working with open data"), done=["01-why"])
    page = client.sign_in(ada).get("/").text
    for words in ("Good day, Ada Ademola", "Continue with “How”", "Step 2 of 3", "33% complete", 'href="/learn/open-data"'):
        assert words in page


def test_the_course_touched_last_comes_first(client, session):
    ada = make_person()
    enrolled(ada, open_course("new", title="Begun later"))
    old = enrolled(ada, open_course("old", title="Begun long ago"), done=["01-why"])
    old.opened_at = now() - timedelta(days=90)
    session.commit()
    page = client.sign_in(ada).get("/").text
    assert page.index("Begun long ago") < page.index("Also in progress") < page.index("Begun later")


def test_who_learns_nothing_is_led_to_the_catalogue(client):
    assert "Find a course" in client.sign_in(make_person()).get("/").text


def test_unread_notices_are_shown_and_read_ones_are_not(client, session):
    ada = make_person()
    tell(ada.id, "version-published", about="1", course="Open data")
    tell(make_person("Jan").id, "version-published", about="1", course="Something of Jan's")
    session.commit()
    page = client.sign_in(ada).get("/").text
    assert "Your version of “Open data” was published." in page
    assert "Something of Jan" not in page


def test_what_somebody_named_a_course_is_never_run(client, session):
    ada = make_person("<script>alert(1)</script>")
    tell(ada.id, "version-published", about="1", course="<script>alert(2)</script>")
    enrolled(ada, open_course("open-data", title="<script>alert(3)</script>"))
    client.sign_in(ada)
    for address in ("/", "/me", "/courses", "/courses/open-data", "/learn/open-data/01-why", "/learn/open-data/01-why/print"):
        assert "<script>alert" not in client.get(address).text


@pytest.mark.parametrize(("role", "count"), [(Role.CURATOR, 1), (Role.TRAINER, 0)])
def test_a_curator_sees_how_many_versions_wait(client, role, count):
    hand_in(make_person("Tara Trainer", Role.TRAINER))
    page = client.sign_in(make_person("Cora", role)).get("/").text
    assert page.count("One course version waits for your review") == count


def test_nobody_is_asked_to_review_what_they_wrote(session):
    tara = make_person("Tara Trainer", Role.TRAINER, Role.CURATOR)
    hand_in(tara)
    assert queries.versions_to_review(tara.id) == 0
    assert queries.versions_to_review(make_person("Cora", Role.CURATOR).id) == 1


def hand_in(author):
    version = make_course(author=author, published=False)
    with transaction():
        reviewing.submit(db.session.get_one(CourseVersion, version.id), by=db.session.get_one(Person, author.id))


@pytest.mark.parametrize(("role", "told"), [(Role.PROGRAMME_OFFICE, True), (Role.CURATOR, False)])
def test_the_programme_office_sees_how_many_ideas_wait(client, role, told):
    make_idea("submitted")
    page = client.sign_in(make_person("Nora", role)).get("/").text
    assert ("One idea waits for the first answer" in page) is told


@pytest.mark.parametrize("role", [Role.HR, Role.PROGRAMME_OFFICE])
def test_whose_day_is_work_sees_what_waits_before_what_to_learn(client, session, role):
    paul, course = make_person("Paul", role), open_course("open-data", title="Working with open data")
    assert "What would you like to learn?" in client.sign_in(paul).get("/").text
    tell(paul.id, "version-published", about="1", course="Something else")
    session.commit()
    page = client.get("/").text
    assert "This waits for you today." in page
    assert "What would you like to learn?" not in page
    assert "Find a course" not in page
    enrolled(paul, course)
    page = client.get("/").text
    assert page.index("Something else") < page.index("Working with open data")
    assert "Continue with" not in page


def test_an_evaluator_sees_how_many_ideas_wait_for_scores_until_they_are_given(client):
    reader = evaluators()[0]
    round_ = in_evaluation()
    assert "One idea waits for your scores" in client.sign_in(reader).get("/").text
    give(round_.id, reader, 3)
    assert queries.to_score_and_to_place(reader.id) == (0, 0)


def test_whoever_offers_an_opening_sees_that_a_champion_waits(client):
    owner = make_person("Olga Owner")
    placed(make_opening(owner=owner), placeable(), PlacementState.ACCEPTED)
    assert "One champion waits for your answer" in client.sign_in(owner).get("/").text


def test_new_courses_are_those_that_one_does_not_know_yet(client):
    ada = make_person("Ada Ademola")
    enrolled(ada, open_course("mine", title="A course of mine"))
    assert "New courses" not in client.sign_in(ada).get("/").text
    open_course("other", title="Another course")
    page = client.get("/").text
    assert "Another course" in page[page.index("New courses") :]


def test_a_certificate_that_ends_soon_is_named(client, session):
    ada = make_person()
    for slug, months in (("short", 1), ("long", 24)):
        completed(ada, open_course(slug, title=f"A {slug} course", certificate_months=months, gives_certificate=True, renewal_days=10))
    page = client.sign_in(ada).get("/").text
    waits = page[page.index(">Today<") : page.index("site-footer")]
    assert "Your certificate expires on" in waits
    assert "A short course" in waits
    assert 'href="/courses/long"' not in waits


def test_my_learning_holds_every_cycle(client, session):
    ada = make_person()
    enrolled(ada, open_course("going", title="Going on"), done=["01-why"])
    renewed = open_course("renewed", title="Renewed", certificate_months=24)
    completed(ada, renewed).expires_at = now() + timedelta(days=5)
    session.commit()
    enrolling.renew(ada, renewed, by=ada)
    leaving = enrolled(ada, open_course("left", title="Left behind"))
    enrolling.leave(leaving, by=ada)
    session.commit()
    page = client.sign_in(ada).get("/me").text
    for words in ("33% complete", "renewal, cycle 2", "Left behind", "Left on", 'href="/me/competences"', 'href="/me/certificates"'):
        assert words in page
    assert "can be renewed" not in page


def test_my_learning_is_mine(client):
    enrolled(make_person("Jan"), open_course("open-data", title="Jan's course"))
    page = client.sign_in(make_person()).get("/me").text
    assert "Jan&#39;s course" not in page
    assert "Nothing yet" in page


def test_a_visitor_has_no_learning(client):
    assert "/sign-in" in client.get("/me").location


@pytest.mark.parametrize(
    ("address", "words"), [("/help", "Mark as read and continue"), ("/privacy", "There is one cookie"), ("/accessibility", "level AA")]
)
def test_the_pages_of_text_are_open_to_all(client, address, words):
    assert words in client.get(address).text


@pytest.mark.parametrize("address", ["/", "/me"])
def test_more_courses_cost_no_more_statements(client, statements, address):
    ada = make_person()
    client.sign_in(ada)
    for number in range(2):
        enrolled(ada, open_course(title=f"Course {number}"), done=["01-why"])
    client.get(address)  # what was published is read once in each process
    with statements() as few:
        client.get(address)
    for number in range(2, 20):
        enrolled(ada, open_course(title=f"Course {number}"), done=["01-why"])
    client.get(address)
    with statements() as many:
        client.get(address)
    assert len(many) == len(few) <= 8


def test_a_crowded_header_puts_the_places_of_roles_into_a_menu(client):
    client.sign_in(make_person("Olu Officer"))
    assert "My roles" not in client.get("/courses").text
    client.sign_in(make_person("Paul Dubois", Role.HR, Role.TRAINER, Role.CURATOR))
    assert "My roles: People" in " ".join(client.get("/people").text.split())


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/strategy/road-map", "Strategy"),
        ("/leadership", "Strategy"),
        ("/openings", "Champions"),
        ("/duties/new", "Mandatory training"),
        ("/frameworks", "Competences"),
        ("/people/erasures", "People"),
        ("/courses", "Courses"),
    ],
)
def test_the_header_says_where_one_is(client, address, place):
    client.sign_in(make_person("Paul Dubois", Role.HR, Role.PROGRAMME_OFFICE))
    page = client.get(address)
    assert page.status_code == 200
    assert place in re.findall(r'aria-current="page">([^<]+)</a>', page.text)


def test_the_header_s_places_name_pages_that_there_are(app):
    named = {name for place in PLACES for name in place.within}
    assert named <= {rule.endpoint for rule in app.url_map.iter_rules()} | app.blueprints.keys()
