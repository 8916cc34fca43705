"""Duties: what they ask of whom, when they remind, and that nobody talks themselves out of one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.catalogue.models import CourseVersion, VersionState
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.learning.duties import Asked, Deed, Last, asked
from lms.learning.jobs import keep_duties, remind_of_plans
from lms.learning.models import Duty, Enrolment
from lms.learning.queries import duties as queries
from lms.learning.service import duties as service
from lms.learning.service import enrolling
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from lms.schedule import SCHEDULE
from tests.factories.learning import completed, enrolled, finish, open_course, set_duty
from tests.factories.people import make_department, make_person, make_post

TODAY = date(2026, 11, 26)
LATER = date(2027, 1, 25)


@pytest.mark.parametrize(
    ("last", "renewed", "expected"),
    [
        (None, True, Asked(Deed.ENROL, LATER)),
        (Last(is_left=True), True, Asked(Deed.ENROL, LATER)),
        (Last(is_left=True, is_duty=True), True, Asked(Deed.ENROL, LATER)),
        (Last(is_duty=True, due_on=date(2026, 1, 1)), True, Asked(Deed.NOTHING)),
        (Last(), True, Asked(Deed.NAME, LATER)),
        (Last(due_on=date(2026, 12, 1)), True, Asked(Deed.NAME, date(2026, 12, 1))),
        (Last(due_on=date(2028, 1, 1)), True, Asked(Deed.NAME, LATER)),
        (Last(is_completed=True), True, Asked(Deed.NOTHING)),
        (Last(is_completed=True, renewable_on=date(2026, 12, 1), expires_on=date(2027, 2, 1)), True, Asked(Deed.NOTHING)),
        (Last(is_completed=True, renewable_on=TODAY, expires_on=date(2027, 2, 1)), True, Asked(Deed.RENEW, date(2027, 2, 1))),
        (Last(is_completed=True, renewable_on=date(2026, 1, 1), expires_on=date(2026, 2, 1)), True, Asked(Deed.RENEW, LATER)),
        (Last(is_completed=True, renewable_on=date(2026, 1, 1), expires_on=date(2026, 2, 1)), False, Asked(Deed.NOTHING)),
    ],
)
def test_a_duty_asks_what_is_missing(last, renewed, expected):
    assert asked(last, TODAY, within_days=60, renewed=renewed) == expected


@pytest.fixture
def hr(session):
    return make_person("Hanna Hr", Role.HR)


def on_duty(person, course):
    cycles = select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.course_id == course.id).order_by(Enrolment.cycle)
    found = db.session.scalars(cycles).all()
    return [(one.duty_id is not None, one.due_on) for one in found]


def test_a_duty_reaches_a_post_in_a_department_and_all_below(session, hr):
    city, clerk = make_department("City"), make_post("Clerk")
    parks = make_department("Parks", parent=city)
    trees = make_department("Trees", parent=parks)
    course = open_course()
    inside = make_person(department=trees, post_id=clerk.id)
    others = [make_person(department=city, post_id=clerk.id), make_person(department=trees), make_person(post_id=clerk.id)]
    gone = make_person(department=trees, post_id=clerk.id, active=False)
    set_duty(course, hr, clerk, parks)
    assert keep_duties() == 1
    assert on_duty(inside, course) == [(True, today() + timedelta(days=60))]
    assert all(on_duty(one, course) == [] for one in [*others, gone])


def test_the_job_may_run_twice(session, hr):
    post, course = make_post(), open_course()
    make_person(post_id=post.id)
    set_duty(course, hr, post)
    assert [keep_duties(), keep_duties()] == [1, 0]
    assert session.scalars(select(Notice.kind)).all() == ["duty-begun"]
    assert "By law" in session.scalars(select(Letter)).one().text_body


def test_who_is_on_the_course_keeps_their_own_earlier_day(session, hr):
    post, course = make_post(), open_course()
    ada = make_person(post_id=post.id)
    soon = today() + timedelta(days=5)
    enrolled(ada, course).due_on = soon
    session.commit()
    set_duty(course, hr, post)
    keep_duties()
    assert on_duty(ada, course) == [(True, soon)]


def test_a_duty_is_renewed_before_its_certificate_runs_out(session, hr):
    post = make_post()
    ada = make_person(post_id=post.id)
    with at(datetime(2025, 1, 10, 9, tzinfo=UTC)):
        course = open_course(certificate_months=12, renewal_days=60)
        completed(ada, course)
        set_duty(course, hr, post)
        assert keep_duties() == 0
    with at(datetime(2025, 11, 20, 9, tzinfo=UTC)):
        assert keep_duties() == 1
    assert on_duty(ada, course) == [(False, None), (True, date(2026, 1, 10))]


def test_who_moves_to_another_post_is_released(session, hr):
    post, course = make_post(), open_course()
    ada = make_person(post_id=post.id)
    set_duty(course, hr, post)
    keep_duties()
    db.session.get_one(Person, ada.id).post_id = make_post("Other").id
    session.commit()
    assert keep_duties() == 1
    assert on_duty(ada, course) == [(False, None)]


def test_an_ended_duty_lets_everybody_go(session, hr):
    post, course = make_post(), open_course()
    ada = make_person(post_id=post.id)
    duty_id = set_duty(course, hr, post)
    keep_duties()
    with transaction():
        service.end_duty(db.session.get_one(Duty, duty_id), by=hr)
    keep_duties()
    assert on_duty(ada, course) == [(False, None)]
    assert queries.duties() == []


def test_nobody_leaves_a_duty_or_moves_its_day(session, hr):
    post, course = make_post(), open_course()
    ada = make_person(post_id=post.id)
    set_duty(course, hr, post)
    keep_duties()
    enrolment = session.scalars(select(Enrolment)).one()
    with pytest.raises(enrolling.IsDuty), transaction():
        enrolling.leave(enrolment, by=ada)
    with pytest.raises(enrolling.IsDuty), transaction():
        enrolling.plan(enrolment, today() + timedelta(days=700), by=ada)


@pytest.mark.parametrize(("days", "kind"), [(53, "duty-due-soon"), (60, "duty-due"), (75, "duty-due")])
def test_a_duty_is_reminded_in_its_own_words(session, hr, days, kind):
    post, course = make_post(), open_course()
    make_person(post_id=post.id)
    set_duty(course, hr, post)
    keep_duties()
    with at(now() + timedelta(days=days)):
        remind_of_plans()
    assert set(session.scalars(select(Notice.kind))) == {"duty-begun", kind}


def test_an_overdue_duty_is_reminded_each_week(session, hr):
    post, course = make_post(), open_course()
    make_person(post_id=post.id)
    set_duty(course, hr, post)
    keep_duties()
    for days in (60, 61, 67, 68, 74):
        with at(now() + timedelta(days=days)):
            remind_of_plans()
    assert sorted(session.scalars(select(Notice.kind))) == ["duty-begun", "duty-due", "duty-due", "duty-due"]


@pytest.mark.parametrize("case", ["nobody", "twice", "withdrawn"])
def test_what_makes_no_sense_is_refused(session, hr, case):
    post, course = make_post(), open_course()
    if case == "twice":
        set_duty(course, hr, post)
    if case == "withdrawn":
        session.scalars(select(CourseVersion)).one().state = VersionState.WITHDRAWN
        session.commit()
    refusal = {"nobody": service.NobodyNamed, "twice": service.DutyThere, "withdrawn": service.NotOffered}[case]
    with pytest.raises(refusal):
        set_duty(course, hr, None if case == "nobody" else post)


def test_hr_sets_a_duty_and_reads_how_far_people_are(client, session, hr):
    post, course = make_post("Clerk"), open_course(title="Data protection")
    late, done = make_person("Late Lisa", post_id=post.id), make_person("Done Dora", post_id=post.id)
    completed(done, course)
    client.sign_in(hr)
    assert client.send("/duties/new", course=course.id, post=post.id, department="", within_days=10, renewed="y", reason="By law").status_code == 303
    keep_duties()
    session.scalars(select(Enrolment).where(Enrolment.person_id == late.id)).one().due_on = today() - timedelta(days=1)
    session.commit()
    line = queries.duties()[0]
    assert (line.people, line.done, line.overdue) == (2, 1, 1)
    page = client.get(f"/duties/{line.duty.id}").text
    assert page.index("Late Lisa") < page.index("Done Dora")
    assert "Late Lisa,,P" in client.get(f"/duties/{line.duty.id}/people.csv").text
    asked = client.get(f"/duties/{line.duty.id}/end").text
    assert f"End the duty “{line.title}” for {post.title}" in asked
    assert "1 person has not completed it yet." in asked
    assert client.send(f"/duties/{line.duty.id}/end").status_code == 303
    client.sign_in(late)
    assert "Your duty" in client.get(f"/courses/{course.slug}").text
    assert "a duty of your post" in client.get("/me").text


def test_a_duty_is_set_by_hr_alone(client, session, hr):
    post, course = make_post(), open_course()
    duty_id = set_duty(course, hr, post)
    may = {None: (403, 403), Role.TRAINER: (403, 403), Role.ADMINISTRATOR: (403, 403), Role.AUDITOR: (200, 403), Role.HR: (200, 200)}
    for role, (listed, ended) in may.items():
        client.sign_in(make_person("Somebody", *([role] if role else [])))
        assert client.get("/duties").status_code == listed, role
        assert client.get(f"/duties/{duty_id}/end").status_code == ended, role


def test_the_list_of_duties_asks_as_much_for_one_as_for_ten(client, session, hr, statements):
    client.sign_in(hr)

    def asked_for():
        with statements() as seen:
            client.get("/duties")
        return len(seen)

    set_duty(open_course(), hr, make_post())
    few = asked_for()
    for _number in range(9):
        post = make_post()
        make_person(post_id=post.id)
        set_duty(open_course(), hr, post)
    assert asked_for() == few


def test_the_duties_are_on_the_schedule():
    assert keep_duties in [job.run for job in SCHEDULE]


def test_a_finished_duty_is_not_reminded(session, hr):
    post, course = make_post(), open_course()
    ada = make_person(post_id=post.id)
    set_duty(course, hr, post)
    keep_duties()
    finish(ada, session.scalars(select(Enrolment)).one(), "01-why", "02-how", "03-when")
    with at(now() + timedelta(days=61)):
        assert remind_of_plans() == 0
