"""Cohorts: planned, changed, moved before they begin, staffed, and going their way by hand and by date."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.cohorts.events import CohortMoved, CohortShifted
from lms.cohorts.jobs import calls as jobs
from lms.cohorts.models.cohorts import Cohort, CohortState, StaffKind
from lms.cohorts.queries import calls
from lms.cohorts.service import planning, running
from lms.cohorts.service.planning import CohortFacts
from lms.cohorts.service.refusals import AddressTaken, CannotBePlanned, NeedsReason, NoSuchStep, NotOnTheStaff, NotReady
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.kit.events import waiting_in
from lms.notices.models import Letter
from lms.people.models import Role
from tests.factories.camps import accepted, applied, camp, found, letters, officer, row, suitable, told
from tests.factories.cohorts import make_programme, seat
from tests.factories.people import make_department, make_person

NOON = datetime.fromisoformat("2027-03-01T12:00")
BEFORE = datetime(2026, 12, 1, 9, tzinfo=UTC)


def facts(**changes):
    given = {"name": "Camp", "host_id": None, "starts_on": date(2027, 3, 15), "seats": 20, "apply_until": NOON, "time_zone": "Europe/Brussels"}
    return CohortFacts(**{**given, **changes, "host_id": changes.get("host_id") or make_department().id})


@pytest.fixture
def trainer(session):
    return make_person("Tara", Role.TRAINER)


@pytest.fixture(autouse=True)
def winter():
    with at(BEFORE):
        yield


def planned(trainer, slug="camp-one", **changes):
    with transaction():
        return planning.plan_cohort(make_programme(), slug, facts(**changes), by=trainer)


def test_whoever_plans_a_cohort_is_its_first_trainer(trainer):
    cohort = planned(trainer)
    one = found(cohort)
    assert (one.trainer_ids, one.cohort.state, one.cohort.ends_on) == ({trainer.id}, CohortState.PLANNED, date(2027, 4, 12))
    assert [move.after for move in calls.moves_of_cohort(cohort.id)] == ["planned"]


def test_the_hour_is_that_of_the_cohorts_clock(trainer):
    assert planned(trainer).apply_until == datetime(2027, 3, 1, 11, tzinfo=UTC)
    assert planned(trainer, "far", time_zone="America/Lima").apply_until == datetime(2027, 3, 1, 17, tzinfo=UTC)


def test_each_cohort_draws_with_a_seed_of_its_own(trainer):
    seeds = {planned(trainer, f"camp-{n}").queue_seed for n in range(4)}
    assert len(seeds) == 4
    assert min(map(len, seeds)) == 32


@pytest.mark.parametrize("slug", ["new", "applications", "With Space", "ümlaut", "", "-x", "a" * 81])
def test_an_address_that_cannot_be_one_is_refused(trainer, slug):
    with pytest.raises(CannotBePlanned):
        planned(trainer, slug)


def test_an_address_is_used_once(trainer):
    planned(trainer)
    with pytest.raises(AddressTaken):
        planned(trainer)


@pytest.mark.parametrize("wrong", [{"apply_until": datetime.fromisoformat("2027-03-15T00:00")}, {"time_zone": "Mars/Olympus"}])
def test_facts_that_contradict_each_other_are_refused(trainer, wrong):
    with pytest.raises(CannotBePlanned):
        planned(trainer, **wrong)


def test_the_database_never_lets_more_seats_be_taken_than_there_are(trainer):
    cohort = planned(trainer, seats=1)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Cohort).where(Cohort.id == cohort.id).values(taken=2))
    db.session.rollback()


def test_before_the_call_everything_may_change(trainer):
    cohort = planned(trainer)
    with transaction():
        planning.edit_cohort(found(cohort).cohort, facts(name="Other", starts_on=date(2027, 4, 5), seats=5), by=trainer)
    one = found(cohort).cohort
    assert (one.name, one.starts_on, one.ends_on, one.seats) == ("Other", date(2027, 4, 5), date(2027, 5, 3), 5)


def opened(trainer, **changes):
    cohort = planned(trainer, **changes)
    with transaction():
        running.open_call(found(cohort), by=trainer)
    return found(cohort).cohort


def test_opening_the_call_makes_the_rows_of_the_plan_in_order(trainer, monkeypatch):
    made = []
    steps = tuple((lambda cohort, plan, *, by, name=name: made.append((name, cohort.slug, plan.title, by.id))) for name in ("sessions", "tasks"))
    monkeypatch.setattr(running, "LAY_OUT", steps)
    cohort = opened(trainer)
    assert cohort.state is CohortState.CALL_OPEN
    assert [one[0] for one in made] == ["sessions", "tasks"]
    assert made[0][1:] == ("camp-one", "Small camp", trainer.id)


def test_a_call_whose_time_is_over_is_not_opened(trainer):
    cohort = planned(trainer)
    with at(datetime(2027, 3, 2, tzinfo=UTC)), pytest.raises(NotReady):
        running.open_call(found(cohort), by=trainer)


def test_a_call_opens_once(trainer):
    cohort = opened(trainer)
    with pytest.raises(NoSuchStep):
        running.open_call(found(cohort), by=trainer)


def test_once_announced_the_start_is_moved_where_everybody_is_told(trainer):
    cohort = opened(trainer)
    with pytest.raises(CannotBePlanned, match="page of its own"):
        planning.edit_cohort(cohort, facts(starts_on=date(2027, 4, 5)), by=trainer)


def test_there_are_never_fewer_seats_than_are_taken_and_offered(session):
    cohort, trainer = camp(seats=4)
    accepted(cohort)
    suitable(cohort)
    one = found(cohort).cohort
    shown = planning.wall_clock(one.apply_until, one.time_zone)
    same = {"starts_on": one.starts_on, "apply_until": shown, "host_id": one.host_id}
    with pytest.raises(CannotBePlanned, match="2 seats"):
        planning.edit_cohort(one, facts(seats=1, **same), by=trainer)
    with transaction():
        planning.edit_cohort(found(cohort).cohort, facts(seats=2, **same), by=trainer)


def test_another_seat_is_offered_at_once(session):
    cohort, trainer = camp(seats=1)
    accepted(cohort)
    waits = suitable(cohort)
    one = found(cohort).cohort
    shown = planning.wall_clock(one.apply_until, one.time_zone)
    with transaction():
        changed = facts(seats=2, starts_on=one.starts_on, apply_until=shown, host_id=one.host_id)
        planning.edit_cohort(found(cohort).cohort, changed, by=trainer)
    assert row(waits).state == "offered"


def test_what_was_closed_by_hand_and_moved_to_an_earlier_day_can_still_be_edited(session):
    cohort, trainer = camp(begins_in=60)
    with transaction():
        running.close_call(found(cohort).cohort, by=trainer)
    with transaction():
        one = found(cohort).cohort
        planning.move_dates(one, one.starts_on - timedelta(days=50), by=trainer)
    one = found(cohort).cohort
    assert planning.wall_clock(one.apply_until, one.time_zone).date() >= one.starts_on
    changed = facts(place="New hall", starts_on=one.starts_on, apply_until=planning.wall_clock(one.apply_until, one.time_zone), host_id=one.host_id)
    with transaction():
        planning.edit_cohort(one, changed, by=trainer)
    assert found(cohort).cohort.place == "New hall"


def test_an_offer_ends_at_the_new_start_and_its_owner_is_told(session):
    cohort, trainer = camp(begins_in=60, offer_days=30, seats=2)
    olu = officer("Olu")
    offered = suitable(cohort, olu)
    with transaction():
        one = found(cohort).cohort
        planning.move_dates(one, one.starts_on - timedelta(days=50), by=trainer)
    one = found(cohort).cohort
    assert planning.wall_clock(row(offered).offer_until, one.time_zone) == datetime.combine(one.starts_on, time())
    assert (told(olu).count("application-offered"), letters(olu).count("camp-offer")) == (2, 2)
    with transaction():
        planning.move_dates(found(cohort).cohort, one.starts_on + timedelta(days=50), by=trainer)
    assert told(olu).count("application-offered") == 2, "nothing to tell where the offer ends before the start"


# --- moved by a month ----------------------------------------------------------------------------------------------------


def test_a_cohort_moved_by_a_month_moves_whole_and_tells_everybody_and_the_house(session):
    cohort, trainer = camp(begins_in=60)
    olu, nia = officer("Olu"), officer("Nia")
    accepted(cohort, olu)
    applied(cohort, nia)
    one = found(cohort).cohort
    before = (one.starts_on, one.ends_on, planning.wall_clock(one.apply_until, one.time_zone))
    db.session.rollback()
    days = planning.move_dates(one, before[0] + timedelta(days=30), by=trainer)
    assert CohortShifted(one.id, 30) in waiting_in(db.session())
    db.session.commit()
    after = found(cohort).cohort
    assert days == 30
    assert (after.starts_on, after.ends_on) == (before[0] + timedelta(days=30), before[1] + timedelta(days=30))
    assert planning.wall_clock(after.apply_until, after.time_zone) == before[2] + timedelta(days=30)
    heard = set(db.session.scalars(select(Letter.person_id).where(Letter.key.startswith("camp-moved"))))
    assert heard == {olu.id, nia.id}


def test_the_hour_on_the_wall_survives_summer_time(trainer):
    cohort = opened(trainer)
    with transaction():
        planning.move_dates(found(cohort).cohort, date(2027, 4, 15), by=trainer)
    assert found(cohort).cohort.apply_until == datetime(2027, 4, 1, 10, tzinfo=UTC)  # noon in Brussels, before and after


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 12, 1), date(2027, 3, 15)])
def test_dates_do_not_move_into_the_past_or_nowhere(trainer, day):
    cohort = planned(trainer)
    with pytest.raises(CannotBePlanned):
        planning.move_dates(found(cohort).cohort, day, by=trainer)


@pytest.mark.parametrize("state", [CohortState.RUNNING, CohortState.ENDED, CohortState.CANCELLED])
def test_what_has_begun_is_not_moved(session, state):
    cohort, trainer = camp(state=state)
    with pytest.raises(NoSuchStep):
        planning.move_dates(found(cohort).cohort, cohort.starts_on + timedelta(days=30), by=trainer)


def test_moving_dates_leaves_a_row(trainer):
    cohort = planned(trainer)
    with transaction():
        planning.move_dates(found(cohort).cohort, date(2027, 4, 15), by=trainer)
    assert ("planned", "planned", "+31") in {(move.before, move.after, move.reason) for move in calls.moves_of_cohort(cohort.id)}


# --- the way -------------------------------------------------------------------------------------------------------------


def test_dates_move_a_cohort_from_call_to_end_once_each(trainer):
    cohort = opened(trainer)
    seen = []
    for moment in ("2027-03-01T10:59", "2027-03-01T11:00", "2027-03-14T22:59", "2027-03-14T23:00", "2027-04-13T00:00"):
        with at(datetime.fromisoformat(f"{moment}+00:00")):
            jobs.move_cohorts()
            jobs.move_cohorts()
        seen.append(found(cohort).cohort.state.value)
    assert seen == ["call_open", "call_closed", "call_closed", "running", "ended"]  # midnight in Brussels is 23:00 in UTC
    assert len(calls.moves_of_cohort(cohort.id)) == 5


def test_each_move_is_told_to_the_house(trainer):
    cohort = planned(trainer)
    db.session.rollback()
    running.open_call(found(cohort), by=trainer)
    assert CohortMoved(cohort.id, "planned", "call_open") in waiting_in(db.session())
    db.session.rollback()


def test_calling_off_needs_a_reason_tells_everybody_and_ends_what_is_open(session):
    cohort, trainer = camp()
    olu, nia = officer("Olu"), officer("Nia")
    accepted(cohort, olu)
    open_ = applied(cohort, nia)
    with pytest.raises(NeedsReason):
        running.cancel(found(cohort).cohort, " ", by=trainer)
    db.session.rollback()
    with transaction():
        running.cancel(found(cohort).cohort, "The trainer fell ill.", by=trainer)
    assert row(open_).state == "lapsed"
    texts = db.session.execute(select(Letter.person_id, Letter.text_body).where(Letter.key.startswith("camp-cancelled"))).all()
    assert {one[0] for one in texts} == {olu.id, nia.id}
    assert all("fell ill" in one[1] for one in texts)
    with pytest.raises(NoSuchStep):
        running.cancel(found(cohort).cohort, "Again.", by=trainer)


# --- staff ---------------------------------------------------------------------------------------------------------------


def test_trainers_need_the_role_and_mentors_do_not(trainer):
    cohort = planned(trainer)
    plain = make_person("Plain")
    with pytest.raises(NotOnTheStaff):
        planning.name_staff(found(cohort).cohort, plain, StaffKind.TRAINER, by=trainer)
    with transaction():
        planning.name_staff(found(cohort).cohort, plain, StaffKind.MENTOR, by=trainer)
    assert found(cohort).staff_ids == {trainer.id, plain.id}
    with pytest.raises(NotOnTheStaff):
        planning.name_staff(found(cohort).cohort, plain, StaffKind.MENTOR, by=trainer)


def test_a_participant_does_not_run_the_camp(session):
    cohort, trainer = camp()
    (olu,) = seat(cohort, [make_person("Olu", Role.TRAINER)])
    with pytest.raises(NotOnTheStaff):
        planning.name_staff(found(cohort).cohort, olu, StaffKind.TRAINER, by=trainer)


def test_the_last_trainer_stays(trainer):
    cohort = planned(trainer)
    with pytest.raises(NotOnTheStaff, match="another one first"):
        planning.remove_staff(found(cohort).cohort, trainer.id, by=trainer)
    second = make_person("Second", Role.TRAINER)
    with transaction():
        planning.name_staff(found(cohort).cohort, second, StaffKind.TRAINER, by=trainer)
    with transaction():
        planning.remove_staff(found(cohort).cohort, trainer.id, by=second)
    assert found(cohort).staff_ids == {second.id}


