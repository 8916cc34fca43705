"""Two ideas become one, and two again, exactly as they were."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.ideas.models.evaluating import Evaluation, EvaluationRound, EvaluationState
from lms.ideas.models.pitches import (
    Idea,
    IdeaAuthor,
    IdeaComment,
    IdeaFile,
    IdeaFollow,
    IdeaMerger,
    IdeaMove,
    IdeaState,
    IdeaSupport,
    Stance,
)
from lms.ideas.models.similarity import idea_term
from lms.ideas.models.sponsoring import Sponsorship, SponsorshipState
from lms.ideas.queries import evaluating as evaluations
from lms.ideas.service import evaluating, merging, pitching, talking
from lms.ideas.service.refusals import AlreadyDone, CannotMerge, NeedsReason, TooLate
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.kit.search import SearchEntry
from lms.people.models import Person, Role
from tests.factories.ideas import WAY, at_hand, make_idea, office, person, take
from tests.factories.people import make_department, make_person
from tests.factories.races import race
from tests.factories.sponsoring import a_sponsor, drafted, evaluators, give, sign

WHY = "They are one idea."


def snapshot(*ideas):
    """All that hangs on ideas, row by row, but for their histories, which only grow."""
    db.session.expire_all()
    ids, numbers = [idea.id for idea in ideas], [idea.number for idea in ideas]
    kept = {}
    for model in (IdeaAuthor, IdeaSupport, IdeaFollow, IdeaFile, IdeaComment, EvaluationRound, Sponsorship):
        rows = db.session.scalars(select(model).where(model.idea_id.in_(ids)).order_by(model.id))
        kept[model.__tablename__] = _plain(rows)
    kept["idea"] = _plain(db.session.scalars(select(Idea).where(Idea.id.in_(ids)).order_by(Idea.number)))
    of_rounds = select(Evaluation).join(EvaluationRound).where(EvaluationRound.idea_id.in_(ids))
    kept["evaluation"] = _plain(db.session.scalars(of_rounds.order_by(Evaluation.id)))
    kept["terms"] = sorted(db.session.execute(select(idea_term).where(idea_term.c.number.in_(numbers))).all())
    found = select(SearchEntry.thing_id, SearchEntry.title, SearchEntry.body).where(SearchEntry.thing_id.in_(ids))
    kept["search"] = sorted(map(tuple, db.session.execute(found)))
    return kept


def _plain(rows):
    return [{column.name: getattr(row, column.name) for column in row.__table__.columns} for row in rows]


def _merge(idea, into, desk, why=WHY):
    with transaction():
        return merging.merge(at_hand(idea), into.number, why, by=person(desk)).id


def _undo(merger_id, desk):
    with transaction():
        merging.undo(db.session.get_one(IdeaMerger, merger_id), "They are two after all.", by=person(desk))


def _rich(state="submitted", extra=()):
    """An idea with two authors, a file, supporters, followers and comments."""
    authors = [make_person("Ann Author"), make_person("Bo Author")]
    idea = make_idea("draft", authors)
    with transaction():
        pitching.add_files(at_hand(idea), [("count.csv", b"a,b\n1,2\n")], by=person(authors[0]))
    for deed in WAY[state]:
        with transaction():
            take(idea, deed, by=authors[0] if deed == "submit" else None)
    if state == "in_evaluation":
        for one in evaluations.newest_round(idea.id).taking_part[:2]:
            give(evaluations.newest_round(idea.id).round.id, one.person, 4)
    if state == "seeking_sponsor":
        sponsor = a_sponsor()
        sign(drafted(idea, sponsor).id, sponsor)
    for one in [make_person("Sue Supporter"), *extra]:
        with transaction():
            talking.support(at_hand(idea), by=person(one))
            talking.comment(at_hand(idea), f"{one.name} likes it", Stance.FOR, by=person(one))
    return idea


@pytest.mark.parametrize(
    ("state", "other"),
    [
        ("submitted", "submitted"),
        ("in_evaluation", "submitted"),
        ("returned", "in_evaluation"),
        ("seeking_sponsor", "in_evaluation"),
        ("parked", "seeking_sponsor"),
    ],
)
def test_undoing_a_merger_restores_both_exactly(session, state, other):
    evaluators()
    desk, shared = office(), make_person("Sam Shared")
    idea, into = _rich(state, [shared]), _rich(other, [shared])
    before = snapshot(idea, into)
    merger = _merge(idea, into, desk)
    assert snapshot(idea, into) != before
    _undo(merger, desk)
    assert snapshot(idea, into) == before


def test_an_undone_merger_replaces_evaluators_who_left_meanwhile_and_keeps_their_scores(session):
    three, desk = evaluators(), office()
    idea, into = _rich("in_evaluation"), _rich()
    round_id = evaluations.newest_round(idea.id).round.id
    merger = _merge(idea, into, desk)
    spare = make_person("Fay Fourth", Role.EVALUATOR, department=make_department("D"))
    for one in three:
        session.get_one(Person, one.id).active = False
    session.commit()
    _undo(merger, desk)
    found = evaluations.newest_round(idea.id)
    assert (found.round.id, found.is_open) == (round_id, True)
    assert sorted(one.state.value for one in found.round.evaluations) == ["asked", "released", "scored", "scored"]
    assert next(one for one in found.round.evaluations if one.state is EvaluationState.ASKED).person_id == spare.id


def test_a_charter_whose_sponsor_stands_for_three_others_meanwhile_stays_ended(session):
    desk, sponsor = office(), a_sponsor()
    idea, into = make_idea("seeking_sponsor"), make_idea()
    charter = drafted(idea, sponsor).id
    merger = _merge(idea, into, desk)
    for _ in range(3):
        drafted(make_idea("seeking_sponsor"), sponsor)
    _undo(merger, desk)
    assert session.get_one(Sponsorship, charter, populate_existing=True).state is SponsorshipState.ENDED


def test_authors_of_a_merged_idea_do_not_judge_the_other(session):
    parks, desk = make_department("Parks"), office()
    judge = make_person("Eva Author", Role.EVALUATOR, department=parks)
    into, scored = make_idea("in_evaluation"), make_idea("in_evaluation")
    first, second = evaluators(make_department("A"), make_department("B"))
    for one in (into, scored):
        for person_ in (first, second):
            with transaction():
                evaluating.appoint(evaluations.newest_round(one.id), person(person_), by=person(desk))
    spare = make_person("Fay Fourth", Role.EVALUATOR, department=make_department("C"))
    idea = make_idea("submitted", [judge])
    _merge(idea, into, desk)
    states = {one.person_id: one.state.value for one in evaluations.newest_round(into.id).round.evaluations}
    assert (states[judge.id], states[spare.id]) == ("released", "asked")
    give(evaluations.newest_round(scored.id).round.id, judge, 5)
    with pytest.raises(CannotMerge, match="just scored"):
        _merge(make_idea("submitted", [judge]), scored, desk)


def test_a_merger_keeps_everybody_once_and_says_where_comments_come_from(session):
    desk, shared = office(), make_person("Sam Shared")
    idea, into = _rich(extra=[shared]), _rich(extra=[shared])
    everybody = {row.person_id for row in session.scalars(select(IdeaAuthor))}
    _merge(idea, into, desk)
    found = at_hand(into)
    assert found.author_ids == everybody
    supporters = session.scalars(select(IdeaSupport.person_id).where(IdeaSupport.idea_id == into.id)).all()
    assert len(supporters) == len(set(supporters)) == 3
    origins = session.scalars(select(IdeaComment.origin_id).where(IdeaComment.idea_id == into.id)).all()
    assert sorted(map(str, origins)) == sorted([str(idea.id)] * 2 + ["None"] * 2)
    assert len(session.scalars(select(IdeaFile).where(IdeaFile.idea_id == into.id)).all()) == 2
    assert [move.deed for move in session.scalars(select(IdeaMove).where(IdeaMove.idea_id == idea.id).order_by(IdeaMove.at))][-1] == "merge"


def test_the_old_address_leads_to_the_other_with_a_sentence(client, session):
    desk, reader = office(), make_person()
    first, second, third = make_idea(), make_idea(), make_idea()
    _merge(first, second, desk)
    _merge(second, third, desk)
    client.sign_in(reader)
    answer = client.get(f"/ideas/{first.number}")
    assert answer.status_code == 302
    assert answer.location.endswith(f"/ideas/{third.number}")
    page = client.get(answer.location).text
    assert f"Idea {first.number} was merged into this one" in page
    assert "was merged into this idea" in page  # in the other's history


def test_what_was_said_after_the_merger_stays_with_the_one_that_lives(session):
    desk, idea, into = office(), _rich(), _rich()
    merger = _merge(idea, into, desk)
    with transaction():
        late = talking.comment(at_hand(into), "Said later", Stance.NEUTRAL, by=person(make_person())).id
        talking.support(at_hand(into), by=person(make_person("Late Supporter")))
    _undo(merger, desk)
    assert session.get_one(IdeaComment, late).idea_id == into.id
    assert len(session.scalars(select(IdeaSupport).where(IdeaSupport.idea_id == into.id)).all()) == 2


def test_mergers_that_make_no_sense_are_refused_with_a_sentence(session):
    desk, author = office(), make_person()
    idea, into, draft = make_idea(), make_idea(), make_idea("draft")
    own = make_idea("submitted", [desk])
    gone = make_idea()
    _merge(gone, into, desk)
    for source, target, words in (
        (idea, idea, "cannot be merged into itself"),
        (idea, draft, "no submitted idea"),
        (idea, gone, f"itself merged into idea {into.number}"),
        (gone, idea, "was merged already"),
        (idea, own, "colleague of the programme office"),
    ):
        with pytest.raises(CannotMerge, match=words), transaction():
            merging.merge(at_hand(source), target.number, WHY, by=person(desk))
    with pytest.raises(CannotMerge, match="no submitted idea"), transaction():
        merging.merge(at_hand(idea), 999_999, WHY, by=person(desk))
    with pytest.raises(NeedsReason), transaction():
        merging.merge(at_hand(idea), into.number, " ", by=person(desk))
    assert at_hand(idea).idea.state is IdeaState.SUBMITTED
    assert author.id not in at_hand(idea).author_ids


def test_an_undoing_ends_after_thirty_days_and_happens_once(session):
    desk, idea, into = office(), make_idea(), make_idea()
    merger = _merge(idea, into, desk)
    with at(now() + timedelta(days=31)), pytest.raises(TooLate):
        _undo(merger, desk)
    with at(now() + timedelta(days=29)):
        _undo(merger, desk)
        with pytest.raises(AlreadyDone):
            _undo(merger, desk)
    _merge(idea, into, desk)  # and may be merged anew


def test_a_chain_is_undone_from_its_end(session):
    desk, first, second, third = office(), _rich(), _rich(), _rich()
    before = snapshot(first, second, third)
    one, two = _merge(first, second, desk), _merge(second, third, desk)
    with pytest.raises(CannotMerge, match="Undo that merger first"):
        _undo(one, desk)
    _undo(two, desk)
    _undo(one, desk)
    assert snapshot(first, second, third) == before


def test_two_offices_at_once_have_one_outcome(house):
    with house.app_context():
        desks = [office().id for _ in range(2)]
        numbers = [make_idea().number for _ in range(2)]
        db.session.remove()

    def merge(desk_id, source, target):
        def work():
            desk = db.session.get_one(type(desk_model), desk_id)
            return merging.merge(at_hand(source), target, WHY, by=desk).id

        return work

    with house.app_context():
        desk_model = make_person()
    for first, second in ((numbers, numbers), (numbers, numbers[::-1])):
        answers = race(house, [merge(desks[0], *first), merge(desks[1], *second)])
        assert sorted(isinstance(one, Exception) for one in answers) == [False, True], answers
        refusal = next(one for one in answers if isinstance(one, Exception))
        assert "merged" in str(refusal)
        with house.app_context():
            standing = db.session.scalars(select(IdeaMerger).where(IdeaMerger.undone_at.is_(None))).all()
            assert len(standing) == 1
            desk = db.session.get_one(type(desk_model), desks[0])
            with transaction():
                merging.undo(db.session.get_one(IdeaMerger, standing[0].id), "Once more.", by=desk)
            db.session.remove()
