"""Many at once, each with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, update

from lms.cohorts.jobs import calls as jobs
from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import Cohort, CohortMove, Place
from lms.cohorts.queries import calls
from lms.cohorts.queries.calls import application_at_hand
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.service import applying, offering, queue, running
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.people.models import Person
from tests.factories.camps import accepted, camp, officer, waiting

RACERS = 50


def race(house, works, *, hands=RACERS):
    """Run all ``works``, ``hands`` at a time; return what each gave, or the refusal that it met."""
    start = Barrier(min(len(works), hands))

    def one(work):
        with house.app_context():
            start.wait()
            try:
                with transaction():
                    return work()
            except DomainError as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(min(len(works), hands)) as pool:
        return list(pool.map(one, works))


def taken_and_places(cohort_id):
    places = db.session.scalar(select(func.count()).select_from(Place).where(Place.cohort_id == cohort_id, Place.state == "held"))
    return db.session.scalar(select(Cohort.taken).where(Cohort.id == cohort_id)), places


def accepting(application_id):
    def work():
        one = application_at_hand(application_id)
        return offering.accept(one, by=db.session.get_one(Person, one.person_id)).id

    return work


@pytest.mark.slow
def test_fifty_who_take_the_last_seat_at_once_get_one_place(house):
    with house.app_context():
        cohort_id = camp(seats=1)[0].id
        cohort = db.session.get_one(Cohort, cohort_id)
        ids = [waiting(cohort, officer(f"Racer {n}"), state="offered", offer_until=now() + timedelta(days=3)) for n in range(RACERS)]
        db.session.remove()
    answers = race(house, [accepting(one) for one in ids])
    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    assert len(refused) == RACERS - 1
    assert {type(one).__name__ for one in refused} == {"NoSeatLeft"}
    with house.app_context():
        assert taken_and_places(cohort_id) == (1, 1)


def test_eight_clicks_of_one_person_take_one_seat(house):
    with house.app_context():
        cohort_id = camp(seats=5)[0].id
        one = waiting(db.session.get_one(Cohort, cohort_id), state="offered", offer_until=now() + timedelta(days=3))
        db.session.remove()
    answers = race(house, [accepting(one)] * 8)
    assert sum(not isinstance(answer, DomainError) for answer in answers) == 1
    with house.app_context():
        assert taken_and_places(cohort_id) == (1, 1)


def test_eight_applications_of_one_person_at_the_deadline_are_one(house):
    with house.app_context():
        slug, olu = camp()[0].slug, officer().id
        db.session.remove()

    def apply():
        return applying.apply(cohort_at_hand(slug), "In time.", by=db.session.get_one(Person, olu)).id

    answers = race(house, [apply] * 8)
    assert sum(not isinstance(answer, DomainError) for answer in answers) == 1
    with house.app_context():
        assert db.session.scalar(select(func.count()).select_from(Application)) == 1


def test_many_people_at_the_deadline_are_in_before_it_and_out_from_it_on(house):
    """Twenty-four people of several workers around the instant, while a trainer and the job close the call."""
    with house.app_context():
        cohort, trainer = camp()
        slug, cohort_id, trainer_id = cohort.slug, cohort.id, trainer.id
        instant = now().replace(microsecond=0) + timedelta(hours=1)
        db.session.execute(update(Cohort).values(apply_until=instant))
        db.session.commit()
        people = [officer(f"Racer {number}").id for number in range(24)]
        db.session.remove()

    def applying_at(person_id, moment):
        def work():
            with at(moment):
                applying.apply(cohort_at_hand(slug), "In time.", by=db.session.get_one(Person, person_id))
            return moment

        return work

    def job():
        with at(instant):
            return running.move_by_date(cohort_id)

    def close():
        with at(instant):
            return running.close_call(db.session.get_one(Cohort, cohort_id), by=db.session.get_one(Person, trainer_id))

    early, late = (instant - timedelta(milliseconds=1), instant)
    works = [applying_at(one, early if number % 2 else late) for number, one in enumerate(people)]
    answers = race(house, [*works[:16], job, close, *works[16:]])
    given = [*answers[:16], *answers[18:]]
    assert all(isinstance(one, DomainError) for one in given[::2]), "from the instant on nobody is in"
    with house.app_context():
        assert db.session.scalar(select(func.count()).select_from(Application)) == sum(one == early for one in given)
        assert all(one < instant for one in db.session.scalars(select(Application.submitted_at)))
        assert db.session.scalar(select(func.count()).select_from(CohortMove).where(CohortMove.after == "call_closed")) == 1


def test_a_freed_seat_moves_up_exactly_one_whoever_moves_the_list(house):
    with house.app_context():
        cohort = camp(seats=1)[0]
        cohort_id, olu = cohort.id, officer("Olu")
        accepted(cohort, olu)
        person_id = olu.id
        for n in range(10):
            waiting(cohort, officer(f"Waits {n}"))
        db.session.remove()

    def give_up():
        return offering.give_up(calls.place_of(cohort_id, person_id), by=db.session.get_one(Person, person_id))

    race(house, [give_up, *[lambda: queue.promote(cohort_id)] * 7])
    with house.app_context():
        offered = select(func.count()).select_from(Application).where(Application.state == "offered")
        assert db.session.scalar(offered) == 1
        assert taken_and_places(cohort_id) == (0, 0)


def test_a_trainer_and_the_job_close_a_call_once(house):
    with house.app_context():
        cohort, trainer = camp()
        cohort_id, trainer_id = cohort.id, trainer.id
        db.session.execute(update(Cohort).values(apply_until=now() - timedelta(minutes=1)))
        db.session.commit()
        db.session.remove()

    def close():
        return running.close_call(db.session.get_one(Cohort, cohort_id), by=db.session.get_one(Person, trainer_id))

    race(house, [close, *[lambda: running.move_by_date(cohort_id)] * 5])
    with house.app_context():
        assert db.session.scalar(select(func.count()).select_from(CohortMove).where(CohortMove.after == "call_closed")) == 1


def test_offers_lapse_once_though_two_jobs_look(house):
    with house.app_context():
        cohort = camp(seats=1)[0]
        first = waiting(cohort, state="offered", offer_until=now() - timedelta(minutes=1))
        for n in range(3):
            waiting(cohort, officer(f"Waits {n}"))
        cohort_id = cohort.id
        db.session.remove()
    answers = race(house, [lambda: offering.lapse(cohort_id, first)] * 6)
    assert answers.count(True) == 1
    with house.app_context(), at(now()):
        assert jobs.lapse_offers() == 0
        assert db.session.scalar(select(func.count()).select_from(Application).where(Application.state == "offered")) == 1
