"""Terms of courses that run out: reviews, and the day by which a course is looked through again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lms.catalogue.jobs import remind_of_reviews
from lms.catalogue.models import CourseAuthor
from lms.catalogue.queries import versions
from lms.catalogue.service import reviewing
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from lms.schedule import SCHEDULE
from tests.factories.courses import make_course
from tests.factories.people import make_person

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
REVIEW_BY = date(2026, 12, 18)


def told_on(day: date, *kinds: str) -> list[list[str]]:
    """Run the job on ``day``, twice; the names of those who were told by then."""
    with at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
        remind_of_reviews()
        assert remind_of_reviews() == 0, "told twice"
    return [
        sorted(db.session.scalars(select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind))) for kind in kinds
    ]


def in_review(author: Person) -> None:
    with at(MONDAY):
        make_course(published=False, author=author)
        with transaction():
            reviewing.submit(versions.version_at_hand("open-data", 1).version, by=db.session.get_one(Person, author.id))


@pytest.fixture
def people(session: Any) -> tuple[Person, Person]:
    """An author who is a curator too, and a curator; HR stands above them."""
    make_person("Hana HR", Role.HR)
    return make_person("Tara Trainer", Role.TRAINER, Role.CURATOR), make_person("Cora Curator", Role.CURATOR)


def test_curators_are_reminded_of_a_review_and_hr_is_told_when_its_term_is_over(people: tuple[Person, Person]) -> None:
    in_review(people[0])
    kinds = ("review-waits", "review-overdue")
    assert told_on(date(2026, 11, 11), *kinds) == [[], []]
    assert told_on(date(2026, 11, 12), *kinds) == [["Cora Curator"], []]
    assert told_on(date(2026, 11, 20), *kinds) == [["Cora Curator"], []]
    assert told_on(date(2026, 11, 23), *kinds) == [["Cora Curator"], ["Hana HR"]]


def test_a_second_stay_in_review_has_a_term_of_its_own(people: tuple[Person, Person]) -> None:
    author, curator = people
    in_review(author)
    told_on(date(2026, 11, 12))
    with at(MONDAY + timedelta(days=14)), transaction():
        reviewing.send_back(versions.version_at_hand("open-data", 1).version, "Too long.", by=db.session.get_one(Person, curator.id))
    with at(MONDAY + timedelta(days=28)), transaction():
        reviewing.submit(versions.version_at_hand("open-data", 1).version, by=db.session.get_one(Person, author.id))
    assert told_on(date(2026, 12, 1), "review-waits") == [["Cora Curator"]]
    assert told_on(date(2026, 12, 10), "review-waits") == [["Cora Curator", "Cora Curator"]]


def test_where_nobody_may_review_hr_is_told_in_their_place(people: tuple[Person, Person], session: Any) -> None:
    in_review(people[0])
    people[1].active = False
    session.commit()
    assert told_on(date(2026, 11, 12), "review-waits", "review-overdue") == [[], ["Hana HR"]]


def test_authors_are_reminded_before_the_review_by_day_and_curators_told_after_it(people: tuple[Person, Person]) -> None:
    with at(MONDAY):
        make_course(author=people[0], curator=people[1], review_by=REVIEW_BY)
    kinds = ("course-review-due", "course-review-overdue")
    assert told_on(date(2026, 12, 4), *kinds) == [[], []]
    assert told_on(date(2026, 12, 7), *kinds) == [["Tara Trainer"], []]
    assert told_on(REVIEW_BY, *kinds) == [["Tara Trainer"], []]
    assert told_on(date(2026, 12, 21), *kinds) == [["Tara Trainer"], ["Cora Curator", "Tara Trainer"]]


def test_a_course_whose_authors_have_left_goes_to_the_curators(people: tuple[Person, Person], session: Any) -> None:
    with at(MONDAY):
        make_course(author=make_person("Gone Author", Role.TRAINER), curator=people[1], review_by=REVIEW_BY)
    session.get_one(Person, session.scalars(select(CourseAuthor.person_id)).one()).active = False
    session.commit()
    assert told_on(date(2026, 12, 7), "course-review-due", "course-review-overdue") == [[], ["Cora Curator", "Tara Trainer"]]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_all_reason_costs_no_time(people: tuple[Person, Person], day: str) -> None:
    with at(MONDAY):
        make_course(author=people[0], curator=people[1], review_by=date.fromisoformat(day))
    assert told_on(date(2026, 11, 4), "course-review-due") == [["Tara Trainer"] if day.startswith("0") else []]


def test_it_is_scheduled() -> None:
    assert remind_of_reviews in [job.run for job in SCHEDULE]
