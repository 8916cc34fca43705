"""Terms of boot camps that run out: trainers are reminded, HR is told, each once."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.city.models import Holiday
from lms.cohorts.jobs.terms import remind_of_terms
from lms.cohorts.models.care import CheckInCause
from lms.cohorts.models.ending import Outcome
from lms.cohorts.queries.ending import candidate_at_hand
from lms.cohorts.service import check_ins, graduating
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from lms.schedule import SCHEDULE
from tests.factories.camps import agreed, camp
from tests.factories.cohorts import join_staff
from tests.factories.looking import told
from tests.factories.people import make_person
from tests.factories.running_camps import found_of, place_of, ready_camp, running_camp

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
WEDNESDAY, THURSDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)
NEXT_MONDAY, NEXT_TUESDAY = MONDAY + timedelta(days=7), MONDAY + timedelta(days=8)


@contextmanager
def reminded_on(moment):
    with at(moment):
        remind_of_terms()
        again = remind_of_terms()
        yield
    assert again == 0, "told twice"


def an_application():
    agreed(camp(begins_in=40)[0])


def an_exception():
    cohort, trainer, (ada, *_) = ready_camp()
    join_staff(cohort, make_person("Second Trainer", Role.TRAINER))
    propose(cohort, trainer, ada)


def a_check_in():
    cohort, _trainer, (ada, *_) = running_camp()
    with transaction():
        check_ins.open_by_rule(found_of(cohort), db.session.get_one(Person, ada.id), CheckInCause.IN_ALL, [])


def propose(cohort, trainer, ada):
    with transaction():
        hers = candidate_at_hand(cohort.slug, place_of(cohort, ada).id)
        outcome = Outcome.NOT_GRADUATED if hers.candidate.meets else Outcome.GRADUATED
        graduating.propose(hers.found, hers.candidate, outcome, "Because.", by=db.session.get_one(Person, trainer.id))


CASES = [
    (an_application, "screening", ["Tara Trainer"]),
    (an_exception, "exception", ["Second Trainer"]),
    (a_check_in, "check-in", ["Tara Trainer"]),
]


@pytest.mark.parametrize(("begin", "kind", "trainers"), CASES, ids=[case[1] for case in CASES])
def test_trainers_are_reminded_in_the_second_half_and_hr_is_told_when_it_is_over(session, begin, kind, trainers):
    make_person("Hana HR", Role.HR)
    with at(MONDAY):
        begin()
    with reminded_on(WEDNESDAY):
        assert told(f"{kind}-waits") == []
    with reminded_on(THURSDAY):
        assert told(f"{kind}-waits") == trainers
    with reminded_on(NEXT_MONDAY):
        assert told(f"{kind}-overdue") == []
    with reminded_on(NEXT_TUESDAY):
        assert (told(f"{kind}-waits"), told(f"{kind}-overdue")) == (trainers, ["Hana HR"])


def test_days_on_which_the_city_does_not_work_are_not_counted(session):
    make_person("Hana HR", Role.HR)
    session.add(Holiday(day=(MONDAY + timedelta(days=1)).date(), name="All Souls"))
    session.commit()
    with at(MONDAY):
        a_check_in()
        an_application()
    with reminded_on(NEXT_TUESDAY):
        assert told("check-in-overdue") == told("screening-overdue") == []
    with reminded_on(NEXT_TUESDAY + timedelta(days=1)):
        assert told("check-in-overdue") == told("screening-overdue") == ["Hana HR"]


def test_where_no_trainer_is_left_hr_is_told_in_their_place(session):
    make_person("Hana HR", Role.HR)
    with at(MONDAY):
        an_application()
    trainer = session.scalars(select(Person).where(Person.name == "Tara Trainer")).one()
    trainer.active = False
    session.commit()
    with reminded_on(THURSDAY):
        assert (told("screening-waits"), told("screening-overdue")) == ([], ["Hana HR"])


def test_hr_is_not_told_who_may_need_a_talk(session):
    make_person("Hana HR", Role.HR)
    with at(MONDAY):
        a_check_in()
    with reminded_on(NEXT_TUESDAY):
        notice = session.scalars(select(Notice).where(Notice.kind == "check-in-overdue")).one()
    assert "person" not in notice.facts
    assert notice.href.endswith("/people")


def test_what_was_answered_reminds_nobody(session):
    make_person("Hana HR", Role.HR)
    cohort, trainer, (ada, *_) = running_camp()
    with at(MONDAY):
        with transaction():
            check_in = check_ins.open_by_rule(found_of(cohort), db.session.get_one(Person, ada.id), CheckInCause.IN_ALL, [])
        with transaction():
            check_ins.close(check_in, "More time for the sprints.", by=db.session.get_one(Person, trainer.id))
    with reminded_on(NEXT_TUESDAY):
        assert told("check-in-waits") == told("check-in-overdue") == []


def test_an_exception_in_a_camp_with_one_trainer_goes_to_hr(session):
    make_person("Hana HR", Role.HR)
    cohort, trainer, (ada, *_) = ready_camp()
    join_staff(cohort, make_person("Gone Trainer", Role.TRAINER, active=False))
    propose(cohort, trainer, ada)
    assert told("graduation-proposed") == ["Hana HR"]


def test_it_is_scheduled():
    assert remind_of_terms in [job.run for job in SCHEDULE]
