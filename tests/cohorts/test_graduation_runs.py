"""Many graduate in one go: whatever happens in between, each once."""

import pytest
from sqlalchemy import delete, select

from lms.cohorts.jobs import ending as jobs
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.ending import (
    GraduationDecision,
    GraduationRun,
    GraduationRunItem,
    ItemState,
)
from lms.cohorts.models.timetable import Attendance
from lms.cohorts.queries import ending as queries
from lms.cohorts.service import graduating, runs
from lms.competency.models import Evidence
from lms.credentials.models import Certificate
from lms.kit.db import db, transaction
from lms.notices.models import Letter
from tests.factories.competences import digcomp
from tests.factories.graduations import all_but_one, run_all, state
from tests.factories.looking import count, told
from tests.factories.running_camps import found_of, place_of, ready_camp
from tests.factories.work import me


@pytest.fixture
def frameworks(session):
    digcomp()


@pytest.fixture
def camp(session):
    return all_but_one()


def test_all_who_meet_the_rule_graduate_in_one_go_and_nobody_else(camp):
    cohort, trainer, (ada, ben, cem) = camp
    run_id = run_all(cohort, trainer)
    assert [state(cohort, one) for one in (ada, ben, cem)] == [PlaceState.GRADUATED, PlaceState.GRADUATED, PlaceState.HELD]
    run = db.session.get_one(GraduationRun, run_id)
    assert (run.total, run.done, run.failed, run.finished_at is not None) == (2, 2, 0, True)
    assert sorted(number[-6:] for number in db.session.scalars(select(Certificate.number))) == ["000001", "000002"]
    assert told("graduation-run-done") == ["Tara Trainer"]
    with pytest.raises(runs.NobodyMeets):
        run_all(cohort, trainer)


def test_a_long_run_goes_on_in_the_job_and_twice_is_once(frameworks, monkeypatch):
    monkeypatch.setattr(runs.go_on, "__kwdefaults__", {"at_most": 2})
    cohort, trainer, _people = ready_camp(5)
    run_id = run_all(cohort, trainer)
    run = db.session.get_one(GraduationRun, run_id)
    assert (run.done, run.finished_at) == (2, None)
    with pytest.raises(runs.RunGoesOn):
        run_all(cohort, trainer)
    assert (jobs.graduate_on(), jobs.graduate_on()) == (1, 0)
    assert (count(Certificate), count(Evidence), told("graduation-run-done")) == (5, 5, ["Tara Trainer"])


class Killed(BaseException):
    pass


def test_a_run_that_was_killed_in_the_middle_goes_on_and_does_nothing_twice(frameworks, monkeypatch):
    monkeypatch.setattr(runs.go_on, "__kwdefaults__", {"at_most": 2})
    cohort, trainer, _people = ready_camp(6)
    run_all(cohort, trainer)
    real, calls = graduating._publish_graduates, []

    def dying(places):
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        real(places)

    monkeypatch.setattr(graduating, "_publish_graduates", dying)
    with pytest.raises(Killed):
        jobs.graduate_on()
    run = db.session.scalars(select(GraduationRun)).one()
    assert (run.done, count(Certificate)) == (4, 4)  # the batch that was under way left nothing
    monkeypatch.setattr(graduating, "_publish_graduates", real)
    jobs.graduate_on()
    assert (count(Certificate), count(GraduationDecision), count(Letter)) == (6, 6, 6)
    assert sorted(int(number[-6:]) for number in db.session.scalars(select(Certificate.number))) == [1, 2, 3, 4, 5, 6]


def test_one_whose_certificate_is_refused_does_not_hold_the_others_up(frameworks, monkeypatch):
    monkeypatch.setattr(runs.go_on, "__kwdefaults__", {"at_most": 1})
    cohort, trainer, _people = ready_camp(4)
    run_all(cohort, trainer)
    spoilt = db.session.scalars(
        select(GraduationRunItem.place_id).where(GraduationRunItem.state == ItemState.WAITING).order_by(GraduationRunItem.id)
    ).first()
    monkeypatch.setattr(runs.go_on, "__kwdefaults__", {"at_most": 50})
    earned = queries._earned
    monkeypatch.setattr(queries, "_earned", lambda one: one.record.place.id != spoilt and earned(one))
    jobs.graduate_on()
    run = db.session.scalars(select(GraduationRun)).one()
    assert (run.done, run.failed, run.finished_at is not None) == (3, 1, True)
    (failure,) = queries.failures(run)
    assert failure.place_id == spoilt
    assert "not met" in failure.fault
    assert db.session.get_one(Place, spoilt).state is PlaceState.HELD


def test_whoever_gave_the_place_up_or_fell_below_the_rule_meanwhile_fails_with_the_reason(frameworks, monkeypatch):
    cohort, trainer, (ada, ben, _cem) = ready_camp()
    with transaction():
        run_id = runs.begin(found_of(cohort), by=me(trainer)).id
    place_of(cohort, ada).state = PlaceState.GIVEN_UP
    db.session.execute(delete(Attendance).where(Attendance.person_id == ben.id))
    db.session.commit()
    with transaction():
        runs.go_on(run_id)
    run = db.session.get_one(GraduationRun, run_id)
    assert (run.done, run.failed) == (1, 2)
    assert {item.fault.split(".")[0] for item in queries.failures(run)} == {
        "The place was given up meanwhile",
        "That is not what the graduation rule says",
    }
