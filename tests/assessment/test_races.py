"""Several at once, on a database of its own: what must happen once happens once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.assessment import jobs
from lms.assessment.models import Answer, Attempt, AttemptState
from lms.assessment.queries.sittings import held_sitting
from lms.assessment.service.answering import Given, save_answer
from lms.assessment.service.handing_in import hand_in
from lms.assessment.service.refusals import AnsweredElsewhere, CannotStart
from lms.assessment.service.starting import start
from lms.audit.models import AuditEntry
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.learning.models import Enrolment, StepDone
from lms.notices.models import Notice
from lms.people.models import Person
from tests.conftest import make_app
from tests.factories.assessment import RIGHT, answer, begin, let_time_pass, make_class, sit

RACERS = 8


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A house whose transactions are real."""
    app = make_app(tmp_path_factory.mktemp("races"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def race(house: Flask, deed: Callable[[int], Any], racers: int = RACERS) -> list[Any]:
    """Let ``racers`` do the deed at the same moment; return what each got, refusals as values."""
    line = Barrier(racers)

    def run(number: int) -> Any:
        with house.app_context():
            line.wait()
            try:
                return deed(number)
            except DomainError as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(racers) as pool:
        return list(pool.map(run, range(racers)))


def count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0


@pytest.mark.parametrize("used", [0, 1])
def test_the_last_attempt_started_in_many_windows_is_one_attempt(house: Flask, used: int) -> None:
    with house.app_context():
        group = make_class(items=("truth",), attempts=str(used + 1), counts='"last"')
        for _attempt in range(used):
            sit(group, {})
        learner_id, enrolment_id = group.learner.id, group.enrolment.id

    def deed(_number: int) -> Any:
        with transaction():
            return start(db.session.get_one(Enrolment, enrolment_id), "02-final", by=db.session.get_one(Person, learner_id)).id

    got = race(house, deed)
    with house.app_context():
        rows = db.session.scalars(select(Attempt).where(Attempt.enrolment_id == enrolment_id, Attempt.state == AttemptState.OPEN)).all()
        assert [row.number for row in rows] == [used + 1]
        assert set(got) == {rows[0].id}
        assert count(Attempt.enrolment_id == enrolment_id) == used + 1


def test_handed_in_eight_times_at_once_there_is_one_result(house: Flask) -> None:
    with house.app_context():
        group = make_class(items=("truth",))
        attempt_id = begin(group)
        answer(group, attempt_id, "truth", RIGHT["truth"])
        learner_id, enrolment_id = group.learner.id, group.enrolment.id

    def deed(_number: int) -> Any:
        with transaction():
            return hand_in(attempt_id, by=db.session.get_one(Person, learner_id)).percent

    assert race(house, deed) == [100] * RACERS
    with house.app_context():
        assert count(AuditEntry.thing_id == str(attempt_id), AuditEntry.deed == "marked") == 1
        assert count(StepDone.enrolment_id == enrolment_id) == 1


def test_the_clock_and_the_person_hand_in_at_once_and_there_is_one_result(house: Flask) -> None:
    with house.app_context():
        groups = [make_class(items=("truth",), time_limit='"30 min"') for _each in range(2)]
        ids = [begin(group) for group in groups]
        for group, attempt_id in zip(groups, ids, strict=True):
            answer(group, attempt_id, "truth", RIGHT["truth"])
            let_time_pass(attempt_id)
        people = [group.learner.id for group in groups]

    def deed(number: int) -> Any:
        if number % 2:
            return jobs.close_overdue()
        with transaction():
            return hand_in(ids[0], by=db.session.get_one(Person, people[0])).percent

    race(house, deed)
    with house.app_context():
        for person_id, attempt_id in zip(people, ids, strict=True):
            attempt = db.session.get_one(Attempt, attempt_id)
            assert (attempt.state, attempt.percent, attempt.by_clock) == (AttemptState.MARKED, 100, True)
            assert count(AuditEntry.thing_id == str(attempt_id), AuditEntry.deed == "marked") == 1
            assert count(Notice.person_id == person_id, Notice.kind == "attempt-marked") == 1


def test_of_windows_that_answer_at_once_one_is_kept_and_the_others_are_told(house: Flask) -> None:
    with house.app_context():
        group = make_class(items=("word",))
        attempt_id = begin(group)
        learner_id = group.learner.id

    def deed(number: int) -> Any:
        with transaction():
            return save_answer(held_sitting(attempt_id), "word", Given([f"answer {number}"], 0), by=db.session.get_one(Person, learner_id)).revision

    got = race(house, deed)
    with house.app_context():
        kept = db.session.scalars(select(Answer).where(Answer.attempt_id == attempt_id)).one()
        assert kept.revision == 1
        assert [kind for kind in map(type, got) if kind is not int] == [AnsweredElsewhere] * (RACERS - 1)
        assert kept.response["text"] == f"answer {got.index(1)}"


def test_an_answer_that_races_with_handing_in_either_counts_or_is_refused(house: Flask) -> None:
    with house.app_context():
        groups = [make_class(items=("truth",)) for _each in range(4)]
        ids = [begin(group) for group in groups]
        people = [group.learner.id for group in groups]

    def deed(number: int) -> Any:
        attempt_id, person_id = ids[number // 2], people[number // 2]
        with transaction():
            person = db.session.get_one(Person, person_id)
            return save_answer(held_sitting(attempt_id), "truth", Given(["true"], 0), by=person) if number % 2 else hand_in(attempt_id, by=person)

    got = race(house, deed)
    with house.app_context():
        for number, attempt_id in enumerate(ids):
            refused = isinstance(got[2 * number + 1], DomainError)
            assert db.session.get_one(Attempt, attempt_id).percent == (0 if refused else 100)
            assert count(Answer.attempt_id == attempt_id) == (0 if refused else 1)


def test_starting_again_while_the_clock_closes_leaves_no_half_attempt(house: Flask) -> None:
    with house.app_context():
        group = make_class(items=("truth",), time_limit='"30 min"', attempts="2")
        first = begin(group)
        let_time_pass(first)
        learner_id, enrolment_id = group.learner.id, group.enrolment.id

    def deed(number: int) -> Any:
        if number % 2:
            return jobs.close_overdue()
        with transaction():
            return start(db.session.get_one(Enrolment, enrolment_id), "02-final", by=db.session.get_one(Person, learner_id)).id

    got = race(house, deed)
    assert not [each for each in got if isinstance(each, CannotStart)]
    with house.app_context():
        states = db.session.scalars(select(Attempt.state).where(Attempt.enrolment_id == enrolment_id).order_by(Attempt.number)).all()
        assert states == [AttemptState.MARKED, AttemptState.OPEN]
