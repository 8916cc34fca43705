"""The audit trail: its pages, its chain, and what the database refuses."""

import csv
import io
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lms.audit.queries import Wanted, entry, page_of_entries
from lms.audit.service import TrailBroken, first_break, is_sealed, record, seal_anew
from lms.kit.db import db, is_sqlite, savepoint
from lms.people.models import Role
from tests.conftest import ON_POSTGRES
from tests.factories.people import make_person


def _some(number=3):
    person = make_person("Ana Auditor", Role.AUDITOR)
    for at in range(number):
        record("edited", "course", uuid4(), by=person.id, step=at)
    db.session.commit()
    return person


def _without_triggers():
    if is_sqlite():
        db.session.execute(text("DROP TRIGGER audit_entry_no_update"))
        db.session.execute(text("DROP TRIGGER audit_entry_no_delete"))
    else:
        db.session.execute(text("DROP TRIGGER audit_entry_no_change ON audit_entry"))


@pytest.mark.parametrize(
    "command", ["UPDATE audit_entry SET deed = 'nothing' WHERE number = 2", "DELETE FROM audit_entry WHERE number = 2"]
)
def test_the_database_refuses_to_change_the_trail(session, command):
    _some()
    with pytest.raises(DBAPIError, match="append-only"), savepoint():
        db.session.execute(text(command))
    assert first_break() is None


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("UPDATE audit_entry SET deed = 'nothing' WHERE number = 2", 2),
        ("UPDATE audit_entry SET actor_id = NULL WHERE number = 1", 1),
        ("UPDATE audit_entry SET facts = '{\"step\": 9}' WHERE number = 3", 3),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00+00:00' WHERE number = 2", 2),
        ("DELETE FROM audit_entry WHERE number = 2", 2),
        ("DELETE FROM audit_entry WHERE number = 1", 1),
        ("DELETE FROM audit_entry WHERE number = 3", 3),
        ("DELETE FROM audit_entry WHERE number > 1", 2),
        ("DELETE FROM audit_entry", 1),
        ("UPDATE audit_seal SET number = 2", 3),
        ("UPDATE audit_seal SET hash = previous_hash FROM audit_entry WHERE audit_entry.number = 3", 3),
    ],
)
def test_the_chain_says_where_somebody_changed_it_behind_the_triggers(session, command, named):
    _some()
    _without_triggers()
    db.session.execute(text(command))
    db.session.expire_all()
    assert first_break() == named


def test_what_was_cut_off_stays_missing_when_the_house_goes_on_writing(session):
    _some()
    _without_triggers()
    db.session.execute(text("DELETE FROM audit_entry WHERE number = 3"))
    record("edited", "course", uuid4(), by=None)
    assert first_break() == 3


def test_whoever_cuts_the_trail_off_and_says_so_to_the_seal_cannot_seal_it(session):
    _some()
    assert is_sealed()
    _without_triggers()
    db.session.execute(text("DELETE FROM audit_entry WHERE number = 3"))
    db.session.execute(text("UPDATE audit_seal SET number = 2, hash = audit_entry.hash FROM audit_entry WHERE audit_entry.number = 2"))
    record("edited", "course", uuid4(), by=None)
    assert first_break() is None
    assert not is_sealed()


def test_a_trail_is_sealed_anew_only_where_its_chain_fits_and_it_says_so_itself(app, session, monkeypatch):
    _some()
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key of the same house, since the old one was stolen")
    assert (first_break(), is_sealed()) == (None, False)
    assert seal_anew() == 4
    assert (first_break(), is_sealed()) == (None, True)
    assert entry(4).deed == "sealed"
    _without_triggers()
    db.session.execute(text("UPDATE audit_entry SET deed = 'nothing' WHERE number = 2"))
    db.session.expire_all()
    with pytest.raises(TrailBroken, match="broken at entry 2"):
        seal_anew()


