"""Duties of a department that becomes part of another."""

import pytest
from sqlalchemy import select

from lms.kit.db import db, transaction
from lms.learning.jobs import keep_duties
from lms.learning.models import Duty, Enrolment
from lms.learning.queries.merging import widened_duties
from lms.people.models import Department, Person, Role
from lms.people.queries.merging import merger
from lms.people.service import merging
from tests.factories.learning import open_course, set_duty
from tests.factories.people import make_department, make_person, make_post


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


def test_the_preview_says_whom_duties_would_newly_concern(client, hr):
    parks, green, clerk = make_department("Parks"), make_department("Green"), make_post("Clerk")
    trees, lawns = make_department("Trees", parent=parks), make_department("Lawns", parent=green)
    for department, post_id in ((parks, None), (trees, clerk.id), (green, clerk.id), (lawns, None), (lawns, None)):
        make_person(department=department, post_id=post_id)
    make_person("Left", department=green, active=False)
    client.sign_in(hr)
    page = client.send(f"/departments/{parks.id}/merge", into=str(green.id)).text
    assert "mandatory" not in page
    of_all, of_clerks, of_both = open_course("data"), open_course("fire"), open_course("law")
    for course, post, department in ((of_all, None, parks), (of_clerks, clerk, parks), (of_both, None, parks), (of_both, None, green)):
        set_duty(course, hr, post, department)
    widened = {one.line.duty.course_id: one.people for one in widened_duties(parks, green)}
    assert widened == {of_all.id: 3, of_clerks.id: 1, of_both.id: 0}
    page = client.send(f"/departments/{parks.id}/merge", into=str(green.id)).text
    assert "would be in Green" in page
    assert "3 more people" in page


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
