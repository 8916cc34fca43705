"""Sponsorship: who may stand for an idea, what both sign, reviews, orphans, and what follows an end."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.ideas.jobs import sponsoring as jobs
from lms.ideas.models.pitches import Idea, IdeaMove, IdeaState
from lms.ideas.models.sponsoring import GrantState, SponsorReview, SponsorshipState
from lms.ideas.queries import sponsoring as queries
from lms.ideas.service import sponsoring
from lms.ideas.service.moving import move
from lms.ideas.service.sponsoring_ends import review_opens_on
from lms.ideas.service.sponsoring_refusals import ChangedMeanwhile, DatesWrong, MayNotSponsor, NotSeeking, NotThere, TooEarly, TooMany, WordsMissing
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.notices.models import Letter, Notice
from lms.people.models import Grant, Person, Role
from lms.people.service import people as directory
from tests.factories.people import make_department, make_person
from tests.factories.sponsoring import (
    GOOD,
    a_fund,
    a_sponsor,
    an_idea,
    asked,
    booked,
    drafted,
    evaluators,
    give,
    in_evaluation,
    sign,
    sponsored,
    terms,
)

pytestmark = pytest.mark.usefixtures("session")
MONDAY = date(2026, 11, 30)


def told(person_id):
    return set(db.session.scalars(select(Notice.kind).where(Notice.person_id == person_id)))


def again(row):
    return queries.charter_at_hand(row.id)


def author_of(row):
    return db.session.get_one(Person, next(iter(again(row).author_ids)))


def test_an_idea_is_sponsored_when_both_signed_the_same_words():
    author, sponsor = make_person("Ina Inventor", department=make_department("Parks")), a_sponsor()
    idea = an_idea(author)
    row = drafted(idea, sponsor)
    assert "charter-proposed" in told(author.id)
    sign(row.id, sponsor)
    assert again(row).sponsorship.state is SponsorshipState.DRAFTED
    sign(row.id, author)
    charter = again(row).sponsorship
    assert (charter.state, again(row).idea.state) == (SponsorshipState.ACTIVE, IdeaState.SPONSORED)
    assert (charter.sponsor_name, charter.author_name) == ("Sonja Sponsor", "Ina Inventor")
    assert len(charter.reviews) == 3


def test_nobody_signs_what_they_did_not_read():
    sponsor = a_sponsor()
    row = drafted(an_idea(), sponsor)
    seen = again(row).sponsorship.content_hash
    author = author_of(row)
    sign(row.id, sponsor)
    with transaction():
        sponsoring.rewrite(again(row), terms(money=9000), by=db.session.get_one(Person, sponsor.id))
    assert again(row).sponsorship.sponsor_signed_at is None, "a change takes the signature off"
    with pytest.raises(ChangedMeanwhile), transaction():
        sponsoring.sign(again(row), seen, by=db.session.get_one(Person, author.id))
    stranger = make_person("Sam Stranger")
    with pytest.raises(NotThere), transaction():
        sponsoring.sign(again(row), again(row).sponsorship.content_hash, by=stranger)
    again(row).sponsorship.outcome = "Something else, written past the house"
    db.session.commit()
    with pytest.raises(ChangedMeanwhile), transaction():
        sponsoring.sign(again(row), again(row).sponsorship.content_hash, by=author_of(row))


def test_the_fourth_charter_is_refused_and_names_the_three():
    sponsor = a_sponsor()
    ideas = [an_idea(title=f"Plan {letter}") for letter in "ABC"]
    for idea in ideas:
        drafted(idea, sponsor)
    with pytest.raises(TooMany) as refusal:
        drafted(an_idea(), sponsor)
    assert all(f"{idea.number} “{idea.title}”" in str(refusal.value) for idea in ideas)


def test_no_author_and_no_evaluator_stands_for_an_idea():
    three = evaluators()
    round_ = in_evaluation()
    for one in three:
        give(round_.id, one, GOOD)
    idea = db.session.get_one(Idea, round_.idea_id)
    db.session.add(Grant(person_id=three[0].id, role=Role.SPONSOR))
    db.session.commit()
    with pytest.raises(MayNotSponsor, match="judged"):
        drafted(idea, three[0])
    author = make_person("Ina Inventor", Role.SPONSOR)
    with pytest.raises(MayNotSponsor, match="author"):
        drafted(an_idea(author), author)


def test_a_budget_of_a_department_reaches_its_ideas_and_those_that_answer_its_calls():
    parks, mobility = make_department("Parks"), make_department("Mobility")
    sponsor = make_person("Pia Parks")
    db.session.add(Grant(person_id=sponsor.id, role=Role.SPONSOR, department_id=parks.id))
    db.session.commit()
    with pytest.raises(MayNotSponsor, match="beyond"):
        drafted(an_idea(department=mobility), sponsor)
    assert drafted(an_idea(department=parks), sponsor).sponsor_id == sponsor.id


def test_an_idea_has_one_charter_at_a_time_and_only_while_it_seeks_one():
    idea = an_idea()
    drafted(idea, a_sponsor())
    with pytest.raises(NotSeeking):
        drafted(idea, a_sponsor("Sam Second"))
    with pytest.raises(NotSeeking):
        drafted(an_idea(state=IdeaState.SUBMITTED), a_sponsor("Tim Third"))


@pytest.mark.parametrize("days", [(), (0,), (-3, 30), (30, 30)])
def test_days_of_review_lie_ahead_and_are_not_named_twice(days):
    idea, sponsor = an_idea(), a_sponsor()
    made = terms(*days) if days else sponsoring.Terms("x", terms().money, terms().protected_hours, "", ())
    with pytest.raises(DatesWrong), transaction():
        sponsoring.draft(queries.idea_at_hand(idea.number), made, by=sponsor)


def test_an_author_declines_with_a_reason_and_the_idea_goes_on_seeking():
    sponsor = a_sponsor()
    row = drafted(an_idea(), sponsor)
    with pytest.raises(WordsMissing), transaction():
        sponsoring.decline(again(row), " ", by=author_of(row))
    with transaction():
        sponsoring.decline(again(row), "Four hours are too few.", by=author_of(row))
    assert "charter-declined" in told(sponsor.id)
    assert drafted(again(row).idea, a_sponsor("Sam Second"))


def test_a_sponsor_withdraws_with_a_reason_that_followers_read_and_money_goes_back():
    row = sponsored()
    fund = a_fund()
    booked(row, fund, 1000)
    waiting = asked(row, fund, 500)
    with pytest.raises(WordsMissing), transaction():
        sponsoring.withdraw(again(row), "", by=again(row).sponsorship.sponsor)
    with transaction():
        sponsoring.withdraw(again(row), "My department merges.", by=again(row).sponsorship.sponsor)
    assert again(row).idea.state is IdeaState.SEEKING_SPONSOR
    assert again(row).sponsorship.state is SponsorshipState.WITHDRAWN
    last = db.session.scalars(select(IdeaMove).where(IdeaMove.idea_id == row.idea_id, IdeaMove.before == IdeaState.SPONSORED)).one()
    assert last.reason == "My department merges."
    db.session.refresh(fund)
    assert fund.booked == 0
    assert db.session.get_one(type(waiting), waiting.id).state is GrantState.REFUSED


def miss(row, *, working_days=8):
    """Let the job run so long after each review's day."""
    for review in db.session.scalars(select(SponsorReview).where(SponsorReview.sponsorship_id == row.id).order_by(SponsorReview.due_on)).all():
        with at(now() + timedelta(days=(review.due_on - today()).days + working_days + 2)):
            jobs.keep_sponsorships()
        if again(row).sponsorship.state is not SponsorshipState.ACTIVE:
            return


