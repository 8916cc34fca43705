"""The waiting list with its rows: quota, duty, reasons, the seed, size, and what a list of thousands costs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from lms.cohorts.jobs import calls as jobs
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.programme_files.shapes import QueuePolicy
from lms.cohorts.queries import queue
from lms.cohorts.service import agreeing, offering, running, screening
from lms.cohorts.service.screening import Verdict
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from lms.people.service import people, structure
from tests.factories.camps import accepted, agreed, applied, at_hand, camp, found, long_list, officer, promote, row, screened, suitable, told, waiting
from tests.factories.cohorts import PLAN, seat
from tests.factories.people import make_department, make_person

QUARTER_PLAN = replace(PLAN, queue=QueuePolicy(mandatory_first=True, quota_percent=25))


def ago(minutes):
    return now() - timedelta(minutes=minutes)


def states(*ids):
    return [row(one).state.value for one in ids]


def seat_all(cohort):
    """Leave no seat free."""
    cohort.taken = cohort.seats
    db.session.commit()


def test_a_duty_comes_before_an_earlier_application(session):
    cohort, _trainer = camp(seats=1)
    early, duty = waiting(cohort, submitted_at=ago(90)), waiting(cohort, submitted_at=ago(5), mandatory=True)
    promote(cohort)
    assert states(early, duty) == ["waiting", "offered"]


def test_the_quota_passes_somebody_over_who_sees_why_and_is_told_once(session):
    cohort, _trainer = camp(plan=QUARTER_PLAN, seats=8)
    parks, tax = make_department("Parks"), make_department("Tax")
    for number in range(2):
        accepted(cohort, officer(f"Ranger {number}", department=parks))
    cohort.taken, passed = 7, waiting(cohort, officer("Third ranger", department=parks), submitted_at=ago(90))
    db.session.commit()
    other = waiting(cohort, officer("Clerk", department=tax), submitted_at=ago(5))
    promote(cohort)
    assert states(passed, other) == ["waiting", "offered"]
    assert row(passed).skipped == "quota"
    kinds = db.session.scalars(select(Notice.kind).where(Notice.person_id == row(passed).person_id)).all()
    assert kinds == ["application-skipped"]


def test_when_the_call_closes_free_seats_go_beyond_the_quota_and_the_reason_is_gone(session):
    cohort, trainer = camp(plan=QUARTER_PLAN, seats=8)
    parks = make_department("Parks")
    ids = [suitable(cohort, officer(f"Ranger {number}", department=parks)) for number in range(3)]
    assert sorted(states(*ids)) == ["offered", "offered", "waiting"]
    with transaction():
        running.close_call(found(cohort).cohort, by=trainer)
    assert states(*ids) == ["offered"] * 3
    assert {row(one).skipped for one in ids} == {""}


@pytest.mark.parametrize("answer", ["suitable", "unsuitable", "refused", "nobody"])
def test_a_seat_beyond_the_quota_waits_for_who_applied_and_has_no_answer(session, answer):
    cohort, trainer = camp(plan=QUARTER_PLAN, seats=4, begins_in=30)
    parks, roads = make_department("Parks"), make_department("Roads")
    olu = officer("Olu", department=roads)
    early = agreed(cohort, olu) if "suitable" in answer else applied(cohort, olu)
    ids = [suitable(cohort, officer(f"Ranger {number}", department=parks)) for number in range(4)]
    with transaction():
        running.close_call(found(cohort).cohort, by=trainer)
    assert sorted(states(*ids)) == ["offered"] * 3 + ["waiting"]
    match answer:
        case "suitable":
            screened(early)
            assert (states(early), sorted(states(*ids))) == (["offered"], ["offered"] * 3 + ["waiting"])
        case "unsuitable":
            with transaction():
                one = at_hand(early)
                screening.find_unsuitable(one, {key: Verdict(False) for key, _text in one.plan.criteria}, "No buyer.", by=trainer)
            assert states(*ids) == ["offered"] * 4
        case "refused":
            with transaction():
                one = at_hand(early)
                agreeing.refuse(one, "Too busy.", by=db.session.get_one(Person, one.asked_id))
            assert states(*ids) == ["offered"] * 4
        case "nobody":
            with at(now() + timedelta(days=27)):
                jobs.move_waiting_lists()
            assert states(*ids) == ["offered"] * 4, "an answer would come too late"


def test_as_many_offers_are_out_as_seats_are_free(session):
    cohort, _trainer = camp(seats=3)
    ids = [waiting(cohort, submitted_at=ago(60 - n)) for n in range(6)]
    assert [promote(cohort), promote(cohort)] == [3, 0]
    assert states(*ids) == ["offered"] * 3 + ["waiting"] * 3


def test_one_invalid_entry_stops_nobody_and_leaves_the_list(session):
    cohort, _trainer = camp(seats=2)
    gone = waiting(cohort, officer("Gone", active=False), submitted_at=ago(90))
    seated = officer("Seated")
    seat(cohort, [seated])
    twice = waiting(cohort, seated, submitted_at=ago(80))
    good = waiting(cohort, submitted_at=ago(10))
    promote(cohort)
    assert states(gone, twice, good) == ["withdrawn", "withdrawn", "offered"]


@pytest.mark.parametrize("state", [CohortState.RUNNING, CohortState.ENDED, CohortState.CANCELLED])
def test_nobody_moves_up_once_it_has_begun(session, state):
    cohort, _trainer = camp(state=state)
    one = waiting(cohort)
    assert promote(cohort) == 0
    assert states(one) == ["waiting"]


def test_nobody_moves_up_on_the_first_day_even_if_the_job_was_late(session):
    cohort, _trainer = camp(begins_in=12)
    waiting(cohort)
    with at(now() + timedelta(days=12, hours=1)):
        assert promote(cohort) == 0


def test_an_offer_never_reaches_beyond_the_start(session):
    cohort, _trainer = camp(begins_in=12, offer_days=30)
    one = waiting(cohort)
    promote(cohort)
    assert row(one).offer_until.astimezone().date() <= cohort.starts_on


def test_the_start_ends_every_open_application_and_tells_it(session):
    cohort, _trainer = camp(begins_in=12, seats=1)
    taken, open_ = accepted(cohort), [applied(cohort), suitable(cohort), agreed(cohort)]
    with at(now() + timedelta(days=13)):
        assert jobs.move_cohorts() == 1
        assert jobs.move_cohorts() == 0
    assert states(taken, *open_) == ["accepted", *["lapsed"] * 3]
    ends = ["application-unanswered", "application-settled", "application-unscreened"]
    for one, kind in zip(open_, ends, strict=True):
        assert kind in told(db.session.get_one(Person, row(one).person_id)), "each is told what kept them out"


def test_the_job_is_a_net_below_what_happens_at_once(session):
    cohort, _trainer = camp()
    one = waiting(cohort)
    assert [jobs.move_waiting_lists(), jobs.move_waiting_lists()] == [1, 0]
    assert states(one) == ["offered"]


def test_a_raised_number_of_seats_moves_the_list(session):
    cohort, _trainer = camp(seats=1)
    seat_all(cohort)
    one = waiting(cohort)
    db.session.execute(update(Cohort).where(Cohort.id == cohort.id).values(seats=2))
    db.session.commit()
    assert promote(cohort) == 1
    assert states(one) == ["offered"]


def test_everybody_sees_the_own_rank_and_staff_the_whole_order(session):
    cohort, _trainer = camp(seats=1)
    seat_all(cohort)
    ids = [waiting(cohort, officer(f"Officer {n}"), submitted_at=ago(60 - n)) for n in range(3)]
    one = at_hand(ids[1])
    assert queue.rank_of(one.application, one.cohort, one.plan.queue) == (2, 3)
    assert [line.application.id for line in queue.queue_of(one.cohort, one.plan.queue)] == ids


def test_the_list_costs_the_same_for_two_and_for_twenty(session, statements):
    cohort, _trainer = camp(seats=1)
    seat_all(cohort)
    counted = []
    for more in (2, 18):
        for _ in range(more):
            waiting(cohort)
        at_cohort = found(cohort)
        with statements() as seen:
            queue.queue_of(at_cohort.cohort, at_cohort.plan.queue)
        counted.append(len(seen))
    assert counted == [4, 4]


# --- the organisation changes under an open call --------------------------------------------------------------------------


def test_a_department_merged_into_another_counts_there_and_may_be_deleted(session):
    cohort, _trainer = camp(plan=QUARTER_PLAN, seats=8)
    hanna = make_person("Hanna", Role.HR)
    old, new = make_department("Old parks"), make_department("Green city")
    ranger, waits = officer("Ranger", department=old), officer("Waits", department=old)
    accepted(cohort, ranger)
    accepted(cohort, officer("Gardener", department=new))
    one = waiting(cohort, waits)
    with transaction():
        for person_id in (ranger.id, waits.id):
            person = db.session.get_one(Person, person_id)
            names = people.CHANGEABLE
            people.edit(person, people.Facts(**{**{n: getattr(person, n) for n in names}, "department_id": new.id}), by=hanna)
        structure.delete_department(db.session.get_one(type(old), old.id), by=hanna)
    assert row(one).department_id == new.id
    assert queue.held_by_department(cohort.id) == {str(new.id): 2}
    promote(cohort)
    assert states(one) == ["waiting"]  # the merged department has its two seats


def test_the_host_of_a_camp_cannot_be_deleted_and_a_sentence_says_so(session):
    host = make_department("Lab")
    cohort, _trainer = camp(host=host)
    with pytest.raises(structure.NotEmpty, match="boot camp"):
        structure.delete_department(host, by=make_person("Hanna", Role.HR))
    assert cohort.host_id == host.id


# --- size ----------------------------------------------------------------------------------------------------------------


def test_a_list_of_five_thousand_moves_with_the_statements_of_a_short_one(session, statements):
    """How long it takes is measured by the benchmark."""
    sent = []
    for length in (20, 5000):
        cohort, _trainer = camp(plan=QUARTER_PLAN, seats=100)
        long_list(cohort, length)
        with statements() as seen:
            assert promote(cohort) == 1
        sent.append(len(seen))
        waits = select(func.count()).select_from(Application).where(Application.cohort_id == cohort.id, Application.state == "waiting")
        assert db.session.scalar(waits) == length - 1
    assert sent[0] == sent[1]


def test_declining_passes_the_seat_on_without_a_gap(session):
    cohort, _trainer = camp(seats=1)
    ids = [waiting(cohort, submitted_at=ago(60 - n)) for n in range(4)]
    promote(cohort)
    for number, one in enumerate(ids):
        with transaction():
            offer = at_hand(one)
            assert offer.application.state is ApplicationState.OFFERED, number
            offering.decline(offer, by=db.session.get_one(Person, offer.person_id))
    assert states(*ids) == ["declined"] * 4
