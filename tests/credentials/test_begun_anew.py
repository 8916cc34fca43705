"""After a revocation the course can be taken again from its beginning, and nothing says that it still counts."""

import pytest
from sqlalchemy import select

from lms.catalogue.models import Course
from lms.credentials.models import Certificate
from lms.credentials.service.revoking import revoke
from lms.kit.db import db, transaction
from lms.learning.jobs import keep_duties
from lms.learning.models import Duty, Enrolment
from lms.learning.queries.duties import duties, people_of
from lms.learning.service.enrolling import renew
from lms.people.models import Person, Role
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.learning import finish, set_duty
from tests.factories.people import make_person, make_post

EACH_RULE = pytest.mark.parametrize("months", [None, 24])


def take_back(paper):
    with transaction():
        revoke(db.session.get_one(Certificate, paper.id), "Issued by mistake.", by=make_person("Hanna Hr", Role.HR))


def begin_anew(person, course):
    with transaction():
        return renew(db.session.get_one(Person, person.id), db.session.get_one(Course, course.id), by=person).id


@EACH_RULE
def test_the_holder_can_earn_another_certificate_from_the_first_step_on(session, months):
    ada, course = make_person(), certified_course(certificate_months=months)
    first = certificate_of(ada, course)
    take_back(first)
    cycle = session.get_one(Enrolment, begin_anew(ada, course))
    finish(ada, cycle, "01-why", "02-how")
    assert session.get_one(Enrolment, cycle.id).completed_at is None
    finish(ada, cycle, "03-when")
    second = session.scalars(select(Certificate).where(Certificate.enrolment_id == cycle.id)).one()
    assert (second.revoked_at, second.number != first.number) == (None, True)


@EACH_RULE
def test_the_course_page_says_that_it_counts_no_more_and_offers_it_again(client, session, months):
    ada, course = make_person(), certified_course(certificate_months=months)
    take_back(certificate_of(ada, course))
    client.sign_in(ada)
    page = client.get(f"/courses/{course.slug}").text
    assert "so it counts no more" in page
    assert "What you learned counts until" not in page
    assert "Take it again" in page
    assert "Take it again" in client.get("/me/certificates").text
    assert client.send(f"/courses/{course.slug}", f"/courses/{course.slug}/renew").status_code == 303
    assert "Take it again" not in client.get("/me/certificates").text


@pytest.mark.parametrize("renews", [True, False])
def test_a_duty_is_not_done_any_more_and_asks_for_the_course_again(session, renews):
    hanna, clerk, course = make_person("Hanna", Role.HR), make_post("Clerk"), certified_course()
    ada = make_person(post_id=clerk.id)
    duty = set_duty(course, hanna, clerk, renewed=renews)
    paper = certificate_of(ada, course)
    assert [line.done for line in duties()] == [1]
    take_back(paper)
    assert [line.done for line in duties()] == [0]
    assert [one.state for one in people_of(session.get_one(Duty, duty), page=1)] == ["not_begun"]
    assert keep_duties() == 1
    assert keep_duties() == 0
    assert [one.state for one in people_of(session.get_one(Duty, duty), page=1)] == ["going"]


def test_the_paper_of_an_earlier_cycle_may_be_revoked_without_touching_the_one_that_counts(client, session):
    ada, course = make_person(), certified_course(certificate_months=24)
    first = certificate_of(ada, course)
    take_back(first)
    finish(ada, session.get_one(Enrolment, begin_anew(ada, course)), "01-why", "02-how", "03-when")
    client.sign_in(ada)
    assert "What you learned counts until" in client.get(f"/courses/{course.slug}").text
