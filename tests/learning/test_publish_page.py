"""What a publication means for learners, and the button that does it."""

import re

import pytest
from sqlalchemy import select

from lms.catalogue.models import CourseVersion, VersionState
from lms.catalogue.service import reviewing
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment
from lms.notices.models import Notice
from lms.people.models import Person, Role
from tests.factories.courses import LESSON, make_course
from tests.factories.learning import completed, enrolled, finish
from tests.factories.people import make_person

PAGE = "/teach/open-data/versions/2/publish"
FILES = {"01-why.md": LESSON, "02-how.md": LESSON.replace("Why open data", "How to open it")}
CHANGED = {"01-why.md": LESSON, "02-how.md": FILES["02-how.md"] + "\nMore of it.\n", "03-new.md": LESSON.replace("Why", "When")}


@pytest.fixture
def author(session):
    return make_person("Tara Trainer", Role.TRAINER)


@pytest.fixture
def course(author):
    return make_course(files=FILES, author=author).course


def hand_in(author, **toml):
    """Version 2, waiting for its review."""
    version = make_course(files=CHANGED, author=author, published=False, **toml)
    with transaction():
        reviewing.submit(db.session.get_one(CourseVersion, version.id), by=db.session.get_one(Person, author.id))


@pytest.fixture
def curator(client, author, course):
    hand_in(author, outcomes=[{"key": "other", "text": "Do something else"}])
    curator = make_person("Cora Curator", Role.CURATOR)
    client.sign_in(curator)
    return curator


def figures(page):
    return re.findall(r'class="number-value">(\d+)<', page.text)


def test_the_report_says_who_would_complete_the_course_and_get_its_certificate_by_moving(client, course, author):
    """The next version changes the first step and drops the second."""
    for name, steps in (("Ada", ["01-why"]), ("Ben", ["02-how"])):
        enrolled(make_person(name), course, done=steps)
    shorter = {"01-why.md": LESSON + "\nMore.\n"}
    version = make_course(files=shorter, author=author, published=False, certificate={})
    with transaction():
        reviewing.submit(db.session.get_one(CourseVersion, version.id), by=db.session.get_one(Person, author.id))
    page = client.sign_in(make_person("Cora", Role.CURATOR)).get(PAGE).text
    section = page.split("Who would complete the course at once")[1]
    assert "and receive its certificate" in section
    assert re.findall(r'class="number">(\d+)<', section)[:2] == ["1", "0"]


def test_the_report_counts_those_in_progress_and_what_they_would_lose(client, course, author):
    for name, steps in (("Ada", ["01-why"]), ("Ben", ["02-how"]), ("Cyd", [])):
        enrolled(make_person(name), course, done=steps)
    completed(make_person("Dan"), course)
    hand_in(author, outcomes=[{"key": "other", "text": "Do something else"}])
    page = client.sign_in(make_person("Cora", Role.CURATOR)).get(PAGE)
    assert figures(page) == ["3", "0", "1"]
    assert "Publish a dataset</th><td" in page.text
    assert "How to open it</th><td" in page.text


def test_nobody_is_affected_where_nobody_learns(client, curator):
    assert "nobody is affected" in client.get(PAGE).text


@pytest.mark.parametrize("choice", ["pin", "migrate", "migrate_with_credit"])
def test_the_choice_decides_what_becomes_of_learners(client, session, course, author, choice):
    ada = make_person("Ada")
    enrolment_id = enrolled(ada, course, done=["01-why", "02-how"][:1]).id
    finished = enrolled(make_person("Dan"), course)
    finish(session.get_one(Person, finished.person_id), finished, "01-why", "02-how")
    hand_in(author)
    before = session.execute(select(Enrolment.version_id, Enrolment.completed_at).where(Enrolment.id == finished.id)).one()
    client.sign_in(make_person("Cora", Role.CURATOR))
    answer = client.send(PAGE, learners=choice, note="Lesson three is new.")
    assert answer.location == "/courses/open-data"
    version = session.scalars(select(CourseVersion).where(CourseVersion.state == VersionState.PUBLISHED)).one()
    assert (version.number, version.change_note) == (2, "Lesson three is new.")
    moved = session.get_one(Enrolment, enrolment_id).version_id == version.id
    assert moved is (choice != "pin")
    assert ("version-migrated" in session.scalars(select(Notice.kind)).all()) is moved
    assert session.execute(select(Enrolment.version_id, Enrolment.completed_at).where(Enrolment.id == finished.id)).one() == before


def test_the_button_pressed_twice_publishes_once(client, session, curator):
    page = client.get(PAGE).text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    for _ in range(2):
        assert client.post(PAGE, data={"csrf_token": token, "learners": "pin", "note": ""}).status_code == 303
    assert len(session.scalars(select(CourseVersion).where(CourseVersion.state == VersionState.PUBLISHED)).all()) == 1


@pytest.mark.parametrize("choice", ["", "delete", "PIN"])
def test_a_choice_that_is_none_publishes_nothing(client, session, curator, choice):
    assert client.send(PAGE, learners=choice, note="").status_code == 422
    assert session.scalars(select(CourseVersion.number).where(CourseVersion.state == VersionState.PUBLISHED)).all() == [1]


@pytest.mark.parametrize("roles", [(), (Role.TRAINER,), (Role.HR,), (Role.AUDITOR,), (Role.ADMINISTRATOR,)])
def test_only_a_curator_publishes(client, session, curator, roles):
    token_page = "/inbox"
    client.sign_in(make_person("Jan", *roles))
    page = client.get(PAGE)
    assert page.status_code == 403
    assert "How to open it" not in page.text
    assert client.send(token_page if client.get(token_page).status_code == 200 else "/", PAGE, learners="pin").status_code == 403
    assert session.scalars(select(CourseVersion.number).where(CourseVersion.state == VersionState.PUBLISHED)).all() == [1]


def test_an_author_does_not_publish_though_a_curator(client, session, author, course, curator):
    from lms.people.models import Grant

    session.add(Grant(person_id=author.id, role=Role.CURATOR))
    session.commit()
    assert client.sign_in(author).get(PAGE).status_code == 403


def test_a_draft_cannot_be_published(client, session, author, course):
    make_course(files=CHANGED, author=author, published=False)
    client.sign_in(make_person("Cora", Role.CURATOR))
    assert "not in review" in client.get(PAGE).text


def test_more_learners_cost_no_more_statements(client, curator, course, statements):
    def people(count):
        for number in range(count):
            enrolled(make_person(f"Learner {number}"), course, done=["01-why"])

    people(2)
    with statements() as few:
        client.get(PAGE)
    people(18)
    with statements() as many:
        client.get(PAGE)
    assert len(many) == len(few)
