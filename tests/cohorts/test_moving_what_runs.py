"""A boot camp that runs is moved: what is over stays, what is to come moves whole."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.cohorts.jobs import calls as jobs
from lms.cohorts.models.cohorts import CohortState
from lms.cohorts.models.timetable import Session
from lms.cohorts.models.work import Extension, Task
from lms.cohorts.queries.dates import is_over
from lms.cohorts.queries.records import occasions
from lms.cohorts.service import planning, rating
from lms.cohorts.service.graduating import TooEarly, refuse_too_early
from lms.cohorts.service.planning import wall_clock
from lms.cohorts.service.rating import NotRatable
from lms.cohorts.service.refusals import CannotBePlanned
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.kit.i18n import format_day
from lms.notices.models import Letter
from lms.people.models import Person, Role
from tests.factories.camps import found
from tests.factories.cohorts import PLAN
from tests.factories.people import make_person
from tests.factories.timetables import make_session, past_session
from tests.factories.work import camp as running_camp_with_work
from tests.factories.work import plan


@pytest.fixture(autouse=True)
def winter():
    with at(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        yield


def test_a_camp_that_runs_is_moved_by_a_month_and_what_is_over_stays(session, client):
    made = running_camp_with_work(plan({"late_days": 0}), 1, began=5, trainer=make_person("Tara", Role.TRAINER))
    over, coming = past_session(made.cohort), make_session(made.cohort, begins_in=timedelta(days=7))
    other = make_session(made.cohort, begins_in=timedelta(days=9))
    before = db.session.scalars(select(Task).where(Task.cohort_id == made.cohort.id).order_by(Task.key)).all()
    given = Extension(task_id=before[0].id, person_id=made.people[0].id, state="given", until=now() + timedelta(days=20))
    passed = Extension(task_id=before[0].id, person_id=made.people[0].id, state="given", until=now() - timedelta(days=1))
    session.add_all([given, passed])
    session.commit()
    dates = {one.key: (one.opens_at, one.due_at) for one in before}
    begins, until, gone, was, ends_on = coming.begins_at, given.until, passed.until, over.begins_at, made.cohort.ends_on
    client.sign_in(made.trainer)
    page = client.get(f"/cohorts/{made.slug}/move").text
    assert "what is over stays as it was" in page
    assert client.send(f"/cohorts/{made.slug}/move", ends_on=(ends_on + timedelta(days=30)).isoformat()).status_code == 303
    session.expire_all()
    cohort = made.cohort
    assert cohort.ends_on == ends_on + timedelta(days=30)
    assert (over.begins_at, passed.until) == (was, gone)
    assert {one.sequence for one in (coming, other)} == {1}, "calendars are updated"
    assert abs(coming.begins_at - begins - timedelta(days=30)) <= timedelta(hours=1)
    assert abs(given.until - until - timedelta(days=30)) <= timedelta(hours=1)
    for task in session.scalars(select(Task).where(Task.cohort_id == cohort.id)):
        opens, due = dates[task.key]
        assert (task.opens_at > opens) == (opens > now()), "what has opened stays open"
        assert (task.due_at > due) == (due > now())
    (letter,) = session.scalars(select(Letter).where(Letter.key.startswith("camp-moved")))
    assert "now ends on" in letter.text_body
    assert "begins" not in letter.text_body


@pytest.mark.parametrize(("too", "now_at"), [({"sessions_too": "y"}, "Library"), ({}, "Town hall")])
def test_another_place_goes_on_to_the_sessions_to_come_that_have_the_old_one(session, client, too, now_at):
    tara = make_person("Tara", Role.TRAINER)
    made = running_camp_with_work(PLAN, 1, began=5, trainer=tara, place="Town hall")
    over, coming, other = past_session(made.cohort), make_session(made.cohort), make_session(made.cohort, place="Museum")
    page, cohort = f"/cohorts/{made.slug}/edit", made.cohort
    shown = {"name": cohort.name, "host": cohort.host_id, "starts_on": cohort.starts_on, "seats": 10, "time_zone": cohort.time_zone, "offer_days": 5}
    until = wall_clock(cohort.apply_until, cohort.time_zone).strftime("%Y-%m-%dT%H:%M")
    assert "1 session has the place" in client.sign_in(tara).get(page).text
    assert client.send(page, **shown, apply_until=until, language="en", place="Library", **too).status_code == 303
    session.expire_all()
    assert [one.place for one in (over, coming, other)] == ["Town hall", now_at, "Museum"]
    assert [one.sequence for one in (over, coming, other)] == [0, int(now_at == "Library"), 0]


def test_a_sprint_that_was_still_to_come_moves_with_the_rest(session, client):
    made = running_camp_with_work(PLAN, 1, began=5, trainer=make_person("Tara", Role.TRAINER))
    starts_on = made.cohort.starts_on
    with transaction():
        planning.move_rest(made.cohort, made.cohort.ends_on + timedelta(days=30), by=db.session.get_one(Person, made.trainer.id))
    days = {one.key: one.begins_on for one in occasions(found(made.cohort)) if one.key.startswith("sprint:")}
    assert days == {"sprint:s1": starts_on, "sprint:s2": starts_on + timedelta(days=44)}
    assert format_day(starts_on + timedelta(days=44)) in client.get(f"/boot-camps/{made.slug}").text
    with at(now() + timedelta(days=20)), pytest.raises(NotRatable):
        rating.rate(found(made.cohort), "sprint:s2", {}, by=made.trainer)


@pytest.mark.parametrize("days", [0, -25, -4000])
def test_what_is_to_come_is_not_moved_into_the_past_or_nowhere(session, days):
    made = running_camp_with_work(PLAN, 1, began=5)
    make_session(made.cohort, begins_in=timedelta(days=2))
    with pytest.raises(CannotBePlanned):
        planning.move_rest(made.cohort, made.cohort.ends_on + timedelta(days=days), by=made.trainer)


def test_a_camp_with_a_session_to_come_does_not_end_and_nobody_graduates(session):
    made = running_camp_with_work(PLAN, 1, began=5)
    late = make_session(made.cohort, begins_in=timedelta(days=60))
    with at(now() + timedelta(days=50)):
        jobs.move_cohorts()
        assert found(made.cohort).cohort.state is CohortState.RUNNING
        assert not is_over(made.cohort)
        with pytest.raises(TooEarly):
            refuse_too_early(found(made.cohort))
    with at(now() + timedelta(days=62)):
        jobs.move_cohorts()
        one = found(made.cohort).cohort
        assert (one.state, one.ends_on) == (CohortState.ENDED, db.session.get_one(Session, late.id).begins_at.date())
