"""The plan becomes tasks and courses with dates, once; it moves with the cohort, and whoever takes a place learns its courses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms.cohorts.events import PlaceGivenUp, PlaceTaken
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.work import CohortCourse, HandInMember, Task
from lms.cohorts.programme_files.shapes import CoursePlan
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.queries.records import records
from lms.cohorts.queries.tasks import team_of
from lms.cohorts.service.work import lay_out, shift
from lms.kit.clock import now
from lms.kit.db import db as database
from lms.kit.db import publish, transaction
from lms.learning.models import Enrolment
from lms.people.models import Person
from tests.factories.cohorts import PLAN, make_cohort, seat
from tests.factories.learning import completed, enrolled, open_course
from tests.factories.people import make_person
from tests.factories.work import camp, hand_in, team_up

COURSES = (CoursePlan("open-data", "s1", 7, True), CoursePlan("not-there", "s1", 9, True))
START = date(2026, 10, 20)


def laid_out(spec=PLAN, people=0, **facts):
    trainer = make_person("Tara Trainer")
    cohort = make_cohort(spec, trainer=trainer, **{"starts_on": START, "ends_on": date(2026, 11, 17), **facts})
    seat(cohort, people) if people else None
    with transaction():
        found = cohort_at_hand(cohort.slug)
        made = lay_out(found.cohort, found.plan, by=database.session.get_one(Person, trainer.id))
    return cohort.slug, trainer, made


def tasks(session, slug):
    cohort = cohort_at_hand(slug).cohort
    return {task.key: task for task in session.scalars(select(Task).where(Task.cohort_id == cohort.id))}


def test_tasks_have_the_hours_of_the_cohorts_own_clock(session):
    slug, _trainer, made = laid_out()
    rows = tasks(session, slug)
    assert made.tasks == 3
    assert rows["note"].due_at == datetime(2026, 10, 30, 17, tzinfo=UTC)  # 18:00 in Brussels, after the clocks went back
    assert rows["note"].opens_at == datetime(2026, 10, 19, 22, tzinfo=UTC)
    assert [(rows[key].position, rows[key].kind) for key in ("draft", "final")] == [(1, "phase"), (2, "phase")]
    assert rows["note"].rubric["revision"] == 1


def test_laying_out_twice_changes_nothing_and_keeps_what_was_edited(session):
    slug, trainer, _made = laid_out()
    with transaction():
        tasks(session, slug)["note"].title = "Edited"
    with transaction():
        found = cohort_at_hand(slug)
        again = lay_out(found.cohort, found.plan, by=database.session.get_one(Person, trainer.id))
    assert (again.tasks, again.courses) == (0, 0)
    assert tasks(session, slug)["note"].title == "Edited"


def test_courses_that_are_not_published_are_told(session):
    course = open_course("open-data")
    _slug, _trainer, made = laid_out(replace(PLAN, courses=COURSES))
    assert (made.courses, made.not_published) == (1, ("not-there",))
    assert session.scalars(select(CohortCourse.course_id)).one() == course.id


def test_whoever_takes_a_place_is_enrolled_by_the_cohorts_date_once(session):
    open_course("open-data")
    slug, _trainer, _made = laid_out(replace(PLAN, courses=COURSES), starts_on=date(2030, 5, 1), ends_on=date(2030, 6, 1))
    cohort = cohort_at_hand(slug).cohort
    (person,) = seat(cohort, 1)
    place = session.scalars(select(Place).where(Place.person_id == person.id)).one()
    for _time in range(2):
        with transaction():
            publish(PlaceTaken(place.id, cohort.id, person.id))
    assert session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one().due_on == date(2030, 5, 8)


def test_an_earlier_plan_of_ones_own_stays_and_what_was_completed_counts(session):
    course = open_course("open-data")
    early, done = make_person("Early"), make_person("Done")
    enrolled(early, course).due_on = date(2030, 1, 1)
    session.commit()
    completed(done, course)
    slug, _trainer, _made = laid_out(replace(PLAN, courses=COURSES), people=[early, done], starts_on=date(2030, 5, 1), ends_on=date(2030, 6, 1))
    assert session.scalars(select(Enrolment).where(Enrolment.person_id == early.id)).one().due_on == date(2030, 1, 1)
    completed_by = {one.person.id: [each.completed for each in one.courses if each.mandatory] for one in records(cohort_at_hand(slug), now())}
    assert (completed_by[early.id], completed_by[done.id]) == ([False], [True])


def test_a_place_given_up_leaves_the_team_and_changes_nothing_of_what_was_learnt_or_handed_in(session):
    course = open_course("open-data")
    made = camp(replace(PLAN, courses=COURSES[:1], assignments=(replace(PLAN.assignments[0], by_team=True),)), people=2)
    team_up(made, made.people)
    hand_in_id = hand_in(made, made.people[0])
    leaver, cohort_id = made.people[1], made.cohort.id
    place = session.scalars(select(Place).where(Place.person_id == leaver.id)).one()
    with transaction():
        place.state = PlaceState.GIVEN_UP
        publish(PlaceGivenUp(place.id, cohort_id, leaver.id))
    assert team_of(cohort_id, leaver.id) is None
    members = session.scalars(select(HandInMember.person_id).where(HandInMember.hand_in_id == hand_in_id))
    assert set(members) == {one.id for one in made.people}
    assert session.scalar(select(func.count()).select_from(Enrolment).where(Enrolment.person_id == leaver.id, Enrolment.course_id == course.id)) == 1


@pytest.mark.parametrize("days", [30, -7])
def test_a_cohort_that_moves_takes_its_work_along_at_the_same_hour(session, days):
    course = open_course("open-data")
    slug, trainer, _made = laid_out(replace(PLAN, courses=COURSES), people=2, starts_on=date(2030, 10, 15), ends_on=date(2030, 11, 12))
    own = session.scalars(select(Enrolment).where(Enrolment.course_id == course.id)).first()
    own.due_on = date(2030, 9, 1)
    session.commit()
    before = tasks(session, slug)["note"].due_at
    with transaction():
        shift(cohort_at_hand(slug).cohort, days, by=database.session.get_one(Person, trainer.id))
    after = tasks(session, slug)["note"].due_at
    assert (after.astimezone().date() - before.astimezone().date()).days == days
    assert after.hour == (17 if after.date() > date(2030, 10, 27) else 16)
    plans = sorted(session.scalars(select(Enrolment.due_on).where(Enrolment.course_id == course.id)))
    assert plans == [date(2030, 9, 1), date(2030, 10, 22) + timedelta(days=days)]
