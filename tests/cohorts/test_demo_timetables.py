"""The demo city's boot camps meet."""

from datetime import timedelta

from sqlalchemy import func, select, update

from lms.cohorts.models.cohorts import CohortState, Place
from lms.cohorts.models.timetable import Attendance, Session
from lms.demo import timetables
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.people.models import Role
from tests.factories.cohorts import make_cohort, seat
from tests.factories.people import make_person


def test_a_boot_camp_of_the_demo_city_has_met_and_will_meet(session):
    cohort = make_cohort(trainer=make_person("Theo", Role.TRAINER), begins_in=-15, state=CohortState.RUNNING, place="Town hall")
    people = seat(cohort, 6)
    with transaction():
        db.session.execute(update(Place).values(taken_at=now() - timedelta(days=40)))
    counts = timetables.keep()
    assert counts["sessions"] == 3
    closed = db.session.scalars(select(Session).where(Session.closed_at.is_not(None))).all()
    assert [one.title for one in closed] == ["Kick-off", "Half-way"]
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 2 * len(people)
    assert timetables.keep()["sessions"] == 0


def test_a_city_without_boot_camps_is_left_alone(session):
    assert not timetables.keep()["sessions"]
