"""Many at once, each with a connection of its own: a trainer and a job, fifty phones, two who tell."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.cohorts import codes
from lms.cohorts.jobs.timetable import tell_of_session_changes
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.cohorts.service.attendance import entering, noting
from lms.cohorts.service.timetable import laying_out
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.notices.models import Letter, Notice
from lms.people.models import Person
from tests.factories.cohorts import PLAN, make_cohort, seat
from tests.factories.looking import count
from tests.factories.people import make_person
from tests.factories.timetables import make_session, running_session

SECRET = b"a secret of tests"


def race(house, works, *, wrapped=True):
    """Run all ``works`` at once; return what each gave, or the refusal that it met."""
    start = Barrier(len(works))

    def one(work):
        with house.app_context():
            start.wait()
            try:
                if not wrapped:
                    return work()
                with transaction():
                    return work()
            except (DomainError, IntegrityError) as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_a_trainer_and_the_house_that_close_one_session_have_one_outcome(house):
    with house.app_context():
        trainer = make_person("Theo")
        cohort = make_cohort(trainer=trainer, seats=30)
        seat(cohort, 12)
        session_id, trainer_id = running_session(cohort).id, trainer.id
        db.session.remove()

    def by_hand():
        return noting.close(session_id, by=db.session.get_one(Person, trainer_id))

    answers = race(house, [by_hand, lambda: noting.close(session_id, by=None)] * 3)
    assert [answer for answer in answers if isinstance(answer, int)] == [12]
    assert sum(isinstance(answer, DomainError) for answer in answers) == 5
    with house.app_context():
        assert (count(Attendance), count(Notice), count(Letter)) == (12, 12, 12)


def test_fifty_people_enter_the_code_at_once_and_each_is_noted_once(house):
    with house.app_context():
        cohort = make_cohort(seats=60)
        people = [person.id for person in seat(cohort, 25)]
        session_id = running_session(cohort).id
        db.session.remove()
    code = codes.code(SECRET, session_id, codes.period_of(now()))

    def enter(person_id):
        return entering.enter(code, secret=SECRET, by=db.session.get_one(Person, person_id)).presence

    answers = race(house, [lambda who=who: enter(who) for who in people * 2])  # each twice: two taps of one thumb
    assert answers == [Presence.PRESENT] * 50
    with house.app_context():
        assert count(Attendance) == 25


def test_who_enters_while_it_closes_is_there_or_refused_but_never_both(house):
    with house.app_context():
        cohort = make_cohort(seats=60)
        people = [person.id for person in seat(cohort, 12)]
        session_id = running_session(cohort).id
        db.session.remove()
    code = codes.code(SECRET, session_id, codes.period_of(now()))

    def enter(person_id):
        return entering.enter(code, secret=SECRET, by=db.session.get_one(Person, person_id)).presence

    *answers, absent = race(house, [*(lambda who=who: enter(who) for who in people), lambda: noting.close(session_id, by=None)])
    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    assert absent == len(refused)
    with house.app_context():
        assert count(Attendance) == 12
        presences = db.session.scalars(select(Attendance.presence)).all()
        assert presences.count(Presence.ABSENT) == absent


def test_two_who_lay_out_one_timetable_make_it_once(house):
    with house.app_context():
        cohort_id = make_cohort().id
        db.session.remove()

    def lay_out():
        return laying_out.lay_out(db.session.get_one(Cohort, cohort_id), PLAN, by=None).sessions

    assert sorted(race(house, [lay_out] * 4)) == [0, 0, 0, 3]
    with house.app_context():
        assert count(Session) == 3


def test_two_who_tell_at_once_write_each_letter_once(house):
    with house.app_context():
        cohort = make_cohort(seats=30)
        seat(cohort, 4)
        make_session(cohort), make_session(cohort, begins_in=timedelta(days=9))
        db.session.remove()
    race(house, [tell_of_session_changes] * 3, wrapped=False)
    with house.app_context():
        tell_of_session_changes()
        assert (count(Letter), count(Notice)) == (8, 4)
