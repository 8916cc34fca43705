"""Many at once, each with a connection of its own."""


from sqlalchemy import func, select, update

from lms.competency.models import Evidence
from lms.credentials import jobs
from lms.credentials.models import Certificate
from lms.credentials.service import issuing, revoking, stopping
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment, HowDone
from lms.learning.service import steps
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.learning import completed, enrolled
from tests.factories.people import make_person
from tests.factories.races import race

RACERS = 8


def counts():
    return [db.session.scalar(select(func.count()).select_from(model)) for model in (Certificate, Evidence, Notice, Letter)]


def test_eight_issues_of_one_completion_are_one_certificate_one_number_and_one_letter(house):
    with house.app_context():
        stop_id = None
        with transaction():
            stop_id = stopping.stop_issuing("Until all are ready.", by=make_person("Hanna", Role.HR)).id
        waiting = completed(make_person(), certified_course()).id
        with transaction():
            db.session.execute(update(stopping.IssuingStop).where(stopping.IssuingStop.id == stop_id).values(lifted_at=func.now()))
        db.session.remove()
    numbers = race(house, [lambda: issuing.issue(waiting).number] * RACERS)
    assert len(set(numbers)) == 1
    with house.app_context():
        assert counts() == [1, 2, 1, 1]


def test_numbers_of_many_who_finish_at_once_follow_each_other_without_a_gap(house):
    with house.app_context():
        course = certified_course()
        ready = []
        for _ in range(RACERS):
            person = make_person()
            ready.append((enrolled(person, course, done=["01-why", "02-how"]).id, person.id))
        db.session.remove()

    def finish(enrolment_id, person_id):
        enrolment, person = db.session.get_one(Enrolment, enrolment_id), db.session.get_one(Person, person_id)
        return steps.complete_step(enrolment, "03-when", HowDone.READ, by=person).complete

    assert race(house, [lambda pair=pair: finish(*pair) for pair in ready]) == [True] * RACERS
    with house.app_context():
        numbers = sorted(db.session.scalars(select(Certificate.number)))
        assert [int(number[-6:]) for number in numbers] == list(range(1, RACERS + 1))
        assert counts() == [RACERS, 2 * RACERS, RACERS, RACERS]


def test_lifting_a_stop_while_the_job_runs_issues_each_certificate_once(house):
    with house.app_context():
        hanna, course = make_person("Hanna", Role.HR), certified_course()
        with transaction():
            stopping.stop_issuing("Until all are ready.", by=hanna)
        for _ in range(4):
            completed(make_person(), course)
        hanna_id = hanna.id
        db.session.remove()

    def lift():
        return stopping.lift_stop(by=db.session.get_one(Person, hanna_id))

    answers = race(house, [lift] * 3)
    assert sum(isinstance(answer, stopping.Lifted) for answer in answers) == 1
    with house.app_context():
        jobs.issue_those_waiting()
        assert counts() == [4, 8, 4, 4]


def test_two_who_revoke_at_once_leave_one_reason_and_tell_once(house):
    with house.app_context():
        paper_id, hanna_id = certificate_of(make_person()).id, make_person("Hanna", Role.HR).id
        db.session.remove()

    def revoke(reason):
        revoking.revoke(db.session.get_one(Certificate, paper_id), reason, by=db.session.get_one(Person, hanna_id))
        return reason

    answers = race(house, [lambda n=n: revoke(f"Reason {n}.") for n in range(4)])
    (won,) = [answer for answer in answers if isinstance(answer, str)]
    with house.app_context():
        assert db.session.get_one(Certificate, paper_id).revoked_reason == won
        assert len(db.session.scalars(select(Notice).where(Notice.kind == "certificate-revoked")).all()) == 1
