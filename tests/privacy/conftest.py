"""Somebody who left and of whom there is something everywhere, and the two who erase."""

import pytest
from sqlalchemy import select

from lms.assessment.models import Accommodation, Attempt, ExtraAttempt
from lms.kit.db import db
from lms.learning.models import LessonNote
from lms.notices.models import Notice
from lms.people.models import Grant, Role
from lms.people.service.sign_ins import begin_sign_in
from tests.factories.assessment import EVERY_KIND, RIGHT, make_class, sit
from tests.factories.certificates import certificate_of
from tests.factories.erasures import ADDRESS, NAME, NUMBER, WORDS
from tests.factories.people import make_department, make_person, make_post
from tests.factories.traces import leave_traces


@pytest.fixture
def hr(session):
    return make_person("Hana HR", Role.HR)


@pytest.fixture
def second(session):
    return make_person("Sven Second", Role.ADMINISTRATOR)


@pytest.fixture
def gone(session, hr):
    """Somebody who left and of whom there is something everywhere."""
    person = make_person(NAME, email=ADDRESS, staff_number=NUMBER, department=make_department(), post_id=make_post().id)
    paper = certificate_of(person)
    group = make_class(items=EVERY_KIND, learner=person)
    sit(group, {**RIGHT, "essay": {"text": WORDS}})
    attempt = db.session.scalars(select(Attempt).where(Attempt.person_id == person.id)).one()
    attempt.state = "marked"
    db.session.add(LessonNote(person_id=person.id, course_id=paper.course_id, step_key="01-why", text=WORDS))
    db.session.add(Accommodation(person_id=person.id, extra_percent=25))
    db.session.add(ExtraAttempt(enrolment_id=group.enrolment.id, content_hash="x", reason=WORDS))
    db.session.add(Grant(person_id=person.id, role=Role.TRAINER))
    db.session.add(Notice(person_id=hr.id, key="other", kind="marking-waits", facts={"quiz": NAME}))
    leave_traces(person, f"{WORDS}, {NAME}", hr)
    begin_sign_in(person, device="Marker phone", hours=1)
    person.active = False
    db.session.commit()
    return person
