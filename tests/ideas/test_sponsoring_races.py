"""Many at once: the last score, the fourth charter, the last money of a fund."""

from sqlalchemy import func, select

from lms.ideas.models.evaluating import EvaluationRound
from lms.ideas.models.pitches import Idea, IdeaMove, IdeaState
from lms.ideas.models.sponsoring import Fund, GrantState, MicroGrant, Sponsorship
from lms.ideas.queries import evaluating as evaluations
from lms.ideas.queries import funds as fund_queries
from lms.ideas.queries import sponsoring as charters
from lms.ideas.service import evaluating, funds, sponsoring
from lms.kit.db import db
from lms.kit.errors import DomainError
from lms.people.models import Person, Role
from tests.factories.people import make_person
from tests.factories.races import race
from tests.factories.sponsoring import GOOD, a_fund, a_sponsor, an_idea, asked, drafted, evaluators, give, in_evaluation, sponsored, terms


def scoring(evaluation_id, person_id):
    def work():
        at_hand = evaluations.evaluation_at_hand(evaluation_id)
        scores = {one.key: GOOD for one in at_hand.found.criteria}
        return evaluating.score(at_hand, scores, "", by=db.session.get_one(Person, person_id))

    return work


def test_two_evaluators_who_finish_at_once_close_the_round_exactly_once(house):
    for _ in range(3):
        with house.app_context():
            three = evaluators()
            round_id = in_evaluation().id
            found = evaluations.round_of(round_id)
            idea_id, taking_part = found.idea.id, [(one.id, one.person_id) for one in found.taking_part]
            by_id = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_([person for _one, person in taking_part])))}
            give(round_id, by_id[taking_part[0][1]], GOOD)
            assert len(three) == 3
            db.session.remove()
        answers = race(house, [scoring(*one) for one in taking_part[1:]])
        assert sorted(answers, key=str) == [False, True]
        with house.app_context():
            assert db.session.scalar(select(Idea.state).where(Idea.id == idea_id)) is IdeaState.SEEKING_SPONSOR
            moves = select(func.count()).select_from(IdeaMove).where(IdeaMove.idea_id == idea_id, IdeaMove.after == IdeaState.SEEKING_SPONSOR)
            assert db.session.scalar(moves) == 1
            assert db.session.get_one(EvaluationRound, round_id).result["evaluators"] == 3
            db.session.remove()


def test_two_clicks_on_one_evaluation_count_once(house):
    with house.app_context():
        evaluators()
        found = evaluations.round_of(in_evaluation().id)
        one = (found.taking_part[0].id, found.taking_part[0].person_id)
        db.session.remove()
    answers = race(house, [scoring(*one)] * 2)
    assert sum(isinstance(answer, DomainError) for answer in answers) == 1


def test_two_charters_at_once_are_never_the_fourth(house):
    with house.app_context():
        sponsor = a_sponsor()
        for _ in range(2):
            drafted(an_idea(), sponsor)
        numbers, sponsor_id = [an_idea().number for _ in range(2)], sponsor.id
        db.session.remove()

    def drafting(number):
        return lambda: sponsoring.draft(charters.idea_at_hand(number), terms(), by=db.session.get_one(Person, sponsor_id)).id

    answers = race(house, [drafting(number) for number in numbers])
    assert [type(one).__name__ for one in answers if isinstance(one, DomainError)] == ["TooMany"]
    with house.app_context():
        assert db.session.scalar(select(func.count()).select_from(Sponsorship).where(Sponsorship.sponsor_id == sponsor_id)) == 3


def test_two_sponsors_at_once_do_not_both_get_the_idea(house):
    with house.app_context():
        number, ids = an_idea().number, [a_sponsor(name).id for name in ("Sonja Sponsor", "Sam Second")]
        db.session.remove()

    def drafting(person_id):
        return lambda: sponsoring.draft(charters.idea_at_hand(number), terms(), by=db.session.get_one(Person, person_id)).id

    answers = race(house, [drafting(one) for one in ids])
    assert [type(one).__name__ for one in answers if isinstance(one, DomainError)] == ["NotSeeking"]


def test_both_signatures_at_once_make_one_sponsorship(house):
    with house.app_context():
        sponsor = a_sponsor()
        row = drafted(an_idea(), sponsor)
        people, charter_id = [sponsor.id, next(iter(charters.charter_at_hand(row.id).author_ids))], row.id
        db.session.remove()

    def signing(person_id):
        def work():
            at_hand = charters.charter_at_hand(charter_id)
            return sponsoring.sign(at_hand, at_hand.sponsorship.content_hash, by=db.session.get_one(Person, person_id))

        return work

    assert sorted(race(house, [signing(one) for one in people])) == [False, True]
    with house.app_context():
        assert charters.charter_at_hand(charter_id).idea.state is IdeaState.SPONSORED
        assert len(charters.charter_at_hand(charter_id).sponsorship.reviews) == 3


def test_two_controllers_at_once_do_not_overdraw_a_fund(house):
    with house.app_context():
        fund = a_fund(1000)
        grants = [asked(sponsored(sponsor=a_sponsor(name)), fund, 700).id for name in ("Sonja Sponsor", "Sam Second")]
        controllers = [make_person(name, Role.FINANCE_CONTROLLER).id for name in ("Cora", "Carl")]
        fund_id = fund.id
        db.session.remove()

    def booking(grant_id, person_id):
        return lambda: funds.book(fund_queries.grant_at_hand(grant_id), by=db.session.get_one(Person, person_id))

    answers = race(house, [booking(*pair) for pair in zip(grants, controllers, strict=True)])
    assert [type(one).__name__ for one in answers if isinstance(one, DomainError)] == ["FundEmpty"]
    with house.app_context():
        assert db.session.get_one(Fund, fund_id).booked == 700
        assert db.session.scalar(select(func.count()).select_from(MicroGrant).where(MicroGrant.state == GrantState.BOOKED)) == 1


def test_one_grant_booked_by_two_at_once_counts_once(house):
    with house.app_context():
        fund = a_fund(5000)
        grant_id, fund_id = asked(sponsored(), fund, 700).id, fund.id
        controllers = [make_person(name, Role.FINANCE_CONTROLLER).id for name in ("Cora", "Carl")]
        db.session.remove()
    works = [lambda one=one: funds.book(fund_queries.grant_at_hand(grant_id), by=db.session.get_one(Person, one)) for one in controllers]
    assert sum(isinstance(answer, DomainError) for answer in race(house, works)) == 1
    with house.app_context():
        assert db.session.get_one(Fund, fund_id).booked == 700
