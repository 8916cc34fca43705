"""Signing in with a password, and what the session behind the cookie withstands."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask import session as cookie
from flask_login import current_user
from flask_security.utils import login_user
from sqlalchemy import select

from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.kit.errors import Forbidden
from lms.people import accounts
from lms.people.models import LinkPurpose, Person, Role, SignIn
from lms.people.service import proving
from lms.people.service.links import make_link
from lms.people.service.passwords import PROFILE
from tests.factories.people import make_person
from tests.people.conftest import PASSWORD
from tests.structure.sources import MODULES, called, calls_in, name_of

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example",
    "https://evil.example", "http://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example", "http:///evil.example",
    "https://campus.test@evil.example", "https://campus.test.evil.example", "https://evil.example/campus.test", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", " //evil.example", "\t//evil.example", "\n//evil.example", "/\t/evil.example",
    "/\n/evil.example", "/\r/evil.example", "//evil.example/%2f..", "//%65vil.example", "/%09//evil.example\r\nSet-Cookie: a=b",
    "//evil.example\\@campus.test",
    "https://evil.example\\.campus.test", "https://[::1]/", "//0x7f000001", "http:evil.example", "ftp://evil.example", "file:///etc/passwd",
    "\u200a//evil.example", "//ｅvil.example", "..//evil.example", "evil.example", "?next=//evil.example",
]  # fmt: skip


def _sign_in(client, email, password=PASSWORD, **more):
    return client.send("/sign-in", email=email, password=password, **more)


def test_the_right_password_opens_the_house(client, with_password):
    person = with_password("Maria Kowalska")
    assert _sign_in(client, person.email).status_code == 302
    assert "Maria Kowalska" in client.get("/account").text


def test_capital_letters_in_the_address_do_not_matter(client, with_password):
    person = with_password()
    assert _sign_in(client, person.email.upper()).status_code == 302


@pytest.mark.parametrize(("case", "email"), [("unknown", "nobody@city.test"), ("known", None), ("left", None), ("invited", None)])
def test_every_failure_says_the_same_words(client, with_password, case, email):
    person = with_password(active=case != "left")
    if case == "invited":
        person.password = None
        db.session.commit()
    page = _sign_in(client, email or person.email, PASSWORD if case == "left" else "wrong wrong wrong")
    assert page.status_code == 200
    assert "The address or the password is wrong" in page.text
    assert client.get("/account").status_code == 302


def test_passwords_are_hashed_with_the_chosen_profile(with_password):
    assert with_password().password.startswith(PROFILE)


def test_a_weaker_hash_is_replaced_when_somebody_signs_in(client, with_password):
    from argon2 import PasswordHasher

    person = with_password()
    person.password = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    db.session.commit()
    assert _sign_in(client, person.email).status_code == 302
    assert db.session.get(Person, person.id).password.startswith(PROFILE)


def test_the_person_s_language_is_spoken_after_the_sign_in(client, with_password):
    person = with_password(language="fr")
    _sign_in(client, person.email)
    assert '<html lang="fr"' in client.get("/account").text


def test_guessing_is_slowed_down_and_the_owner_s_browser_is_not(client, app, with_password):
    person = with_password()
    _sign_in(client, person.email)
    client.send("/account", "/sign-out")
    stranger = app.test_client()
    for _ in range(5):
        assert _sign_in(stranger, person.email, "wrong wrong wrong").status_code == 200
    refused = _sign_in(stranger, person.email, "wrong wrong wrong")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 60
    assert _sign_in(stranger, person.email).status_code == 429
    assert _sign_in(client, person.email).status_code == 302


def test_whoever_set_a_password_by_a_link_is_not_kept_out_by_strangers_who_guess(client, app, with_password):
    person = with_password()
    stranger = app.test_client()
    for _ in range(6):
        _sign_in(stranger, person.email, "wrong wrong wrong")
    assert _sign_in(client, person.email).status_code == 429
    with transaction():
        token = make_link(person, LinkPurpose.RESET, by=None)
    assert client.send(f"/set-password/{token}", password="five green kites over town").status_code == 303
    assert _sign_in(client, person.email, "five green kites over town").status_code == 302


def test_an_unknown_address_is_slowed_down_the_same_way(client):
    for _ in range(5):
        assert _sign_in(client, "nobody@city.test", "wrong wrong wrong").status_code == 200
    assert _sign_in(client, "nobody@city.test", "wrong wrong wrong").status_code == 429


def test_a_forged_forwarded_address_gives_no_new_tries(client, monkeypatch):
    monkeypatch.setattr(proving, "MOST_FROM_ONE_ADDRESS", 3)
    for number in range(3):
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{number}"
        _sign_in(client, f"nobody{number}@city.test", "wrong wrong wrong")
    client.environ_base["HTTP_X_FORWARDED_FOR"] = "203.0.113.99"
    assert _sign_in(client, "nobody9@city.test", "wrong wrong wrong").status_code == 429


def test_a_planted_session_is_dead_after_the_sign_in(client, app, with_password):
    attacker = make_person("Mallory Malik")
    victim = with_password()
    client.sign_in(attacker)
    with client.session_transaction() as planted:
        token = planted[accounts.TOKEN]
        planted["csrf_token"] = "planted"
        planted.pop("_user_id")
    _sign_in(client, victim.email)
    with client.session_transaction() as now_held:
        assert now_held[accounts.TOKEN] != token
        assert now_held.get("csrf_token") != "planted"
    thief = app.test_client()
    with thief.session_transaction() as stolen:
        stolen.update({"_user_id": attacker.fs_uniquifier, "_fresh": True, accounts.TOKEN: token})
    assert thief.get("/account").status_code == 302


def _copy_of(client, app):
    with client.session_transaction() as held:
        content = dict(held)
    copy = app.test_client()
    with copy.session_transaction() as stolen:
        stolen.update(content)
    return copy


def test_signing_out_kills_a_copied_cookie(client, app, with_password):
    client.sign_in(with_password())
    copy = _copy_of(client, app)
    assert copy.get("/account").status_code == 200
    client.send("/account", "/sign-out")
    assert copy.get("/account").status_code == 302


def test_signing_out_needs_a_post_with_its_token(client, with_password):
    client.sign_in(with_password())
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 400
    assert client.get("/account").status_code == 200


def test_signing_in_needs_its_token(client, with_password):
    assert client.post("/sign-in", data={"email": with_password().email, "password": PASSWORD}).status_code == 400


def test_a_deactivated_person_is_out_on_the_next_request(client, with_password):
    person = with_password()
    client.sign_in(person)
    person.active = False
    db.session.commit()
    assert client.get("/account").status_code == 302


def test_a_demoted_person_is_out_on_the_next_request(client, session):
    person = make_person("Rosa Ruiz", Role.ADMINISTRATOR)
    client.sign_in(person)
    assert client.get("/people").status_code == 200
    db.session.delete(_grant_of(person))
    db.session.commit()
    assert client.get("/people").status_code == 403


def _grant_of(person):
    from lms.people.models import Grant

    return db.session.scalars(select(Grant).where(Grant.person_id == person.id)).one()


def test_a_sign_in_is_over_when_its_time_is(client, with_password):
    person = with_password()
    client.sign_in(person)
    row = db.session.scalars(select(SignIn).where(SignIn.person_id == person.id)).one()
    row.until = now() - timedelta(seconds=1)
    db.session.commit()
    assert client.get("/account").status_code == 302


def test_one_can_end_a_sign_in_on_a_lost_device(client, app, with_password):
    person = with_password()
    phone = app.test_client()
    phone.sign_in(person)
    client.sign_in(person)
    page = client.get("/account").text
    (address,) = re.findall(r'action="(/account/sign-ins/[^"]+/end)"', page)
    assert client.send("/account", address).status_code == 303
    assert phone.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_nobody_ends_somebody_else_s_sign_in(client, app, with_password):
    other, person = make_person("Omar Other"), with_password()
    browser = app.test_client()
    browser.sign_in(other)
    row = db.session.scalars(select(SignIn).where(SignIn.person_id == other.id)).one()
    client.sign_in(person)
    assert client.send("/account", f"/account/sign-ins/{row.id}/end").status_code == 404
    assert browser.get("/account").status_code == 200


def test_one_can_sign_out_everywhere(client, app, with_password):
    person = with_password()
    phone = app.test_client()
    phone.sign_in(person)
    client.sign_in(person)
    assert client.send("/account", "/account/sign-out-everywhere").status_code == 303
    assert phone.get("/account").status_code == 302
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("target", ELSEWHERE)
def test_after_the_sign_in_nobody_is_led_elsewhere(client, with_password, target):
    person = with_password()
    for answer in (
        client.post(
            "/sign-in", query_string={"next": target}, data={"csrf_token": _token(client), "email": person.email, "password": PASSWORD}
        ),
        client.get("/sign-in", query_string={"next": target}),  # signed in already
    ):
        assert answer.status_code == 302
        assert re.fullmatch(r"/(?![/\\])[^\r\n\\]*", answer.location), answer.location
        assert "evil" not in answer.location.split("?")[0]
    client.send("/account", "/sign-out")
    answer = client.send("/sign-in", email=person.email, password=PASSWORD, next=target)
    assert re.fullmatch(r"/(?![/\\])[^\r\n\\]*", answer.location), answer.location


def _token(client):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)[1]


def test_a_visitor_comes_back_to_the_page_that_asked_for_the_sign_in(client, with_password):
    person = with_password()
    asked = client.get("/account/password")
    answer = client.send(asked.location, email=person.email, password=PASSWORD)
    assert answer.location == "/account/password"


def test_another_way_of_proving_who_somebody_is_passes_the_same_door(app: Flask, session):
    person = make_person("Nora Novak")
    with app.test_request_context("/"):
        login_user(person, authn_via=["oidc"])
        token = cookie[accounts.TOKEN]
        assert accounts.this_sign_in() == token
    from lms.people.queries.sign_ins import person_of_sign_in

    assert person_of_sign_in(token) == person


def test_nobody_who_has_left_passes_that_door(app: Flask, session):
    person = make_person("Leo Left", active=False)
    with app.test_request_context("/"):
        with pytest.raises(Forbidden):
            login_user(person, authn_via=["oidc"])
        assert (current_user.is_authenticated, dict(cookie).get("_user_id"), accounts.this_sign_in()) == (False, None, None)
    assert session.scalar(select(SignIn)) is None


def test_there_is_no_second_door():
    """A sign-in begins in one function, and the house itself signs nobody in but through it."""
    begun = {name_of(path) for path in MODULES for call in calls_in(path) if called(call) in {"begin_sign_in", "login_user"}}
    assert begun == {"lms/people/accounts.py"}


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        ("curl/8", "curl/8"),
        ("", ""),
        ("x" * 500, "x" * 60),
    ],
)
def test_a_device_is_named_in_a_few_words(agent, device):
    assert accounts.device_of(agent) == device
