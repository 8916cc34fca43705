"""Attendance by hand and by code: who may, when, once, and what is asked of who was not there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.cohorts import codes
from lms.cohorts.jobs.timetable import close_sessions
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.queries import attendance as queries
from lms.cohorts.queries.timetable import attendance_share, session_at_hand
from lms.cohorts.service.attendance import entering, noting
from lms.cohorts.service.attendance.refusals import (
    AlreadyClosed,
    NoSessionNow,
    NoSuchSession,
    NotAParticipant,
    NotedOtherwise,
    NothingToExplain,
    NotYet,
    WrongCode,
)
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.notices.models import Letter, Notice
from lms.people.models import Role
from tests.factories.cohorts import make_cohort, seat
from tests.factories.people import make_person
from tests.factories.timetables import give_up, make_session, past_session, running_session

SECRET = b"a secret of tests"
P = Presence


@pytest.fixture
def trainer(session):
    return make_person("Theo Trainer", Role.TRAINER)


@pytest.fixture
def cohort(trainer):
    return make_cohort(trainer=trainer, seats=60)


@pytest.fixture
def people(cohort):
    return seat(cohort, 4)


def note(one, given, by):
    with transaction():
        return noting.note(one.id, {person.id: how for person, how in given.items()}, by=by)


def close(one, by=None):
    with transaction():
        return noting.close(one.id, by=by)


def noted(one):
    return {row.person_id: row.presence for row in db.session.scalars(select(Attendance).where(Attendance.session_id == one.id))}


def shown(one, moment=None):
    return codes.code(SECRET, one.id, codes.period_of(moment or now()))


def enter(typed, person):
    with transaction():
        return entering.enter(typed, secret=SECRET, by=person)


def told(kind):
    return [one.person_id for one in db.session.scalars(select(Notice).where(Notice.kind == kind))]


# ── by hand ──────────────────────────────────────────────


def test_a_trainer_notes_how_people_attended(cohort, people, trainer):
    one = running_session(cohort)
    assert note(one, dict(zip(people, P, strict=True)), trainer) == 4
    assert noted(one) == {person.id: how for person, how in zip(people, P, strict=True)}


def test_only_what_differs_is_written_again(cohort, people, trainer):
    one = running_session(cohort)
    note(one, dict.fromkeys(people, P.PRESENT), trainer)
    assert note(one, {**dict.fromkeys(people, P.PRESENT), people[0]: P.LATE}, trainer) == 1


def test_all_others_are_noted_as_present_in_one_press_and_exceptions_stay(cohort, people, trainer):
    one = running_session(cohort)
    note(one, {people[0]: P.EXCUSED}, trainer)
    with transaction():
        assert noting.note_all_present(one.id, by=trainer) == 3
    assert noted(one)[people[0].id] is P.EXCUSED
    with transaction():
        assert noting.note_all_present(one.id, by=trainer) == 0


def test_attendance_opens_a_quarter_of_an_hour_before_but_excuses_may_come_earlier(cohort, people, trainer):
    tomorrow = make_session(cohort, begins_in=timedelta(days=1))
    with pytest.raises(NotYet):
        note(tomorrow, {people[0]: P.PRESENT}, trainer)
    assert note(tomorrow, {people[0]: P.EXCUSED}, trainer) == 1
    assert told("session-excused") == [people[0].id]
    assert note(make_session(cohort, begins_in=timedelta(minutes=14)), {people[0]: P.PRESENT}, trainer) == 1


def test_only_participants_are_noted(cohort, people, trainer):
    one = running_session(cohort)
    give_up(cohort, people[0])
    for stranger in (people[0], make_person("Otto Other")):
        with pytest.raises(NotAParticipant):
            note(one, {stranger: P.PRESENT}, trainer)


def test_a_cancelled_session_has_no_attendance(cohort, people, trainer):
    one = running_session(cohort, cancelled_at=now())
    for deed in (lambda: note(one, {people[0]: P.PRESENT}, trainer), lambda: close(one, trainer), lambda: enter(shown(one), people[0])):
        with pytest.raises((NoSuchSession, NoSessionNow)):
            deed()


# ── closing ──────────────────────────────────────────────


def test_whoever_is_not_noted_when_it_closes_was_absent_and_is_asked_why(cohort, people, trainer):
    one = running_session(cohort)
    note(one, {people[0]: P.PRESENT, people[1]: P.EXCUSED}, trainer)
    assert close(one, trainer) == 2
    assert [noted(one)[person.id] for person in people] == [P.PRESENT, P.EXCUSED, P.ABSENT, P.ABSENT]
    assert set(told("session-missed")) == {people[2].id, people[3].id}
    letter = db.session.scalars(select(Letter).where(Letter.person_id == people[2].id)).one()
    assert "We hope that all is well." in letter.text_body


def test_a_session_is_closed_once(cohort, people, trainer):
    one = running_session(cohort)
    close(one, trainer)
    with pytest.raises(AlreadyClosed):
        close(one, trainer)
    assert len(told("session-missed")) == 4


def test_a_session_that_has_not_begun_is_not_closed(cohort, people, trainer):
    with pytest.raises(NotYet):
        close(make_session(cohort), trainer)


def test_who_came_to_the_cohort_later_did_not_miss_what_was_before(cohort, people, trainer):
    one = past_session(cohort)
    (late,) = seat(cohort, 1)
    assert close(one, trainer) == 4
    assert late.id not in noted(one)


def test_the_house_closes_what_nobody_closed_a_day_later(cohort, people, trainer):
    one, cancelled = past_session(cohort, days_ago=2), past_session(cohort, days_ago=4, cancelled_at=now())
    fresh = running_session(cohort)
    for session in (one, fresh):
        note(session, {people[0]: P.PRESENT}, trainer)
    assert [close_sessions(), close_sessions()] == [1, 0]
    db.session.expire_all()
    assert db.session.get_one(Session, one.id).closed_at is not None
    assert {db.session.get_one(Session, other.id).closed_at for other in (fresh, cancelled)} == {None}


def test_a_session_of_which_nobody_is_noted_is_first_brought_to_mind(cohort, people, trainer):
    one = past_session(cohort, days_ago=2)
    note(one, {people[0]: P.EXCUSED}, trainer)
    assert [close_sessions(), close_sessions()] == [0, 0]
    assert told("attendance-waits") == [trainer.id]
    assert told("session-missed") == []
    with at(now() + timedelta(days=2)):
        assert close_sessions() == 1
    assert len(told("session-missed")) == 3


def test_corrections_after_the_close_are_audited_and_those_before_are_not(cohort, people, trainer):
    one = running_session(cohort)
    note(one, {people[0]: P.PRESENT}, trainer)
    note(one, {people[0]: P.LATE}, trainer)
    close(one, trainer)
    note(one, {people[1]: P.EXCUSED}, trainer)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "corrected")).all()
    assert [(entry.thing_id, entry.facts) for entry in entries] == [
        (str(one.id), {"person": str(people[1].id), "before": "absent", "after": "excused"})
    ]
    assert told("session-excused") == [people[1].id]


def test_who_was_absent_may_say_why_and_the_trainer_reads_it(cohort, people, trainer):
    one = running_session(cohort)
    close(one, trainer)
    with transaction():
        entering.explain(session_at_hand(cohort.slug, one.id), " The train stood still. ", by=people[0])
    assert queries.my_attendance(one.id, people[0].id).explanation == "The train stood still."
    assert told("absence-explained") == [trainer.id]


def test_who_was_there_has_nothing_to_explain(cohort, people, trainer):
    one = running_session(cohort)
    for given in ({}, {people[0]: P.LATE}):
        note(one, given, trainer)
        with pytest.raises(NothingToExplain), transaction():
            entering.explain(session_at_hand(cohort.slug, one.id), "Why?", by=people[0])


# ── by code ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("minutes", "how"), [(-14, P.PRESENT), (0, P.PRESENT), (5, P.PRESENT), (9, P.PRESENT), (11, P.LATE), (119, P.LATE)]
)
def test_a_code_counts_from_a_quarter_of_an_hour_before_to_the_end_and_late_after_ten_minutes(cohort, people, minutes, how):
    one = make_session(cohort)
    with at(one.begins_at + timedelta(minutes=minutes)):
        row = enter(shown(one), people[0])
    assert (row.presence, row.by_code) == (how, True)


@pytest.mark.parametrize("minutes", [-60, -16, 120, 121, 600])
def test_a_code_counts_at_no_other_time(cohort, people, minutes):
    one = make_session(cohort)
    with at(one.begins_at + timedelta(minutes=minutes)), pytest.raises(NoSessionNow):
        enter(shown(one), people[0])


@pytest.mark.parametrize(("seconds", "good"), [(0, True), (30, True), (60, False), (90, False)])
def test_a_code_is_old_after_its_period_and_one_more(cohort, people, seconds, good):
    one = running_session(cohort)
    start = now().replace(second=0, microsecond=0)
    with at(start + timedelta(seconds=seconds)):
        if good:
            assert enter(shown(one, start), people[0]).presence is P.PRESENT
        else:
            with pytest.raises(WrongCode):
                enter(shown(one, start), people[0])


def test_entering_it_again_changes_nothing(cohort, people):
    one = running_session(cohort)
    first = enter(shown(one), people[0])
    assert enter(shown(one), people[0]).id == first.id
    assert len(noted(one)) == 1


def test_what_a_trainer_noted_is_not_overwritten_by_a_code(cohort, people, trainer):
    one = running_session(cohort)
    note(one, {people[0]: P.ABSENT, people[1]: P.LATE}, trainer)
    with pytest.raises(NotedOtherwise):
        enter(shown(one), people[0])
    assert enter(shown(one), people[1]).presence is P.LATE


def test_the_code_of_another_cohort_is_worth_nothing(cohort, people):
    running_session(cohort)
    other = make_cohort()
    seat(other, 1)
    with pytest.raises(WrongCode):
        enter(shown(running_session(other)), people[0])


def test_who_has_no_place_enters_nothing(cohort, people, trainer):
    one = running_session(cohort)
    give_up(cohort, people[0])
    for stranger in (people[0], trainer, make_person("Otto Other")):
        with pytest.raises(NoSessionNow):
            enter(shown(one), stranger)


def test_a_closed_session_takes_no_code(cohort, people, trainer):
    one = running_session(cohort)
    close(one, trainer)
    with pytest.raises(NoSessionNow):
        enter(shown(one), people[0])


def test_of_two_sessions_at_once_the_code_says_which(cohort, people):
    other = make_cohort()
    seat(other, [people[0]])
    running_session(cohort)
    there = running_session(other)
    assert enter(shown(there), people[0]).session_id == there.id


# ── what is shown ────────────────────────────────────────


def test_the_grid_costs_as_many_statements_for_many_as_for_few(cohort, trainer, statements):
    counts = []
    for number in (2, 10):
        people = seat(cohort, number)
        for one in [past_session(cohort) for _ in range(number)]:
            note(one, dict.fromkeys(people, P.PRESENT), trainer)
        assert cohort.id
        with statements() as seen:
            found = queries.grid(cohort)
        counts.append(len(seen))
    assert counts[0] == counts[1] == 4
    assert (len(found.sessions), len(found.rows)) == (12, 12)


def test_the_grid_shows_who_was_where(cohort, people, trainer):
    one = past_session(cohort)
    note(one, {people[0]: P.PRESENT, people[1]: P.ABSENT}, trainer)
    close(one, trainer)
    rows = {row.person.id: (row.attended, row.counted, row.cells[0].presence) for row in queries.grid(cohort).rows}
    assert rows[people[0].id] == (1, 1, P.PRESENT)
    assert rows[people[1].id] == (0, 1, P.ABSENT)
    assert attendance_share(cohort.id)[people[0].id] == (1, 1)
