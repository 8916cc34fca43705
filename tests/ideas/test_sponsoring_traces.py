"""What evaluation and sponsorship keep of a person who is erased, and of a department that becomes part of another."""

import pytest

from lms.ideas.models.evaluating import Evaluation
from lms.ideas.models.sponsoring import Fund
from lms.ideas.queries import evaluating as evaluations
from lms.ideas.queries.sponsoring import charter_at_hand
from lms.ideas.service import erasing_sponsoring, evaluating
from lms.ideas.service.merged_funds import move_funds
from lms.kit.db import db, transaction
from lms.people.events import DepartmentMerged, PersonErased
from lms.people.models import Person
from lms.people.service.erasing import NAME
from lms.privacy.queries.slices import SLICES
from tests.factories.people import make_department
from tests.factories.sponsoring import GOOD, a_fund, evaluators, give, in_evaluation, sponsored

pytestmark = pytest.mark.usefixtures("session")


def gone(person):
    with transaction():
        erasing_sponsoring.erase(PersonErased(person.id, person.name, person.email))


def test_names_go_from_signatures_and_the_charter_stays():
    row = sponsored()
    sponsor = charter_at_hand(row.id).sponsorship.sponsor
    author = db.session.get_one(Person, next(iter(charter_at_hand(row.id).author_ids)))
    gone(sponsor)
    gone(author)
    db.session.expire_all()
    kept = charter_at_hand(row.id).sponsorship
    assert (kept.sponsor_name, kept.author_name) == (NAME, NAME)
    assert kept.outcome == "Waiting time halves."


def test_a_score_stays_and_the_reason_for_stepping_aside_goes():
    three = evaluators()
    round_id = in_evaluation().id
    give(round_id, three[0], GOOD)
    other = next(one for one in evaluations.round_of(round_id).taking_part if one.person_id == three[1].id)
    with transaction():
        evaluating.recuse(evaluations.evaluation_at_hand(other.id), "I am married to the author.", by=db.session.get_one(Person, three[1].id))
    for person in three[:2]:
        gone(db.session.get_one(Person, person.id))
    db.session.expire_all()
    rows = {one.person_id: one for one in evaluations.round_of(round_id).round.evaluations}
    assert set(rows[three[0].id].scores.values()) == {GOOD}
    assert rows[three[1].id].recused_why == NAME


def test_the_copy_of_ones_data_holds_ones_evaluations_and_charters():
    row = sponsored()
    ideas = next(one for one in SLICES if one.name == "ideas")
    parts = {part.stored.name: part.rows for part in ideas.what_is_stored(row.sponsor_id)}
    assert len(parts["idea_charters"]) == 1
    assert "content_hash" not in parts["idea_charters"][0]


def test_funds_and_counted_departments_follow_a_merger():
    old, new = make_department("Old"), make_department("New")
    fund = a_fund(department_id=old.id)
    three = evaluators(old, make_department("B"), make_department("C"))
    round_id = in_evaluation().id
    mine = next(one for one in evaluations.round_of(round_id).taking_part if one.person_id == three[0].id).id
    with transaction():
        move_funds(DepartmentMerged(old.id, new.id))
    db.session.expire_all()
    assert db.session.get_one(Fund, fund.id).department_id == new.id
    assert db.session.get_one(Evaluation, mine).department_id == new.id
