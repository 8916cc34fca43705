"""Beginning a course, leaving it, and beginning it again."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.audit.models import AuditEntry
from lms.catalogue.models import Course, VersionState
from lms.kit.clock import now, today
from lms.kit.db import transaction
from lms.kit.errors import NotFound
from lms.learning.models import Enrolment, StepDone
from lms.learning.service import enrolling
from lms.people.models import Person
from tests.factories.learning import completed, enrolled, finish, open_course, publish_version
from tests.factories.people import make_person
from tests.faults import nothing_is_half_done


def expire(session, enrolment, days):
    enrolment.expires_at = now() + timedelta(days=days)
    session.commit()


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_who_enrols_is_on_the_published_version(session):
    ada, course = make_person(), open_course()
    enrolment = enrolling.enrol(ada, course, by=ada)
    assert (enrolment.person_id, enrolment.course_id, enrolment.cycle, enrolment.completed_at) == (ada.id, course.id, 1, None)
    assert session.scalars(select(AuditEntry.deed)).all() == ["enrolled"]


def test_a_second_enrolment_is_the_first(session):
    ada, course = make_person(), open_course()
    assert enrolling.enrol(ada, course, by=ada).id == enrolling.enrol(ada, course, by=ada).id
    assert count(session, Enrolment) == 1


@pytest.mark.parametrize("again", [False, True], ids=["first", "taken up again"])
def test_whichever_statement_of_an_enrolment_fails_nothing_is_half_done(session, statements, again):
    course = open_course()
    course_id = course.id

    def about_to_enrol():
        ada = make_person()
        if again:
            enrolling.leave(enrolled(ada, course, done=["01-why"]), by=ada)
            session.commit()
        return lambda: enrolling_in_one(ada.id)

    def enrolling_in_one(who):
        with transaction():
            ada = session.get_one(Person, who)
            enrolling.enrol(ada, session.get_one(Course, course_id), by=ada)

    def running():
        return session.scalar(select(func.count()).where(Enrolment.left_at.is_(None)))

    nothing_is_half_done(statements, about_to_enrol, writes={"enrolment", "audit_entry"}, also=running)


def test_the_database_allows_one_open_enrolment(session):
    ada, course = make_person(), open_course()
    first = enrolled(ada, course)
    session.add(Enrolment(person_id=ada.id, course_id=course.id, version_id=first.version_id, cycle=2))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.WITHDRAWN])
def test_nobody_enrols_where_nothing_is_published(session, state):
    ada, course = make_person(), open_course()
    for version in [publish_version(course, state=VersionState.SUPERSEDED), publish_version(course, state=VersionState.PUBLISHED)]:
        version.state = VersionState.WITHDRAWN
    session.commit()
    if state is not VersionState.WITHDRAWN:
        publish_version(course, state=state)
    with pytest.raises(NotFound):
        enrolling.enrol(ada, course, by=ada)


def test_a_missing_prerequisite_is_advice_only(session):
    ada, course = make_person(), open_course(prerequisites=["digital-foundations"])
    assert enrolling.enrol(ada, course, by=ada).cycle == 1


def test_who_left_takes_up_what_they_did(session):
    ada, course = make_person(), open_course()
    first = enrolled(ada, course, done=["01-why"])
    enrolling.leave(first, by=ada)
    again = enrolling.enrol(ada, course, by=ada)
    assert (again.id, again.left_at) == (first.id, None)
    assert count(session, StepDone) == 1


def test_who_left_comes_back_to_the_newest_version(session):
    ada, course = make_person(), open_course()
    first = enrolled(ada, course, done=["01-why"])
    enrolling.leave(first, by=ada)
    newest = publish_version(course)
    assert enrolling.enrol(ada, course, by=ada).version_id == newest.id


def test_leaving_twice_is_leaving_once(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course)
    enrolling.leave(enrolment, by=ada)
    moment = enrolment.left_at
    enrolling.leave(enrolment, by=ada)
    assert enrolment.left_at == moment
    assert session.scalars(select(AuditEntry.deed)).all().count("left") == 1


def test_a_completed_course_cannot_be_left(session):
    ada, course = make_person(), open_course()
    enrolment = completed(ada, course)
    with pytest.raises(enrolling.NotInProgress):
        enrolling.leave(enrolment, by=ada)


def test_a_completed_course_is_not_begun_again(session):
    ada, course = make_person(), open_course()
    completed(ada, course)
    with pytest.raises(enrolling.AlreadyCompleted):
        enrolling.enrol(ada, course, by=ada)


def test_a_renewal_is_a_new_cycle_and_leaves_the_old_one_as_it_was(session):
    ada, course = make_person(), open_course(certificate_months=24, renewal_days=60)
    first = completed(ada, course)
    expire(session, first, days=59)
    before = (first.completed_at, first.expires_at, first.version_id, first.cycle)
    second = enrolling.renew(ada, course, by=ada)
    assert (second.cycle, second.completed_at) == (2, None)
    assert (first.completed_at, first.expires_at, first.version_id, first.cycle) == before


def test_a_renewal_begun_twice_is_one(session):
    ada, course = make_person(), open_course(certificate_months=24)
    expire(session, completed(ada, course), days=10)
    assert enrolling.renew(ada, course, by=ada).id == enrolling.renew(ada, course, by=ada).id
    assert count(session, Enrolment) == 2


def test_what_has_run_out_can_be_renewed(session):
    ada, course = make_person(), open_course(certificate_months=1)
    expire(session, completed(ada, course), days=-400)
    assert enrolling.renew(ada, course, by=ada).cycle == 2


def test_a_renewal_has_everything_to_do_again(session):
    ada, course = make_person(), open_course(certificate_months=12)
    expire(session, completed(ada, course), days=1)
    second = enrolling.renew(ada, course, by=ada)
    session.commit()
    finish(ada, second, "01-why", "02-how")
    assert second.completed_at is None
    finish(ada, second, "03-when")
    assert second.completed_at is not None


def test_it_is_too_early_before_the_window_opens(session):
    ada, course = make_person(), open_course(certificate_months=24, renewal_days=60)
    expire(session, completed(ada, course), days=62)
    with pytest.raises(enrolling.TooEarlyToRenew):
        enrolling.renew(ada, course, by=ada)


@pytest.mark.parametrize("how_far", ["not enrolled", "in progress", "completed for ever"])
def test_there_is_nothing_to_renew(session, how_far):
    ada, course = make_person(), open_course()
    if how_far == "in progress":
        enrolled(ada, course)
    if how_far == "completed for ever":
        completed(ada, course)
    with pytest.raises(enrolling.NothingToRenew):
        enrolling.renew(ada, course, by=ada)


def test_a_day_can_be_planned_and_unplanned(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course)
    enrolling.plan(enrolment, today() + timedelta(days=30), by=ada)
    assert enrolment.due_on == today() + timedelta(days=30)
    enrolling.plan(enrolment, None, by=ada)
    assert enrolment.due_on is None


def test_a_day_that_is_gone_cannot_be_planned(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course)
    with pytest.raises(enrolling.DayGone):
        enrolling.plan(enrolment, today() - timedelta(days=1), by=ada)


def test_a_completed_course_has_no_day_to_plan(session):
    ada, course = make_person(), open_course()
    with pytest.raises(enrolling.NotInProgress):
        enrolling.plan(completed(ada, course), today(), by=ada)
