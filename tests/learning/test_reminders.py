"""Reminders of the day somebody planned."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.kit.clock import at, now, today
from lms.learning.jobs import remind_of_plans
from lms.learning.service import enrolling
from lms.notices.models import Letter, Notice
from lms.schedule import SCHEDULE
from tests.factories.learning import enrolled, finish, open_course
from tests.factories.people import make_person


@pytest.fixture
def planned(session):
    def planned(days, **facts):
        ada = make_person("Ada Ademola", **facts)
        enrolment = enrolled(ada, open_course(title="Open data"))
        enrolment.due_on = today() + timedelta(days=days)
        session.commit()
        return ada, enrolment

    return planned


def kinds(session):
    return sorted(session.scalars(select(Notice.kind)))


@pytest.mark.parametrize(
    ("days", "expected"), [(8, []), (7, ["course-due-soon"]), (1, ["course-due-soon"]), (0, ["course-due"]), (-3, ["course-due"])]
)
def test_a_plan_is_reminded_a_week_before_and_on_its_day(session, planned, days, expected):
    planned(days)
    remind_of_plans()
    assert kinds(session) == expected


def test_a_second_run_tells_nothing_new(session, planned):
    planned(3)
    assert remind_of_plans() == 1
    assert remind_of_plans() == 0
    assert len(session.scalars(select(Letter)).all()) == 1


def test_the_day_itself_is_told_after_the_week_before(session, planned):
    planned(3)
    remind_of_plans()
    with at(now() + timedelta(days=3)):
        remind_of_plans()
    assert kinds(session) == ["course-due", "course-due-soon"]


def test_a_letter_says_what_and_where(session, planned):
    planned(3)
    remind_of_plans()
    letter = session.scalars(select(Letter)).one()
    assert "Open data" in letter.subject
    assert "http://campus.test/courses/" in letter.text_body


def test_who_has_finished_or_left_is_not_reminded(session, planned):
    ada, done = planned(3)
    finish(ada, done, "01-why", "02-how", "03-when")
    jan, left = planned(3)
    enrolling.leave(left, by=jan)
    session.commit()
    assert remind_of_plans() == 0


def test_a_leaver_of_the_house_is_not_reminded(session, planned):
    planned(3, active=False)
    assert remind_of_plans() == 0


def test_the_reminders_are_on_the_schedule():
    assert remind_of_plans in [job.run for job in SCHEDULE]
