"""Seats, terms, members from outside."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.leadership import jobs
from lms.leadership.models import SeatTerm, Sector
from lms.leadership.queries.seats import mandate_on, seats, sits
from lms.leadership.service import seats as service
from lms.leadership.service.mandates import write_mandate
from lms.leadership.service.refusals import BadTerm, NotInOffice, OnAnotherSeat, SeatTaken
from lms.leadership.service.seats import Holding
from lms.notices.models import Letter, Notice
from lms.people.models import Person
from lms.people.service.outsiders import IsOfficer, Newcomer
from tests.factories.leadership import again
from tests.factories.people import make_person


def _days(begin, end, **more):
    day = today()
    return Holding(day + timedelta(days=begin), day + timedelta(days=end), **more)


def test_a_member_from_outside_gets_an_account_and_a_link(team):
    assert team.external.external
    assert db.session.scalars(select(Letter.text_body).where(Letter.address == "ester@chamber.example", Letter.key.startswith("invite"))).one()
    assert sits(team.external.id)


def test_the_address_of_an_officer_is_no_account_from_outside(team):
    officer = make_person("Otto Officer", email="otto@city.test")
    with pytest.raises(IsOfficer), transaction():
        service.invite_from_outside(again(team.seats[1]), Newcomer("Otto", "OTTO@city.test"), _days(500, 600), by=again(team.office))
    db.session.expire_all()
    assert not again(officer).external


def test_a_seat_has_one_member_and_one_alternate_at_a_time(team):
    new = make_person("Nora New")
    for how in (_days(0, 10), _days(-500, -399), _days(0, 5, alternate=True)):
        with pytest.raises(SeatTaken), transaction():
            service.take_seat(again(team.seats[0]), again(new), how, by=again(team.office))
    with transaction():
        service.take_seat(again(team.seats[0]), again(new), _days(401, 500), by=again(team.office))


def test_one_person_has_one_vote(team):
    with transaction():
        seat = service.make_seat(Sector.RESEARCH, "Fourth", by=again(team.office))
    with pytest.raises(OnAnotherSeat), transaction():
        service.take_seat(again(seat), again(team.members[0]), _days(-600, -300), by=again(team.office))


def test_a_term_ends_after_it_begins(team):
    with pytest.raises(BadTerm), transaction():
        service.take_seat(again(team.seats[0]), make_person(), _days(500, 499), by=again(team.office))


def test_ending_the_last_term_closes_the_account(team, client):
    client.sign_in(team.external)
    assert client.get("/leadership").status_code == 200
    with transaction():
        assert service.end_term(db.session.get_one(SeatTerm, team.term_id), by=again(team.office))
    db.session.expire_all()
    assert not again(team.external).active
    assert client.get("/leadership").status_code in {302, 303}
    with pytest.raises(NotInOffice), transaction():
        service.end_term(db.session.get_one(SeatTerm, team.term_id), by=again(team.office))


def test_with_another_term_the_account_stays(team):
    with transaction():
        service.take_seat(again(team.seats[1]), again(team.external), _days(0, 300, alternate=True), by=again(team.office))
        assert not service.end_term(db.session.get_one(SeatTerm, team.term_id), by=again(team.office))
    assert again(team.external).active


def test_an_officer_keeps_the_account(team):
    term = db.session.scalars(select(SeatTerm).where(SeatTerm.person_id == team.members[0].id)).one()
    with transaction():
        assert not service.end_term(db.session.get_one(SeatTerm, term.id), by=again(team.office))
    assert again(team.members[0]).active
    assert not sits(team.members[0].id)


def test_a_term_that_ran_out_closes_the_account_at_night(team):
    jobs.keep_terms()
    assert again(team.external).active
    with at(now() + timedelta(days=401)):
        assert jobs.keep_terms() == 1
        assert jobs.keep_terms() == 0
    db.session.expire_all()
    assert not again(team.external).active


def test_who_comes_back_gets_the_account_of_before(team):
    with transaction():
        service.end_term(db.session.get_one(SeatTerm, team.term_id), by=again(team.office))
    with transaction():
        who = Newcomer("Ester External", "ester@chamber.example")
        term = service.invite_from_outside(again(team.seats[2]), who, _days(1, 30), by=again(team.office))
    assert term.person_id == team.external.id
    assert db.session.get_one(Person, term.person_id).active


def test_the_office_is_warned_of_terms_that_end(team, client):
    with at(now() + timedelta(days=320)):
        assert [line.ends_soon for line in seats()] == [True, True, True]
        jobs.keep_terms()
        jobs.keep_terms()
    kinds = db.session.scalars(select(Notice.kind).where(Notice.person_id == team.office.id)).all()
    assert kinds.count("term-ends") == 4


def test_a_seat_closes_when_nobody_holds_it(team):
    with pytest.raises(SeatTaken), transaction():
        service.close_seat(again(team.seats[2]), by=again(team.office))
    with transaction():
        service.end_term(db.session.get_one(SeatTerm, team.term_id), by=again(team.office))
    with at(now() + timedelta(days=1)), transaction():
        service.close_seat(again(team.seats[2]), by=again(team.office))
    assert len(seats()) == 2


def test_the_mandate_in_force_is_the_newest_that_has_begun(team, client):
    day = today()
    with transaction():
        write_mandate("Next year.", 3, day + timedelta(days=30), by=again(team.office))
    assert mandate_on(day).text == "We steer."
    assert mandate_on(day + timedelta(days=30)).quorum == 3
    form = client.sign_in(team.office).get("/leadership/mandate/new").text
    assert f'value="{day.isoformat()}"' in form, "a new version begins today, not on the day of the old one"
    assert "We steer." in form
