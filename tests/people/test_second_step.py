"""Codes of an app, recovery codes, passkeys, and confirming before something that matters."""

import re
import time
from html import unescape

import pytest
from flask import current_app
from passlib.totp import TOTP
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.kit.db import db
from lms.notices.models import Letter
from lms.people.cli import second_step_off
from lms.people.models import Passkey, Person
from tests.people.conftest import PASSWORD


def _set_up(client):
    """Turn the second step on through the pages; return the app's generator of codes."""
    page = client.send("/account/second-step", setup="authenticator").text
    assert 'src="data:image/svg' in page
    key = unescape(re.search(r"<code>([^<]+)</code>", page)[1])
    action = unescape(re.search(r'action="(/account/second-step/[^"]+)"', page)[1])
    codes = TOTP(key=key.replace("-", ""), format="base32")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    answer = client.post(action, data={"csrf_token": token, "code": codes.generate().token})
    assert answer.status_code == 302, answer.text
    assert answer.location == "/account"
    return codes


def _next_code(codes):
    """A code that was not used yet: the one of the next half minute, which clocks that run ahead show already."""
    return codes.generate(time=time.time() + 30).token


@pytest.fixture
def enrolled(client, with_password):
    """A person with the second step, signed out, and their codes."""
    person = with_password("Sara Second")
    client.sign_in(person)
    codes = _set_up(client)
    client.send("/account", "/sign-out")
    return person, codes


def _password(client, person, **more):
    return client.send("/sign-in", email=person.email, password=PASSWORD, **more)


def test_the_password_alone_no_longer_opens_the_account(client, enrolled):
    person, _codes = enrolled
    answer = _password(client, person)
    assert answer.location.startswith("/sign-in/code")
    assert client.get("/account").status_code == 302


def test_the_code_opens_the_account_and_the_page_that_was_asked_for(client, enrolled):
    person, codes = enrolled
    answer = _password(client, person, next="/account/password")
    answer = client.send(answer.location, code=_next_code(codes))
    assert answer.location == "/account/password"
    assert client.get("/account").status_code == 200


def test_a_code_opens_once(client, enrolled):
    person, codes = enrolled
    code = _next_code(codes)
    _password(client, person)
    client.send("/sign-in/code", code=code)
    client.send("/account", "/sign-out")
    _password(client, person)
    page = client.send("/sign-in/code", code=code)
    assert "was used already" in page.text
    assert client.get("/account").status_code == 302


def test_codes_cannot_be_guessed_on_and_on(client, enrolled):
    person, _codes = enrolled
    _password(client, person)
    answers = [client.send("/sign-in/code", code="000000").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_the_second_page_opens_to_nobody_without_the_first(client, enrolled):
    assert client.get("/sign-in/code").status_code == 302
    assert client.get("/sign-in/recovery").status_code == 302
    assert client.get("/account").status_code == 302


def test_a_recovery_code_opens_once_instead_of_the_app(client, enrolled):
    person, codes = enrolled
    _password(client, person)
    client.send("/sign-in/code", code=_next_code(codes))
    page = client.send("/account/recovery-codes").text
    kept = re.findall(r"<li><code>([^<]+)</code>", page)
    assert len(kept) == 8
    assert kept[0] not in str(db.session.get(Person, person.id).mf_recovery_codes)
    for expected in (302, 200):
        client.send("/account", "/sign-out") if expected == 302 else client.post("/sign-out", data={"csrf_token": _csrf(client)})
        _password(client, person)
        assert client.send("/sign-in/recovery", code=kept[0]).status_code == expected


def _csrf(client):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").text)[1]


def test_a_code_cannot_be_sent_by_mail_instead(client, enrolled):
    person, _codes = enrolled
    _password(client, person)
    assert client.get("/sign-in/help").location == "/sign-in/recovery"
    assert not db.session.scalars(select(Letter).where(Letter.person_id == person.id, Letter.subject.contains("code"))).all()


def test_turning_the_second_step_off_is_written_down_and_told(client, enrolled):
    person, codes = enrolled
    _password(client, person)
    client.send("/sign-in/code", code=_next_code(codes))
    client.send("/account/second-step", setup="disable")
    deeds = db.session.scalars(select(AuditEntry.deed).where(AuditEntry.thing_id == str(person.id)).order_by(AuditEntry.number)).all()
    assert [deed for deed in deeds if deed.startswith("second-step")] == ["second-step-on", "second-step-off"]
    assert len(db.session.scalars(select(Letter).where(Letter.key.startswith("sign-in-changed:"))).all()) == 2
    client.send("/account", "/sign-out")
    assert _password(client, person).location == "/"


@pytest.mark.parametrize("page", ["/account/second-step", "/account/recovery-codes", "/account/passkeys"])
def test_an_old_sign_in_is_confirmed_before_such_a_page(client, with_password, page):
    person = with_password()
    client.sign_in(person)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] = time.time() - 3600
    asked = client.get(page)
    assert asked.location.startswith("/account/confirm")
    assert client.send(asked.location, password="wrong wrong wrong").status_code == 200
    assert client.send(asked.location, password=PASSWORD).location == page
    assert client.get(page).status_code == 200


