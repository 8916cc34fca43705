"""From an offer to a place, and back: seats are taken, declined, given up, and go to the next."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.cohorts.jobs import calls as jobs
from lms.cohorts.models.calls import ApplicationState
from lms.cohorts.models.cohorts import CohortStaff, CohortState, Place, PlaceState, StaffKind
from lms.cohorts.queries import calls
from lms.cohorts.service import offering, planning
from lms.cohorts.service.refusals import (
    NoSeatLeft,
    NoSuchStep,
    NotOnTheStaff,
    OfferOver,
)
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.notices.models import Letter
from lms.people.models import Person, Role
from lms.people.service import people
from tests.factories.camps import accept, accepted, agreed, applied, at_hand, camp, do, found, letters, officer, row, suitable, told, waiting
from tests.factories.cohorts import join_staff, seat
from tests.factories.people import make_department, make_person


def test_taking_the_seat_makes_a_place_and_counts(session):
    cohort, _trainer = camp()
    olu = officer(department=make_department("Parks"))
    accepted(cohort, olu)
    place = calls.place_of(cohort.id, olu.id)
    assert (place.state, place.department_id) == (PlaceState.HELD, olu.department_id)
    assert found(cohort).cohort.taken == 1
    assert "place-taken" in told(olu)


def test_a_double_click_takes_one_seat(session):
    cohort, _trainer = camp()
    application_id = accepted(cohort)
    with pytest.raises(OfferOver):
        accept(application_id)
    assert found(cohort).cohort.taken == 1


def test_an_offer_ends_at_its_instant(session):
    cohort, _trainer = camp()
    application_id = suitable(cohort)
    with at(row(application_id).offer_until), pytest.raises(OfferOver):
        accept(application_id)


def test_no_seat_is_taken_after_the_start(session):
    cohort, _trainer = camp(begins_in=12)
    application_id = waiting(cohort, state="offered", offer_until=now() + timedelta(days=40))
    with at(now() + timedelta(days=13)), pytest.raises(NoSeatLeft):
        accept(application_id)
    assert found(cohort).cohort.taken == 0


def test_a_full_cohort_gives_no_seat_whatever_was_offered(session):
    cohort, _trainer = camp(seats=1)
    accepted(cohort)
    surplus = waiting(cohort, state="offered", offer_until=now() + timedelta(days=3))
    with pytest.raises(NoSeatLeft):
        accept(surplus)
    assert row(surplus).state is ApplicationState.OFFERED


def test_an_offer_that_nobody_answers_lapses_and_goes_to_the_next(session):
    cohort, _trainer = camp(seats=1, offer_days=2)
    olu, next_ = officer("Olu"), officer("Nia")
    first, second = suitable(cohort, olu), suitable(cohort, next_)
    assert row(second).state is ApplicationState.WAITING
    with at(now() + timedelta(days=3)):
        assert [jobs.lapse_offers(), jobs.lapse_offers()] == [1, 0]
    assert (row(first).state, row(second).state) == (ApplicationState.LAPSED, ApplicationState.OFFERED)
    assert "camp-answer" in letters(olu)


def test_a_declined_seat_goes_to_the_next(session):
    cohort, _trainer = camp(seats=1)
    olu = officer("Olu")
    first, second = suitable(cohort, olu), suitable(cohort)
    do(lambda: offering.decline(at_hand(first), by=olu))
    assert (row(first).state, row(second).state) == (ApplicationState.DECLINED, ApplicationState.OFFERED)


def test_a_place_given_up_before_the_start_goes_to_exactly_one(session):
    cohort, _trainer = camp(seats=1)
    olu = officer("Olu")
    first = accepted(cohort, olu)
    second, third = (waiting(cohort, submitted_at=now() - timedelta(minutes=minutes)) for minutes in (9, 3))
    do(lambda: offering.give_up(calls.place_of(cohort.id, olu.id), by=olu))
    assert [row(one).state for one in (first, second, third)] == ["withdrawn", "offered", "waiting"]
    assert found(cohort).cohort.taken == 0


def test_a_place_given_up_after_the_start_frees_no_seat(session):
    cohort, _trainer = camp(seats=1, state=CohortState.CALL_OPEN)
    olu = officer("Olu")
    accepted(cohort, olu)
    cohort.state = CohortState.RUNNING
    db.session.commit()
    second = waiting(cohort)
    do(lambda: offering.give_up(calls.place_of(cohort.id, olu.id), by=olu))
    assert (found(cohort).cohort.taken, row(second).state) == (1, "waiting")


def test_a_place_is_given_up_once(session):
    cohort, _trainer = camp()
    olu = officer()
    accepted(cohort, olu)
    place_id = calls.place_of(cohort.id, olu.id).id
    do(lambda: offering.give_up(db.session.get_one(Place, place_id), by=olu))
    with pytest.raises(NoSuchStep):
        offering.give_up(db.session.get_one(Place, place_id), by=olu)
    assert found(cohort).cohort.taken == 0


def test_a_trainer_who_ends_a_place_says_why(session):
    cohort, trainer = camp()
    olu = officer()
    accepted(cohort, olu)
    do(lambda: offering.give_up(calls.place_of(cohort.id, olu.id), by=trainer, reason="You never came."))
    assert "place-ended" in told(olu)
    assert "You never came." in " ".join(db.session.scalars(select(Letter.text_body).where(Letter.person_id == olu.id)))


def test_somebody_who_leaves_frees_the_seat_for_the_next(session):
    cohort, _trainer = camp(seats=1)
    olu, hanna = officer("Olu"), make_person("Hanna", Role.HR)
    accepted(cohort, olu)
    second = suitable(cohort)
    with transaction():
        people.deactivate(db.session.get_one(Person, olu.id), by=hanna)
    assert row(second).state is ApplicationState.OFFERED


def test_who_is_deactivated_after_the_last_day_keeps_the_place_for_the_decision(session):
    cohort, _trainer = camp(begins_in=-40, state=CohortState.RUNNING)
    (olu,), hanna = seat(cohort, [make_person("Olu")]), make_person("Hanna", Role.HR)
    with transaction():
        people.deactivate(db.session.get_one(Person, olu.id), by=hanna)
    assert calls.place_of(cohort.id, olu.id).state is PlaceState.HELD


def _left_and_back(olu, hanna, meanwhile=lambda: None):
    with transaction():
        people.deactivate(db.session.get_one(Person, olu.id), by=db.session.get_one(Person, hanna.id))
    meanwhile()
    with transaction():
        people.reactivate(db.session.get_one(Person, olu.id), by=db.session.get_one(Person, hanna.id))


@pytest.mark.parametrize("state", [CohortState.CALL_OPEN, CohortState.CALL_CLOSED, CohortState.RUNNING])
def test_who_is_reactivated_has_the_place_back(session, state):
    cohort, _trainer = camp(seats=2)
    olu, hanna = officer("Olu"), make_person("Hanna", Role.HR)
    application_id = accepted(cohort, olu)
    found(cohort).cohort.state = state
    db.session.commit()
    _left_and_back(olu, hanna)
    assert (row(application_id).state, calls.place_of(cohort.id, olu.id).state) == (ApplicationState.ACCEPTED, PlaceState.HELD)
    assert found(cohort).cohort.taken == 1
    assert "place-back" in told(olu)


def test_who_is_reactivated_gets_no_seat_that_was_offered_to_the_next(session):
    cohort, _trainer = camp(seats=1)
    olu, hanna = officer("Olu"), make_person("Hanna", Role.HR)
    accepted(cohort, olu)
    second = suitable(cohort)
    _left_and_back(olu, hanna)
    assert (row(second).state, calls.place_of(cohort.id, olu.id), found(cohort).cohort.taken) == ("offered", None, 0)


def test_a_place_that_was_given_up_by_oneself_does_not_come_back(session):
    cohort, _trainer = camp()
    olu, hanna = officer("Olu"), make_person("Hanna", Role.HR)
    accepted(cohort, olu)
    do(lambda: offering.give_up(calls.place_of(cohort.id, olu.id), by=olu))
    _left_and_back(olu, hanna)
    assert calls.place_of(cohort.id, olu.id) is None


@pytest.mark.parametrize("state", [CohortState.ENDED, CohortState.CANCELLED])
def test_no_place_is_given_up_once_the_boot_camp_is_over(session, state):
    cohort, _trainer = camp(state=state)
    (olu,) = seat(cohort, [make_person("Olu")])
    with pytest.raises(NoSuchStep, match="over"):
        offering.give_up(calls.place_of(cohort.id, olu.id), by=olu)


def test_nobody_is_on_the_staff_and_takes_part(session):
    cohort, trainer = camp()
    olu = officer("Olu")
    application_id = suitable(cohort, olu)
    with pytest.raises(NotOnTheStaff, match="applies"):
        planning.name_staff(found(cohort).cohort, db.session.get_one(Person, olu.id), StaffKind.MENTOR, by=trainer)
    join_staff(found(cohort).cohort, olu, StaffKind.MENTOR)
    with pytest.raises(OfferOver, match="run this boot camp"):
        accept(application_id)


def test_whoever_is_named_as_trainer_takes_no_seat_also_without_the_role(session):
    cohort, _trainer = camp()
    olu = officer("Olu")
    application_id = suitable(cohort, olu)
    db.session.add(CohortStaff(cohort_id=cohort.id, person_id=olu.id, kind=StaffKind.TRAINER))
    db.session.commit()
    with pytest.raises(OfferOver, match="run this boot camp"):
        accept(application_id)


@pytest.mark.parametrize("way", [applied, agreed, suitable])
def test_the_application_of_somebody_who_leaves_ends(session, way):
    cohort, _trainer = camp()
    olu, hanna = officer("Olu"), make_person("Hanna", Role.HR)
    application_id = way(cohort, olu)
    with transaction():
        people.deactivate(db.session.get_one(Person, olu.id), by=hanna)
    assert row(application_id).state is ApplicationState.WITHDRAWN
