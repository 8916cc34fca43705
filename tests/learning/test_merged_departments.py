"""Duties of a department that becomes part of another."""

import pytest
from sqlalchemy import select

from lms.kit.db import db, transaction
from lms.learning.jobs import keep_duties
from lms.learning.models import Duty, Enrolment
from lms.people.models import Department, Person, Role
from lms.people.queries.merging import merger
from lms.people.service import merging
from tests.factories.learning import open_course, set_duty
from tests.factories.people import make_department, make_person


@pytest.fixture
def hr(session):
    return make_person("Hana HR", Role.HR)


def merge(row, into, by):
    with transaction():
        row, into = db.session.get_one(Department, row.id), db.session.get_one(Department, into.id)
        merging.merge(row, into, seen=merger(row, into).fingerprint, by=db.session.get_one(Person, by.id))


def test_a_duty_goes_along(hr):
    parks, green = make_department("Parks"), make_department("Green")
    duty_id = set_duty(open_course(), hr, department=parks)
    merge(parks, green, hr)
    assert db.session.get_one(Duty, duty_id).department_id == green.id
    assert db.session.get(Department, parks.id) is None


def test_the_same_duty_of_both_is_one_from_then_on(hr):
    parks, green = make_department("Parks"), make_department("Green")
    course = open_course()
    ada = make_person("Ada", department=parks)
    old, kept = set_duty(course, hr, department=parks), set_duty(course, hr, department=green)
    keep_duties()
    assert db.session.scalars(select(Enrolment.duty_id).where(Enrolment.person_id == ada.id)).one() == old
    merge(parks, green, hr)
    assert db.session.scalars(select(Duty.id).where(Duty.ended_at.is_(None))).all() == [kept]
    assert db.session.scalars(select(Enrolment.duty_id).where(Enrolment.person_id == ada.id)).one() == kept
