"""Money for ideas: four eyes, never overdrawn, and back to the fund when unused."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from lms.ideas.jobs.sponsoring import return_unused_grants
from lms.ideas.models.sponsoring import Fund, GrantState, MicroGrant
from lms.ideas.queries import funds as queries
from lms.ideas.queries.sponsoring import charter_at_hand
from lms.ideas.service import funds, sponsoring
from lms.ideas.service.sponsoring_refusals import AboveCeiling, DatesWrong, FourEyes, FundEmpty, NotThere, OtherDepartment, TooMuchUsed, WordsMissing
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Grant, Person, Role
from tests.factories.ideas import make_challenge
from tests.factories.people import make_department, make_person
from tests.factories.sponsoring import a_fund, a_sponsor, asked, booked, piloted, sponsored

pytestmark = pytest.mark.usefixtures("session")


def controller(name="Cora Controller"):
    return make_person(name, Role.FINANCE_CONTROLLER)


def book(row, by):
    with transaction():
        funds.book(queries.grant_at_hand(row.id), by=db.session.get_one(Person, by.id))


def left(fund):
    db.session.refresh(fund)
    return fund.amount - fund.booked


def test_a_controller_books_what_a_sponsor_asked_for():
    cora = controller()
    charter, fund = sponsored(), a_fund(5000)
    row = asked(charter, fund, 1200)
    assert left(fund) == 5000, "what is asked for is not booked yet"
    assert "grant-asked" in set(db.session.scalars(select(Notice.kind).where(Notice.person_id == cora.id)))
    book(row, cora)
    assert left(fund) == 3800
    with pytest.raises(NotThere):
        book(row, cora)
    assert left(fund) == 3800


def test_who_asked_or_stands_for_the_idea_or_wrote_it_does_not_book():
    sponsor = a_sponsor()
    author = make_person("Ina Inventor", Role.FINANCE_CONTROLLER)
    db.session.add(Grant(person_id=sponsor.id, role=Role.FINANCE_CONTROLLER))
    db.session.commit()
    row = asked(sponsored(author=author, sponsor=sponsor), a_fund())
    for person in (sponsor, author):
        with pytest.raises(FourEyes):
            book(row, person)
    with pytest.raises(FourEyes), transaction():
        funds.refuse(queries.grant_at_hand(row.id), "Mine.", by=sponsor)
    assert queries.grant_at_hand(row.id).grant.state is GrantState.ASKED


def test_a_fund_is_never_overdrawn():
    charter, fund = sponsored(), a_fund(1500)
    first, second = asked(charter, fund, 1000), asked(charter, fund, Decimal("500.01"))
    book(first, controller())
    with pytest.raises(FundEmpty, match=r"500\.00"):
        book(second, controller("Carl Controller"))
    assert left(fund) == 500
    with pytest.raises(FundEmpty), transaction():
        funds.change_fund(db.session.get_one(Fund, fund.id), Decimal(999), most_before_pilot=None, most_in_pilot=None, by=controller("Cleo"))


def test_amounts_in_cents_add_up_exactly():
    charter, fund = sponsored(), a_fund(Decimal("0.30") + 1)
    rows = [asked(charter, fund, Decimal(amount)) for amount in ("1.10", "0.10", "0.10")]
    for row in rows:
        book(row, controller())
    assert left(fund) == 0


def test_the_ceiling_rises_with_the_stage_and_counts_what_the_idea_has():
    charter, fund = sponsored(), a_fund(most_before_pilot=Decimal(1000), most_in_pilot=Decimal(3000))
    booked(charter, fund, 800)
    with pytest.raises(AboveCeiling, match="1000"):
        asked(charter, fund, 300)
    piloted(charter)
    assert asked(charter, fund, 2200).amount == 2200
    with pytest.raises(AboveCeiling):
        asked(charter, fund, Decimal("2200.01"))


def test_what_is_asked_for_says_what_for_and_is_used_within_the_year():
    charter, fund = sponsored(), a_fund()
    at_hand, this_day = charter_at_hand(charter.id), today()
    sponsor = at_hand.sponsorship.sponsor
    with pytest.raises(WordsMissing), transaction():
        funds.ask(at_hand, fund, Decimal(5), " ", this_day, by=sponsor)
    for day in (this_day - timedelta(days=2), this_day.replace(year=this_day.year + 1)):
        with pytest.raises(DatesWrong), transaction():
            funds.ask(at_hand, fund, Decimal(5), "Pens", day, by=sponsor)


def test_a_fund_of_a_department_pays_for_its_own_ideas_and_for_answers_to_its_calls(client):
    culture = make_department("Culture")
    library = make_department("Library", parent=culture)
    call = make_challenge(department=culture).id
    fund = a_fund(department_id=culture.id, title="Of Culture")
    within, answering = make_person("Lea", department=library), make_person("Pia", department=make_department("Parks"))
    for author, facts in ((within, {}), (answering, {"challenge_id": call})):
        assert asked(sponsored(author=author, sponsor=a_sponsor(), **facts), fund).amount == 1000
    other = sponsored()
    with pytest.raises(OtherDepartment, match="Of Culture"):
        asked(other, fund)
    client.sign_in(charter_at_hand(other.id).sponsorship.sponsor)
    assert "no fund this year that pays for this idea" in client.get(f"/ideas/charters/{other.id}/grant").text
    assert "The sponsor promises it" in client.get(f"/ideas/charters/{other.id}").text


def test_unused_money_returns_after_the_last_day_of_use_by_itself_once():
    charter, fund, cora = sponsored(), a_fund(5000), controller()
    row = booked(charter, fund, 1000, by=cora, use_in=5)
    with pytest.raises(TooMuchUsed), transaction():
        funds.note_use(queries.grant_at_hand(row.id), Decimal(1001), by=cora)
    with transaction():
        funds.note_use(queries.grant_at_hand(row.id), Decimal(400), by=db.session.get_one(Person, cora.id))
    assert return_unused_grants() == 0
    with at(now() + timedelta(days=7)):
        assert return_unused_grants() == 1
        assert return_unused_grants() == 0
    assert left(fund) == 4600
    assert db.session.get_one(MicroGrant, row.id).state is GrantState.SETTLED


def test_unused_money_returns_at_the_end_of_the_sponsorship():
    charter, fund, cora = sponsored(), a_fund(5000), controller()
    row = booked(charter, fund, 1000, by=cora)
    with transaction():
        funds.note_use(queries.grant_at_hand(row.id), Decimal(250), by=db.session.get_one(Person, cora.id))
    with transaction():
        at_hand = charter_at_hand(charter.id)
        sponsoring.withdraw(at_hand, "No time.", by=at_hand.sponsorship.sponsor)
    assert left(fund) == 4750


def test_nothing_is_booked_for_an_idea_without_a_sponsor():
    charter, fund, cora = sponsored(), a_fund(), controller()
    row = asked(charter, fund)
    with transaction():
        at_hand = charter_at_hand(charter.id)
        sponsoring.withdraw(at_hand, "No time.", by=at_hand.sponsorship.sponsor)
    with pytest.raises(NotThere):
        book(row, cora)
    assert left(fund) == fund.amount


def test_a_refusal_has_a_reason():
    row, cora = asked(sponsored(), a_fund()), controller()
    with pytest.raises(WordsMissing), transaction():
        funds.refuse(queries.grant_at_hand(row.id), "", by=cora)
    with transaction():
        funds.refuse(queries.grant_at_hand(row.id), "The library has tablets.", by=db.session.get_one(Person, cora.id))
    assert queries.grant_at_hand(row.id).grant.decided_why == "The library has tablets."