def test_reviews_are_reminded_on_their_day_and_kept_with_a_note():
    row = sponsored(10, 40)
    with at(now() + timedelta(days=10)):
        jobs.keep_sponsorships()
        jobs.keep_sponsorships()
    kinds = db.session.scalars(select(Notice.kind).where(Notice.person_id == row.sponsor_id, Notice.kind == "review-due")).all()
    assert len(kinds) == 1
    review = again(row).sponsorship.reviews[0]
    opens = review_opens_on(review.due_on, frozenset())
    assert review_opens_on(MONDAY, frozenset()) == date(2026, 11, 23)
    assert review_opens_on(MONDAY, frozenset({date(2026, 11, 25)})) == date(2026, 11, 20)

    def hold(note, day):
        with at(now() + timedelta(days=(day - today()).days)), transaction():
            sponsoring.hold_review(queries.review_at_hand(row.id, review.id), note, by=again(row).sponsorship.sponsor)

    with pytest.raises(WordsMissing):
        hold("", opens)
    with pytest.raises(TooEarly, match="five working days before"):
        hold("All is well already.", opens - timedelta(days=1))
    hold("Two counters take part.", opens)
    assert "review-held" in told(author_of(row).id)
    with pytest.raises(NotThere):
        hold("Again.", opens)


