"""Timetables: laid out from a plan, moved, changed by trainers."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.cohorts import hours
from lms.cohorts.events import CohortMoved
from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.models.timetable import Presence, Session
from lms.cohorts.programme_files.shapes import SessionPlan
from lms.cohorts.queries import timetable as queries
from lms.cohorts.service.attendance import noting
from lms.cohorts.service.timetable import changing, laying_out
from lms.cohorts.service.timetable.changing import Wanted
from lms.cohorts.service.timetable.refusals import (
    CohortOver,
    EndsTooEarly,
    InThePast,
    NothingToMove,
    NoWhere,
    ReasonNeeded,
    SessionCancelled,
    SessionHeld,
    SessionOver,
)
from lms.kit.clock import at, now
from lms.kit.db import db, publish, transaction
from lms.people.models import Person, Role
from tests.factories.cohorts import PLAN, make_cohort, seat
from tests.factories.people import make_person
from tests.factories.timetables import give_up, make_session, past_session, running_session

MARCH = datetime(2026, 3, 1, 9, tzinfo=UTC)


def plan_of(*sessions):
    return replace(PLAN, sessions=tuple(sessions))


def planned(key, day, at_, minutes=90):
    return SessionPlan(key, "s1", key.title(), day, at_, minutes, True, "")


def sessions_of(cohort):
    return db.session.scalars(select(Session).where(Session.cohort_id == cohort.id).order_by(Session.begins_at)).all()


def lay_out(cohort, plan=PLAN, by=None):
    with transaction():
        return laying_out.lay_out(db.session.get_one(Cohort, cohort.id), plan, by=by)


def wanted(**facts):
    day = (now() + timedelta(days=10)).date()
    given = {"title": "Visit", "day": day, "begins": time(10), "ends": time(12), "place": "Library", "link": "", "mandatory": True, "summary": ""}
    return Wanted(**{**given, **facts})


@pytest.fixture
def trainer(session):
    return make_person("Theo Trainer", Role.TRAINER)


@pytest.fixture
def cohort(trainer):
    return make_cohort(trainer=trainer, place="Town hall", link="https://meet.city.test/room")


def test_days_of_the_plan_become_instants_by_the_clock_of_the_cohort(session):
    cohort = make_cohort(starts_on=date(2026, 3, 28), ends_on=date(2026, 4, 28), place="Town hall")
    lay_out(cohort, plan_of(planned("saturday", 0, time(10)), planned("sunday", 1, time(10))))
    saturday, sunday = sessions_of(cohort)
    assert (saturday.begins_at.hour, sunday.begins_at.hour) == (9, 8)
    assert [hours.span(one.begins_at, one.ends_at, cohort.time_zone) for one in (saturday, sunday)] == ["10:00–11:30"] * 2
    assert saturday.place == "Town hall"


def test_laying_out_twice_changes_nothing_that_a_trainer_changed(cohort, trainer):
    assert lay_out(cohort).sessions == 3
    first = sessions_of(cohort)[0]
    first.title = "Kick-off with the mayor"
    db.session.commit()
    assert lay_out(cohort).sessions == 0
    assert [one.title for one in sessions_of(cohort)] == ["Kick-off with the mayor", "Half-way", "Final day"]


@pytest.mark.parametrize(
    ("day", "hour", "begins", "sentence"),
    [
        (date(2026, 3, 29), time(2, 30), "03:30", "On 29 March 2026 the clock is put forward over 02:30, so the session is at 03:30."),
        (date(2026, 10, 25), time(2, 30), "02:30", "On 25 October 2026 the clock shows 02:30 twice; the first of the two is meant."),
    ],
)
def test_an_hour_that_the_clock_skips_or_repeats_is_said(session, day, hour, begins, sentence):
    cohort = make_cohort(starts_on=day, ends_on=day + timedelta(days=28))
    laid = lay_out(cohort, plan_of(planned("night", 0, hour)))
    (one,) = sessions_of(cohort)
    assert laid.notes == (sentence,)
    assert f"{hours.wall(one.begins_at, cohort.time_zone):%H:%M}" == begins
    assert one.ends_at - one.begins_at == timedelta(minutes=90)


def test_a_cohort_moved_by_a_month_keeps_the_hours_on_the_wall(session, trainer):
    with at(MARCH):
        cohort = make_cohort(starts_on=date(2026, 3, 10), ends_on=date(2026, 4, 10))
        lay_out(cohort, plan_of(planned("winter", 0, time(10)), planned("summer", 25, time(10))))
        with transaction():
            laid = laying_out.shift(db.session.get_one(Cohort, cohort.id), 28, by=db.session.get_one(Person, trainer.id))
        assert laid.sessions == 2
        first, second = sessions_of(cohort)
        assert (first.begins_at, second.begins_at) == (datetime(2026, 4, 7, 8, tzinfo=UTC), datetime(2026, 5, 2, 8, tzinfo=UTC))
        assert {one.sequence for one in (first, second)} == {1}
        assert {one.ends_at - one.begins_at for one in (first, second)} == {timedelta(minutes=90)}


def test_what_is_over_or_cancelled_does_not_move(cohort, trainer):
    over, cancelled = past_session(cohort), make_session(cohort, cancelled_at=now())
    coming = make_session(cohort)
    before = {one.id: one.begins_at for one in (over, cancelled, coming)}
    with transaction():
        laying_out.shift(db.session.get_one(Cohort, cohort.id), 28, by=trainer)
    moved = {one.id for one in sessions_of(cohort) if one.begins_at != before[one.id]}
    assert moved == {coming.id}


@pytest.mark.parametrize("days", [0, -30])
def test_a_move_that_is_none_or_leads_into_the_past_is_refused(cohort, trainer, days):
    make_session(cohort)
    with pytest.raises((NothingToMove, InThePast)), transaction():
        laying_out.shift(db.session.get_one(Cohort, cohort.id), days, by=trainer)
    assert {one.sequence for one in sessions_of(cohort)} == {0}


def test_nothing_to_move_is_said(cohort, trainer):
    with pytest.raises(NothingToMove), transaction():
        laying_out.shift(db.session.get_one(Cohort, cohort.id), 7, by=trainer)


def test_a_session_added_by_hand_stands_in_the_timetable(cohort, trainer):
    with transaction():
        settled = changing.add(db.session.get_one(Cohort, cohort.id), wanted(), by=trainer)
    assert [one.id for one in sessions_of(cohort)] == [settled.session.id]
    assert sessions_of(cohort)[0].key.startswith("by-hand-")


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"place": "", "link": ""}, NoWhere),
        ({"ends": time(10)}, EndsTooEarly),
        ({"ends": time(9)}, EndsTooEarly),
        ({"day": date(2020, 1, 1)}, InThePast),
    ],
)
def test_a_session_that_cannot_be_is_refused(cohort, trainer, facts, refusal):
    with pytest.raises(refusal), transaction():
        changing.add(db.session.get_one(Cohort, cohort.id), wanted(**facts), by=trainer)
    assert not sessions_of(cohort)


@pytest.mark.parametrize("state", [CohortState.ENDED, CohortState.CANCELLED])
def test_a_boot_camp_that_is_over_gets_no_more_sessions(cohort, trainer, state):
    cohort.state = state
    db.session.commit()
    with pytest.raises(CohortOver), transaction():
        changing.add(db.session.get_one(Cohort, cohort.id), wanted(), by=trainer)


def as_it_is(one, cohort, **facts):
    begins, ends = (hours.wall(moment, cohort.time_zone) for moment in (one.begins_at, one.ends_at))
    same = {name: getattr(one, name) for name in ("title", "place", "link", "mandatory", "summary")}
    return Wanted(**{**same, "day": begins.date(), "begins": begins.time(), "ends": ends.time(), **facts})


@pytest.fixture
def coming(cohort):
    noon = datetime.combine((now() + timedelta(days=9)).date(), time(12), UTC)
    return make_session(cohort, begins_in=noon - now())


def change(one, cohort, trainer, **facts):
    with transaction():
        one, cohort = db.session.get_one(Session, one.id), db.session.get_one(Cohort, cohort.id)
        return changing.change(one, cohort, as_it_is(one, cohort, **facts), by=trainer)


@pytest.mark.parametrize(
    "facts",
    [{"title": "Start"}, {"place": "Library"}, {"link": "https://x.test"}, {"mandatory": False}, {"ends": time(23, 45)}, {"begins": time(0, 15)}],
)
def test_a_change_that_participants_must_know_raises_the_sequence(cohort, coming, trainer, facts):
    assert change(coming, cohort, trainer, **facts).told
    assert db.session.get_one(Session, coming.id).sequence == 1
    assert now() - db.session.get_one(Session, coming.id).changed_at < timedelta(minutes=1)


@pytest.mark.parametrize("facts", [{}, {"summary": "Bring a pen."}])
def test_a_change_that_they_need_not_know_does_not(cohort, coming, trainer, facts):
    assert not change(coming, cohort, trainer, **facts).told
    assert db.session.get_one(Session, coming.id).sequence == 0


def test_a_session_is_cancelled_once_and_with_a_reason(coming, trainer):
    def cancel(why):
        with transaction():
            changing.cancel(db.session.get_one(Session, coming.id), why, by=trainer)

    with pytest.raises(ReasonNeeded):
        cancel("  ")
    cancel("The trainer is ill.")
    one = db.session.get_one(Session, coming.id)
    assert (one.sequence, one.cancelled_why) == (1, "The trainer is ill.")
    with pytest.raises(SessionCancelled):
        cancel("Again.")


@pytest.mark.parametrize("came", ["closed", "noted"])
def test_a_session_that_has_attendance_is_not_moved_and_its_words_still_change(cohort, trainer, came):
    with at(now().replace(hour=12)):  # a session of the late evening would end after midnight, which none may
        (ada,) = seat(cohort, 1)
        one = running_session(cohort, minutes_ago=5)
        with transaction():
            if came == "closed":
                noting.close(one.id, by=trainer)
            else:
                noting.note(one.id, {ada.id: Presence.LATE}, by=trainer)
        one = db.session.get_one(Session, one.id)
        with pytest.raises(SessionHeld):
            change(one, cohort, trainer, day=(now() + timedelta(days=7)).date())
        db.session.rollback()
        change(db.session.get_one(Session, one.id), cohort, trainer, place="Hall 2")
        assert db.session.get_one(Session, one.id).place == "Hall 2"


def test_a_session_from_which_somebody_is_excused_can_be_moved(cohort, coming, trainer):
    (ada,) = seat(cohort, 1)
    with transaction():
        noting.note(coming.id, {ada.id: Presence.EXCUSED}, by=trainer)
    change(coming, cohort, trainer, day=(now() + timedelta(days=20)).date())


def test_a_cancelled_session_is_changed_no_more(cohort, trainer):
    one = make_session(cohort, cancelled_at=now())
    with pytest.raises(SessionCancelled):
        change(one, cohort, trainer, title="x")


def test_a_session_that_is_over_stays_as_it_was(cohort, trainer):
    one = past_session(cohort)
    with pytest.raises(SessionOver):
        change(one, cohort, trainer, title="x")
    with pytest.raises(SessionOver), transaction():
        changing.cancel(db.session.get_one(Session, one.id), "Why not.", by=trainer)


def test_a_session_is_not_moved_into_the_past(cohort, coming, trainer):
    with pytest.raises(InThePast):
        change(coming, cohort, trainer, day=date(2020, 1, 1))


def test_a_cancelled_boot_camp_calls_off_what_is_to_come(cohort):
    over, coming = past_session(cohort), make_session(cohort)
    with transaction():
        publish(CohortMoved(cohort.id, "running", "cancelled"))
    cancelled = {one.id: one.cancelled_why for one in sessions_of(cohort) if one.cancelled_at}
    assert cancelled == {coming.id: "The boot camp was cancelled."}
    assert over.id not in cancelled


@pytest.mark.parametrize("after", ["running", "ended", "call_open"])
def test_any_other_move_of_a_cohort_leaves_its_sessions_alone(cohort, after):
    make_session(cohort)
    with transaction():
        publish(CohortMoved(cohort.id, "planned", after))
    assert not any(one.cancelled_at for one in sessions_of(cohort))


def test_the_deeds_of_trainers_are_in_the_audit_trail(cohort, coming, trainer):
    change(coming, cohort, trainer, title="Start")
    deeds = db.session.scalars(select(AuditEntry.deed).where(AuditEntry.thing_kind == "session")).all()
    assert deeds == ["changed"]


def test_the_next_session_is_the_first_that_has_not_ended(cohort):
    (ada,) = seat(cohort, 1)
    past_session(cohort)
    make_session(cohort, "Cancelled", begins_in=timedelta(hours=1), cancelled_at=now())
    make_session(cohort, "Next week")
    assert queries.next_session_of(ada.id).session.title == "Next week"
    running_session(cohort, "Just now")
    assert queries.next_session_of(ada.id).session.title == "Just now"


def test_who_has_no_place_has_no_sessions(cohort):
    ada, bo = seat(cohort, 2)
    make_session(cohort)
    give_up(cohort, ada)
    assert queries.next_session_of(ada.id) is None
    assert queries.next_session_of(bo.id) is not None


def test_trainers_have_the_sessions_of_their_cohorts(cohort, trainer):
    make_session(cohort)
    assert len(queries.my_sessions(trainer.id)) == 1


def test_one_is_in_several_cohorts(cohort):
    (ada,) = seat(cohort, 1)
    other = make_cohort()
    seat(other, [ada])
    make_session(cohort, "Here"), make_session(other, "There", begins_in=timedelta(days=1))
    assert [one.session.title for one in queries.my_sessions(ada.id)] == ["There", "Here"]


def test_a_long_timetable_costs_as_many_statements_as_a_short_one(client, cohort, statements):
    (ada,) = seat(cohort, 1)
    client.sign_in(ada)
    counts = []
    for number in range(1, 21):
        make_session(cohort, begins_in=timedelta(days=number))
        if number in (1, 20):
            with statements() as seen:
                assert client.get(f"/cohorts/{cohort.slug}/timetable").status_code == 200
            counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_the_share_counts_closed_mandatory_sessions_and_no_excuses(cohort, trainer, statements):
    people = seat(cohort, 3)
    ada, bo, cy = people
    for mandatory, closed, given in [
        (True, True, (Presence.PRESENT, Presence.LATE, Presence.ABSENT)),
        (True, True, (Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT)),
        (False, True, (Presence.ABSENT, Presence.ABSENT, Presence.PRESENT)),
        (True, False, (Presence.ABSENT, Presence.ABSENT, Presence.PRESENT)),
    ]:
        one = past_session(cohort, mandatory=mandatory)
        with transaction():
            noting.note(one.id, {person.id: how for person, how in zip(people, given, strict=True)}, by=trainer)
        if closed:
            with transaction():
                noting.close(one.id, by=trainer)
    expected, cohort_id = {ada.id: (2, 2), bo.id: (1, 1), cy.id: (0, 2)}, cohort.id
    with statements() as seen:
        assert queries.attendance_share(cohort_id) == expected
    assert len(seen) == 1
