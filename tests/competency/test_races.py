"""Many who write at once, each with a connection of its own: no update of a standing is lost."""

import time
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.competency.models import ClaimState, Evidence, EvidenceKind, SelfAssessment, Standing, StandingChange
from lms.competency.queries.assessing import framework_named
from lms.competency.queries.claims import claim_at_hand
from lms.competency.queries.frameworks import competence_ids
from lms.competency.service import assessing, recompute
from lms.competency.service.claims import decide
from lms.competency.service.evidence import NewEvidence, add_evidence, withdraw_evidence
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.people.models import Person, Role
from tests.factories.evidence import claimed
from tests.factories.people import make_person
from tests.factories.races import race

RACERS = 8


@pytest.fixture
def scene(house):
    """The ids of a person and of some competences."""
    with house.app_context():
        person_id = make_person().id
        ids = competence_ids("digcomp", ["1.1", "1.2", "1.3"])
        db.session.remove()
    return person_id, ids


def piece(person_id, competence_id, level=3, source=None):
    return NewEvidence(person_id, competence_id, level, EvidenceKind.OBSERVED, source or uuid4(), "Seen")


def standings():
    return {row.competence_id: (row.level, row.pieces) for row in db.session.scalars(select(Standing))}


def differences():
    with transaction():
        return recompute.compare(None, mend=False).different


def test_eight_who_write_at_once_are_eight_pieces(house, scene):
    person_id, ids = scene
    race(house, [lambda: add_evidence([piece(person_id, ids["1.3"])])] * RACERS)
    with house.app_context():
        assert standings() == {ids["1.3"]: (3, RACERS)}
        changes = db.session.execute(select(StandingChange.before, StandingChange.after).order_by(StandingChange.after)).all()
        assert [tuple(change) for change in changes] == [(0, 2), (2, 3)]
        assert differences() == []


def test_the_same_source_told_eight_times_is_one_piece(house, scene):
    person_id, ids = scene
    source = uuid4()
    added = race(house, [lambda: add_evidence([piece(person_id, ids["1.3"], source=source)])] * RACERS)
    assert sorted(added) == [0] * (RACERS - 1) + [1]
    with house.app_context():
        assert standings()[ids["1.3"]][1] == 1


def test_writers_of_several_competences_in_any_order_do_not_wait_for_each_other_for_ever(house, scene):
    person_id, ids = scene

    def write(codes):
        return lambda: add_evidence([piece(person_id, ids[code]) for code in codes])

    race(house, [write(codes) for codes in (("1.1", "1.2", "1.3"), ("1.3", "1.2", "1.1")) * (RACERS // 2)])
    with house.app_context():
        assert standings() == dict.fromkeys(ids.values(), (3, RACERS))
        assert differences() == []


def test_who_write_of_the_same_two_people_in_opposite_order_both_come_to_an_end(house, scene):
    first, ids = scene
    with house.app_context():
        second = make_person("Second").id
        db.session.remove()

    def write(people):
        def work():
            for person_id in people:
                add_evidence([piece(person_id, ids["1.3"])])
                time.sleep(0.1)  # long enough for the other to have begun

        return work

    race(house, [write([first, second]), write([second, first])])
    with house.app_context():
        assert db.session.scalars(select(Standing.pieces)).all() == [2, 2]
        assert differences() == []


def test_adding_and_withdrawing_at_once_leaves_what_the_ledger_says(house, scene):
    person_id, ids = scene
    source = uuid4()
    with house.app_context(), transaction():
        add_evidence([piece(person_id, ids["1.3"], 8, source)])
    works = [lambda: withdraw_evidence(EvidenceKind.OBSERVED, source), *[lambda: add_evidence([piece(person_id, ids["1.3"])])] * 5]
    race(house, works)
    with house.app_context():
        assert standings() == {ids["1.3"]: (3, 5)}
        assert differences() == []


def test_a_claim_that_two_decide_at_once_is_decided_once(house):
    with house.app_context():
        claim_id = claimed(make_person()).id
        reviewers = [make_person(f"Reviewer {number}", Role.HR).id for number in range(4)]
        db.session.remove()

    def accept(by_id):
        return lambda: decide(claim_at_hand(claim_id).claim, ClaimState.ACCEPTED, "", by=db.session.get_one(Person, by_id))

    answers = race(house, [accept(by_id) for by_id in reviewers])
    assert sum(isinstance(answer, DomainError) for answer in answers) == 3
    with house.app_context():
        assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1


def test_two_tabs_begin_one_self_assessment(house, scene):
    person_id, _ids = scene

    def begin():
        return assessing.begin(framework_named("digcomp"), by=db.session.get_one(Person, person_id)).id

    assert len(set(race(house, [begin] * RACERS))) == 1
    with house.app_context():
        assert db.session.scalar(select(func.count()).select_from(SelfAssessment)) == 1