def test_one_missed_review_warns_and_two_orphan_the_idea():
    office = make_person("Otto Office", Role.PROGRAMME_OFFICE)
    row = sponsored(10, 40, 70)
    with at(now() + timedelta(days=20)):
        jobs.keep_sponsorships()
    assert again(row).sponsorship.state is SponsorshipState.ACTIVE
    assert "review-missed" in told(row.sponsor_id)
    with at(now() + timedelta(days=52)):
        jobs.keep_sponsorships()
    assert again(row).sponsorship.state is SponsorshipState.ORPHANED
    assert again(row).idea.state is IdeaState.SPONSORED, "the idea waits ten working days"
    assert "sponsor-orphaned" in told(office.id) & told(author_of(row).id)
    assert db.session.scalars(select(Letter).where(Letter.person_id == author_of(row).id, Letter.key.like("idea-asks:sponsor-orphaned%"))).all()


def test_an_orphan_finds_another_sponsor_in_time():
    row = sponsored(10, 20)
    miss(row)
    second = a_sponsor("Sam Second")
    other = drafted(again(row).idea, second)
    sign(other.id, second, author_of(row))
    assert (again(row).sponsorship.state, again(other).sponsorship.state) == (SponsorshipState.ENDED, SponsorshipState.ACTIVE)
    assert again(other).idea.state is IdeaState.SPONSORED
    assert "sponsor-replaced" in told(author_of(other).id)


def test_an_orphan_that_nobody_takes_seeks_from_the_beginning_after_ten_working_days():
    row = sponsored()
    with transaction():
        directory.deactivate(db.session.get_one(Person, row.sponsor_id), by=make_person("Hanna Hr", Role.HR))
    assert again(row).sponsorship.state is SponsorshipState.ORPHANED
    with at(now() + timedelta(days=13)):
        jobs.keep_sponsorships()
    assert again(row).idea.state is IdeaState.SPONSORED
    with at(now() + timedelta(days=18)):
        jobs.keep_sponsorships()
    assert again(row).idea.state is IdeaState.SEEKING_SPONSOR
    assert again(row).sponsorship.state is SponsorshipState.ENDED


def test_who_loses_the_role_loses_the_ideas_unless_another_budget_reaches_them():
    parks = make_department("Parks")
    sponsor, boss = a_sponsor(), make_person("Ada Administrator", Role.ADMINISTRATOR)
    author = make_person("Ina Inventor", department=parks)
    db.session.add(Grant(person_id=sponsor.id, role=Role.SPONSOR, department_id=parks.id))
    db.session.commit()
    row = sponsored(author=author, sponsor=sponsor)
    waiting = drafted(an_idea(department=parks), sponsor)

    def take(everywhere):
        with transaction():
            one = db.session.get_one(Person, sponsor.id)
            db.session.refresh(one, ["grants"])
            grant = next(grant for grant in one.grants if (grant.department_id is None) is everywhere)
            directory.withdraw_role(one, grant, by=db.session.get_one(Person, boss.id))

    take(True)
    assert again(row).sponsorship.state is SponsorshipState.ACTIVE
    take(False)
    assert again(row).sponsorship.state is SponsorshipState.ORPHANED
    assert again(waiting).sponsorship.state is SponsorshipState.WITHDRAWN


def test_the_end_of_an_idea_ends_what_stands_for_it():
    row = sponsored()
    with transaction():
        move(again(row).idea, "stop", "We learnt that nobody needs it.", by=again(row).sponsorship.sponsor)
    assert again(row).sponsorship.state is SponsorshipState.ENDED


def test_sponsors_hear_once_a_week_what_fits_them_best():
    parks = make_department("Parks")
    an_idea(department=make_department("Mobility"), title="Elsewhere")
    an_idea(department=parks, title="Near to me")
    sponsor = a_sponsor(department=parks)
    assert jobs.send_exchange() == 1
    assert jobs.send_exchange() == 0
    notice = db.session.scalars(select(Notice).where(Notice.person_id == sponsor.id, Notice.kind == "sponsor-exchange")).one()
    assert (notice.facts["number"], notice.facts["title"]) == (2, "Near to me")
    with at(now() + timedelta(days=7)):
        assert jobs.send_exchange() == 1


def test_an_unsigned_charter_is_brought_to_mind_after_five_working_days():
    row = drafted(an_idea(), a_sponsor())
    jobs.keep_sponsorships()
    assert "charter-waiting" not in told(author_of(row).id)
    with at(now() + timedelta(days=9)):
        jobs.keep_sponsorships()
    assert "charter-waiting" in told(author_of(row).id) & told(row.sponsor_id)


def test_the_exchange_costs_the_same_for_one_idea_and_for_ten(statements):
    sponsor = a_sponsor()
    an_idea()
    with statements() as few:
        queries.exchange(sponsor)
    for _ in range(9):
        an_idea()
    db.session.expire_all()
    sponsor = db.session.get_one(Person, sponsor.id)
    with statements() as many:
        assert len(queries.exchange(sponsor)) == 10
    assert len(many) <= len(few) + 2
