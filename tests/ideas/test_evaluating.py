"""Evaluations: who is asked, what stays hidden, and how the result comes to stand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from lms.ideas.jobs.evaluating import remind_evaluators
from lms.ideas.models.evaluating import Evaluation, EvaluationState
from lms.ideas.models.pitches import Idea, IdeaMove, IdeaState
from lms.ideas.queries import evaluating as queries
from lms.ideas.queries.ideas import idea_at_hand
from lms.ideas.scoring import Criterion
from lms.ideas.service import co_authoring, criteria, evaluating
from lms.ideas.service.evaluating_refusals import CannotEvaluate, NotNow, RoundOver, ScoresMissing, WordsMissing
from lms.ideas.service.moving import move
from lms.ideas.service.refusals import JudgedIt
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from lms.people.service import people as directory
from tests.factories.people import make_department, make_person
from tests.factories.sponsoring import FAIR, GOOD, POOR, an_idea, evaluators, give, in_evaluation

pytestmark = pytest.mark.usefixtures("session")


def state_of(round_):
    return db.session.scalars(select(Idea.state).where(Idea.id == round_.idea_id)).one()


def asked(round_):
    return {one.person_id: one for one in queries.round_of(round_.id).round.evaluations}


def told(person_id):
    return set(db.session.scalars(select(Notice.kind).where(Notice.person_id == person_id)))


def test_three_evaluators_of_two_departments_are_asked_and_told():
    three = evaluators()
    round_ = in_evaluation()
    assert set(asked(round_)) == {one.id for one in three}
    assert all("evaluation-asked" in told(one.id) for one in three)
    assert queries.round_of(round_.id).short is None


def test_authors_and_co_authors_are_never_asked():
    parks = make_department("Parks")
    author, other = (make_person(name, Role.EVALUATOR, department=parks) for name in ("Ina Inventor", "Cole Coauthor"))
    evaluators()
    assert not {author.id, other.id} & set(asked(in_evaluation(author, other)))


def test_too_few_evaluators_are_told_to_the_office_and_give_no_result():
    office = make_person("Otto Office", Role.PROGRAMME_OFFICE)
    two = evaluators(make_department("A"), make_department("B"))
    round_ = in_evaluation()
    assert "evaluation-short" in told(office.id)
    for one in two:
        assert give(round_.id, one, GOOD) is False
    assert state_of(round_) is IdeaState.IN_EVALUATION


def test_the_last_score_closes_the_round_and_moves_the_idea_on():
    three = evaluators()
    round_ = in_evaluation()
    assert [give(round_.id, one, GOOD) for one in three] == [False, False, True]
    found = queries.round_of(round_.id)
    assert state_of(round_) is IdeaState.SEEKING_SPONSOR
    assert (found.round.result["mean"], found.round.result["disagreement"]) == ("5.00", "0.00")
    row = db.session.scalars(select(IdeaMove).where(IdeaMove.idea_id == round_.idea_id, IdeaMove.after == IdeaState.SEEKING_SPONSOR)).one()
    assert row.by_id is None, "who scored last stays unknown"


def test_poor_scores_end_the_idea_with_a_reason():
    three = evaluators()
    round_ = in_evaluation()
    for one in three:
        give(round_.id, one, POOR)
    assert state_of(round_) is IdeaState.DECLINED
    row = db.session.scalars(select(IdeaMove).where(IdeaMove.after == IdeaState.DECLINED)).one()
    assert "1.00 of 5" in row.reason


def test_who_disagrees_talks_before_the_result_stands():
    three = evaluators()
    round_ = in_evaluation()
    for one, score in zip(three, (5, 5, 0), strict=True):
        give(round_.id, one, score)
    assert state_of(round_) is IdeaState.IN_EVALUATION
    assert queries.round_of(round_.id).in_discussion
    assert all("evaluation-discuss" in told(one.id) for one in three)
    with pytest.raises(WordsMissing), transaction():
        evaluating.conclude(queries.round_of(round_.id), "  ", by=three[0])
    give(round_.id, three[2], 4)
    with transaction():
        evaluating.conclude(queries.round_of(round_.id), "The register is open to us after all.", by=db.session.get_one(Person, three[0].id))
    closed = queries.round_of(round_.id).round
    assert state_of(round_) is IdeaState.SEEKING_SPONSOR
    assert (closed.result["disagreement"], closed.result["blind"]["disagreement"]) == ("0.44", "2.22")
    assert set(asked(round_)[three[2].id].blind_scores.values()) == {0}


def test_nothing_is_talked_about_before_all_have_scored():
    three = evaluators()
    round_ = in_evaluation()
    give(round_.id, three[0], GOOD)
    with pytest.raises(NotNow), transaction():
        evaluating.conclude(queries.round_of(round_.id), "We agree.", by=three[0])
    with pytest.raises(NotNow):
        give(round_.id, three[0], POOR)


def test_scores_beyond_the_scale_are_refused_and_change_nothing():
    three = evaluators()
    round_ = in_evaluation()
    with pytest.raises(ScoresMissing):
        give(round_.id, three[0], 6)
    with pytest.raises(ScoresMissing):
        give(round_.id, three[0], {"problem": 5})
    assert asked(round_)[three[0].id].state is EvaluationState.ASKED


def test_whoever_steps_aside_is_replaced_by_itself():
    three = evaluators()
    fourth = make_person("Fay Fourth", Role.EVALUATOR, department=make_department("D"))
    round_ = in_evaluation()
    first = next(one for one in [*three, fourth] if one.id in asked(round_))
    spare = next(one for one in [*three, fourth] if one.id not in asked(round_))
    mine = queries.evaluation_at_hand(asked(round_)[first.id].id)
    with pytest.raises(WordsMissing), transaction():
        evaluating.recuse(mine, "", by=first)
    with transaction():
        evaluating.recuse(queries.evaluation_at_hand(mine.evaluation.id), "I work on the same thing.", by=db.session.get_one(Person, first.id))
    assert asked(round_)[first.id].state is EvaluationState.RECUSED
    assert asked(round_)[spare.id].state is EvaluationState.ASKED
    with pytest.raises(NotNow):
        give(round_.id, first, GOOD)


def test_an_evaluator_who_changes_department_counts_where_they_were():
    three = evaluators()
    before = three[0].department_id
    round_ = in_evaluation()
    author = next(iter(queries.round_of(round_.id).author_ids))
    three[0].department_id = three[1].department_id = db.session.get_one(Person, author).department_id
    db.session.commit()
    for one in three:
        give(round_.id, one, FAIR)
    assert state_of(round_) is IdeaState.SEEKING_SPONSOR
    assert asked(round_)[three[0].id].department_id == before


def test_an_evaluator_who_leaves_or_loses_the_role_is_replaced_and_their_score_stays():
    three = evaluators()
    round_ = in_evaluation()
    give(round_.id, three[0], GOOD)
    spare = make_person("Fay Fourth", Role.EVALUATOR, department=make_department("D"))
    boss = make_person("Ada Administrator", Role.ADMINISTRATOR)
    with transaction():
        one = db.session.get_one(Person, three[1].id)
        directory.withdraw_role(one, one.grants[0], by=db.session.get_one(Person, boss.id))
    now_asked = asked(round_)
    assert now_asked[three[0].id].state is EvaluationState.SCORED
    assert now_asked[three[1].id].state is EvaluationState.RELEASED
    assert now_asked[spare.id].state is EvaluationState.ASKED


def test_an_evaluator_who_asks_to_join_is_replaced_and_who_scored_cannot(session):
    three = evaluators()
    round_ = in_evaluation()
    number = queries.round_of(round_.id).idea.number
    spare = make_person("Fay Fourth", Role.EVALUATOR, department=make_department("D"))
    give(round_.id, three[0], GOOD)
    with pytest.raises(JudgedIt, match="You have scored"), transaction():
        co_authoring.ask_to_join(idea_at_hand(number), "", by=db.session.get_one(Person, three[0].id))
    with transaction():
        join = co_authoring.ask_to_join(idea_at_hand(number), "", by=db.session.get_one(Person, three[1].id)).id
    states = {person_id: one.state.value for person_id, one in asked(round_).items()}
    assert states == {three[0].id: "scored", three[1].id: "released", three[2].id: "asked", spare.id: "asked"}
    with transaction():
        co_authoring.answer_join(idea_at_hand(number), join, True, by=idea_at_hand(number).idea.authors[0].person)
    for one in (three[2], spare):
        give(round_.id, one, GOOD)
    assert state_of(round_) is IdeaState.SEEKING_SPONSOR


def test_whoever_waits_to_join_is_not_asked_and_a_judge_is_not_let_in(session):
    three = evaluators()
    idea = an_idea(state=IdeaState.SUBMITTED)
    author = idea_at_hand(idea.number).idea.authors[0].person
    with transaction():
        join = co_authoring.ask_to_join(idea_at_hand(idea.number), "", by=db.session.get_one(Person, three[0].id)).id
    with transaction():
        move(idea_at_hand(idea.number).idea, "admit", by=None)
    round_ = queries.newest_round(idea.id).round
    assert three[0].id not in asked(round_)
    db.session.add(Evaluation(round_id=round_.id, person_id=three[0].id, state=EvaluationState.SCORED, scored_at=now()))
    db.session.commit()  # as a house of before could have it
    with pytest.raises(JudgedIt, match="while the idea is in evaluation"), transaction():
        co_authoring.answer_join(idea_at_hand(idea.number), join, True, by=author)


def test_the_office_names_evaluators_by_hand_but_not_whom_the_rules_forbid():
    office = make_person("Otto Office", Role.PROGRAMME_OFFICE)
    parks = make_department("Parks")
    author = make_person("Ina Inventor", Role.EVALUATOR, department=parks)
    near, far = make_person("Nils Near", Role.EVALUATOR, department=parks), make_person("Fay Far", Role.EVALUATOR, department=make_department("D"))
    no_evaluator = make_person("Noor Noble")
    round_ = in_evaluation(author)
    assert set(asked(round_)) == {near.id, far.id}
    other = make_person("Nia Near", Role.EVALUATOR, department=parks)
    for person in (author, no_evaluator, far, other):
        with pytest.raises(CannotEvaluate), transaction():
            evaluating.appoint(queries.round_of(round_.id), person, by=office)
    more = make_person("Mo More", Role.EVALUATOR, department=make_department("E"))
    with transaction():
        evaluating.appoint(queries.round_of(round_.id), db.session.get_one(Person, more.id), by=db.session.get_one(Person, office.id))
    assert asked(round_)[more.id].asked_by_id == office.id
    assert queries.round_of(round_.id).short is None


def test_a_released_evaluator_is_off_and_a_score_that_was_given_counts():
    three = evaluators()
    office = make_person("Otto Office", Role.PROGRAMME_OFFICE)
    round_ = in_evaluation()
    give(round_.id, three[0], GOOD)
    with pytest.raises(NotNow), transaction():
        evaluating.release(queries.evaluation_at_hand(asked(round_)[three[0].id].id), by=office)
    with transaction():
        evaluating.release(queries.evaluation_at_hand(asked(round_)[three[1].id].id), by=db.session.get_one(Person, office.id))
    assert asked(round_)[three[1].id].state is EvaluationState.RELEASED
    with transaction():
        evaluating.fill_up(queries.round_of(round_.id), by=db.session.get_one(Person, office.id))
    assert queries.round_of(round_.id).short == "people"


def test_an_idea_that_leaves_the_evaluation_takes_its_round_along():
    three = evaluators()
    round_ = in_evaluation()
    with transaction():
        move(db.session.get_one(Idea, round_.idea_id), "decline", "We do this already.", by=None)
    with pytest.raises(RoundOver):
        give(round_.id, three[0], GOOD)


def test_a_round_keeps_the_criteria_with_which_it_began():
    three = evaluators()
    office = make_person("Otto Office", Role.PROGRAMME_OFFICE)
    round_ = in_evaluation()
    with transaction():
        one = (Criterion("only", "Only this", 1, {0: "no", 3: "maybe", 5: "yes"}),)
        criteria.save_criteria(one, Decimal("4"), Decimal("1"), "Simpler", based_on=0, by=db.session.get_one(Person, office.id))
    assert len(queries.round_of(round_.id).criteria) == 5
    for person in three:
        give(round_.id, person, FAIR)
    assert state_of(round_) is IdeaState.SEEKING_SPONSOR
    assert [one.key for one in queries.round_of(in_evaluation().id).criteria] == ["only"]
    with pytest.raises(NotNow), transaction():
        criteria.save_criteria(one, Decimal("4"), Decimal("1"), "Again", based_on=0, by=office)


def test_evaluators_are_reminded_at_half_time_and_at_the_end_once_each():
    three = evaluators()
    office = make_person("Otto Office", Role.PROGRAMME_OFFICE)
    in_evaluation()
    with at(now() + timedelta(days=13)):
        assert remind_evaluators() == 3
        assert remind_evaluators() == 0
    assert "evaluation-late" not in told(office.id)
    with at(now() + timedelta(days=23)):
        assert remind_evaluators() == 3
    assert {"evaluation-half", "evaluation-due"} <= told(three[0].id)
    assert "evaluation-late" in told(office.id)


def test_allocation_spreads_the_work():
    three = evaluators()
    more = evaluators()
    for _ in range(4):
        in_evaluation()
    loads = {one.id: one.load for one in queries.candidates()}
    assert set(loads) == {one.id for one in (*three, *more)}
    assert set(loads.values()) == {2}


def test_what_is_asked_costs_the_same_for_one_idea_and_for_ten(statements):
    three = evaluators()
    in_evaluation()
    with statements() as few:
        queries.evaluations_of(three[0].id)
        queries.open_rounds()
    for _ in range(5):
        an_idea()
        in_evaluation()
    db.session.expire_all()
    with statements() as many:
        queries.evaluations_of(three[0].id)
        queries.open_rounds()
    assert len(many) <= len(few) + 1
    assert db.session.scalars(select(Evaluation)).all()