def test_making_a_passkey_gives_the_browser_what_it_needs(client, with_password):
    client.sign_in(with_password("Paul Passkey"))
    page = client.send("/account/passkeys", name="Office laptop", usage="first").text
    options = unescape(re.search(r'data-options="([^"]+)"', page)[1])
    assert '"challenge"' in options
    assert '"campus.test"' in options or '"localhost"' in options


def test_a_passkey_needs_a_name(client, with_password):
    client.sign_in(with_password())
    assert "Give the passkey a name" in client.send("/account/passkeys", name="", usage="first").text


def test_an_invented_answer_of_a_passkey_opens_nothing(client, with_password):
    page = client.send("/sign-in/passkey").text
    action = unescape(re.search(r'action="(/sign-in/passkey/[^"]+)"', page)[1])
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    for answer in ("", "{}", "null", '{"id": 1}', "[]"):
        assert client.post(action, data={"csrf_token": token, "credential": answer}).location == "/sign-in/passkey"
    assert client.get("/account").status_code == 302


def _passkey(person, name="Office laptop"):
    key = Passkey(
        credential_id=b"id of " + name.encode(),
        public_key=b"key",
        backup_state=False,
        device_type="single_device",
        name=name,
        usage="first",
        person_id=person.id,
    )
    db.session.add(key)
    db.session.commit()
    return key


def test_one_can_remove_one_s_own_passkey(client, with_password):
    person = with_password()
    _passkey(person)
    client.sign_in(person)
    assert "Office laptop" in client.get("/account/passkeys").text
    client.send("/account/passkeys", "/account/passkeys/delete", name="Office laptop")
    assert not db.session.scalars(select(Passkey)).all()


def test_nobody_removes_somebody_else_s_passkey(client, with_password):
    _passkey(with_password("Olga Other"))
    client.sign_in(with_password())
    client.send("/account/passkeys", "/account/passkeys/delete", name="Office laptop")
    assert len(db.session.scalars(select(Passkey)).all()) == 1


def test_the_library_s_own_pages_all_say_who_may_open_them(app):
    with app.app_context():
        views = {name: view for name, view in current_app.view_functions.items() if name.startswith("security.")}
    assert len(views) >= 12
    assert all(hasattr(view, "access") for view in views.values())


def test_the_operator_lets_those_in_whose_second_step_a_new_key_cannot_read(app, client, enrolled):
    person, _codes = enrolled
    done = app.test_cli_runner().invoke(second_step_off, ["--everybody"])
    assert (done.exit_code, done.output) == (0, "The second step is off for 1 people.\n")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "second-step-off")).one()
    assert (entry.thing_id, entry.actor_id) == (str(person.id), None)
    assert _password(client, person).location == "/"


@pytest.mark.parametrize("words", [[], ["nobody@city.test"], ["ada@city.test", "--everybody"]])
def test_the_operator_says_whose_second_step_it_is(app, enrolled, words):
    assert app.test_cli_runner().invoke(second_step_off, words).exit_code == 2
    assert db.session.get(Person, enrolled[0].id).tf_totp_secret