@pytest.mark.postgres
@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite knows no TRUNCATE")
def test_postgresql_refuses_to_empty_the_trail(session):
    _some()
    with pytest.raises(DBAPIError, match="append-only"), savepoint():
        db.session.execute(text("TRUNCATE audit_entry"))


def test_the_page_of_the_check_names_the_broken_entry(client):
    auditor = _some()
    client.sign_in(auditor)
    assert "chain is whole" in client.get("/audit/check").text
    db.session.execute(text("UPDATE audit_seal SET seal = 'mine'"))
    db.session.commit()
    assert "its seal is not the house" in client.get("/audit/check").text
    _without_triggers()
    db.session.execute(text("UPDATE audit_entry SET deed = 'nothing' WHERE number = 2"))
    db.session.commit()
    assert "broken at entry 2" in client.get("/audit/check").text


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.CURATOR, Role.HR])
@pytest.mark.parametrize("page", ["/audit", "/audit.csv", "/audit/1", "/audit/check"])
def test_others_do_not_read_the_trail(client, role, page):
    _some()
    client.sign_in(make_person("Olaf Officer", *([role] if role else [])))
    answer = client.get(page)
    assert answer.status_code == 403
    assert "edited" not in answer.text


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("", 3),
        ("?deed=edited", 3),
        ("?deed=deleted", 0),
        ("?kind=course", 3),
        ("?kind=person", 0),
        ("?from=2999-01-01", 0),
        ("?to=1999-01-01", 0),
        ("?from=nonsense&to=&actor=", 3),
        ("?actor=nobody@city.test", 0),
        ("?to=9999-12-31", 3),
    ],
)
def test_the_filters_stand_in_the_address(client, address, number):
    client.sign_in(_some())
    page = client.get(f"/audit{address}")
    assert page.status_code == 200
    assert page.text.count('href="/audit/') - 1 == number  # one link leads to the check


def test_the_deeds_of_one_person_can_be_listed(client):
    auditor = _some()
    client.sign_in(auditor)
    assert page_of_entries(Wanted(actor_id=auditor.id), 1)[1] == 3
    for actor in (str(auditor.id), auditor.email.upper()):
        assert client.get(f"/audit?actor={actor}").text.count('<th scope="row">edited') == 3
    assert auditor.name in client.get("/audit").text


def test_an_entry_shows_all_its_facts(client):
    client.sign_in(_some())
    page = client.get("/audit/2").text
    assert "<dt>step</dt><dd>1</dd>" in page


def test_an_entry_that_is_not_there_is_a_page_with_a_sentence(client):
    client.sign_in(_some())
    assert client.get("/audit/999").status_code == 404


def test_the_file_defuses_formulas_and_keeps_each_entry_on_one_line(client):
    auditor = _some(0)
    record("edited", "course", "=HYPERLINK(1)", by=auditor.id, code="line\nbreak")
    db.session.commit()
    client.sign_in(auditor)
    rows = list(csv.reader(io.StringIO(client.get("/audit.csv").data.decode("utf-8-sig"))))
    assert rows[1][5] == "'=HYPERLINK(1)"
    assert "\n" not in rows[1][6]
    assert len(rows) == 2


def test_the_file_speaks_the_readers_language_and_keeps_the_codes_that_were_hashed(client):
    auditor = _some(1)
    client.sign_in(auditor)
    client.send("/audit", "/language", language="fr")
    head, row = csv.reader(io.StringIO(client.get("/audit.csv").data.decode("utf-8-sig")))
    assert head[0] == "Numéro"
    assert row[3:5] == ["edited", "course"]


def test_a_long_trail_costs_no_more_statements_than_a_short_one(client, statements):
    auditor = _some(2)
    client.sign_in(auditor)
    with statements() as few:
        client.get("/audit")
    for at in range(30):
        record("edited", "course", uuid4(), by=auditor.id, step=at)
    db.session.commit()
    with statements() as many:
        client.get("/audit")
    assert len(many) == len(few) <= 8
