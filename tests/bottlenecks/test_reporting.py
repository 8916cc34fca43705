"""Reports from outside: nothing before the link is used, and the form under attack."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.bottlenecks import jobs
from lms.bottlenecks.models import Bottleneck, OutsideReporter, UnconfirmedReport
from lms.bottlenecks.service import reporting
from lms.kit.clock import at, now
from lms.kit.db import transaction
from lms.notices.jobs import as_message
from lms.notices.models import Letter
from lms.people.models import Role
from tests.factories.bottlenecks import from_outside, link_in
from tests.factories.people import make_person

FIELDS = {
    "title": "Permits take nine months",
    "text": "We wait.",
    "kind": "regulation",
    "frequency": "monthly",
    "blocked": "Baker Ltd\nMill Ltd",
    "evidence": "",
    "name": "Ana Baker",
    "organisation": "Baker Ltd",
    "email": "ana@baker.example",
}
MAIL = "ana@baker.example"


def _send(client, **changed):
    return client.send("/bottlenecks/report", **{**FIELDS, **changed})


def _count(session, model):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def test_nothing_is_reported_before_the_link_is_used(client, session):
    assert _send(client).headers["Location"] == "/bottlenecks/report/sent"
    assert (_count(session, Bottleneck), _count(session, OutsideReporter), _count(session, UnconfirmedReport)) == (0, 0, 1)
    token = link_in("confirm", MAIL)
    assert client.get(f"/bottlenecks/confirm/{token}").status_code == 200
    assert _count(session, Bottleneck) == 0, "looking at the link reported it: programs that check links would, too"
    answer = client.send(f"/bottlenecks/confirm/{token}")
    assert answer.headers["Location"].startswith("/bottlenecks/follow/")
    assert (_count(session, Bottleneck), _count(session, UnconfirmedReport)) == (1, 0)
    page = client.get(answer.headers["Location"])
    assert "Permits take nine months" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Location"].endswith(link_in("follow", MAIL))


def test_the_form_asks_and_chooses_nothing_itself(client, session):
    page = client.get("/bottlenecks/report").text
    assert (page.count('<option value="">Choose</option>'), page.count('<option selected')) == (2, 0)
    answer = _send(client, kind="", frequency="")
    assert answer.status_code == 422
    assert "Say what it is about most." in answer.text
    assert "Say how often it happens." in answer.text
    assert _count(session, UnconfirmedReport) == 0


def test_the_link_works_once(client, session):
    _send(client)
    token = link_in("confirm", MAIL)
    form = client.get("/bottlenecks/report").text
    client.send(f"/bottlenecks/confirm/{token}")
    csrf = form.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    again = client.post(f"/bottlenecks/confirm/{token}", data={"csrf_token": csrf})
    assert again.status_code == 404
    assert _count(session, Bottleneck) == 1


def test_a_link_dies_after_two_days_and_its_words_go(client, session):
    _send(client)
    token = link_in("confirm", MAIL)
    with at(now() + timedelta(hours=49)):
        assert client.get(f"/bottlenecks/confirm/{token}").status_code == 404
        jobs.forget_reporters()
    assert _count(session, UnconfirmedReport) == 0


def test_a_guessed_link_opens_nothing_and_looks_like_a_used_one(client, session):
    _send(client)
    token = link_in("confirm", MAIL)
    client.send(f"/bottlenecks/confirm/{token}")
    pages = [client.get(f"/bottlenecks/confirm/{guess}") for guess in (token, token[:-1], "a" * 43, "x" * 5000, "%00", "../x")]
    assert {page.status_code for page in pages} <= {400, 404, 308}
    assert {"This link was used already, or is too old." in page.text for page in pages[:4]} == {True}
    follow = link_in("follow", MAIL)
    assert client.get(f"/bottlenecks/follow/{follow[:-1]}").status_code == 404
    assert client.get(f"/bottlenecks/follow/{token}").status_code == 404
    assert client.get(f"/bottlenecks/confirm/{follow}").status_code == 404


def test_no_row_holds_the_secrets(client, session):
    _number, secret = from_outside()
    hashes = session.scalars(select(OutsideReporter.follow_hash)).all()
    assert secret not in hashes
    assert len(secret) >= 40


def test_the_answer_is_the_same_for_every_address(client, session):
    make_person("Known Officer", email="known@city.test")
    from_outside("reporter@baker.example")
    answers = [_send(client, email=email) for email in ("known@city.test", "reporter@baker.example", "nobody@baker.example")]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(303, "/bottlenecks/report/sent")}


def test_a_flood_from_one_place_is_stopped(client, session):
    answers = [_send(client, email=f"a{number}@baker.example").status_code for number in range(reporting.PER_VISITOR + 3)]
    assert answers == [303] * reporting.PER_VISITOR + [429] * 3


def test_a_flood_of_letters_to_one_address_is_stopped_without_a_word(app, client, session):
    answers = []
    for _number in range(reporting.PER_MAIL + 4):
        answers.append(client.send("/bottlenecks/report", **FIELDS).status_code)
    assert set(answers) == {303}
    assert session.scalar(select(func.count()).select_from(Letter).where(Letter.address == MAIL)) == reporting.PER_MAIL


def test_a_flood_from_everywhere_is_stopped(session, monkeypatch):
    monkeypatch.setattr(reporting, "PER_HOUSE", 3)
    from lms.kit.errors import TooOften
    from tests.factories.bottlenecks import REPORT

    for number in range(3):
        with transaction():
            reporting.ask_to_confirm(REPORT, reporting.Contact("A", "", f"a{number}@b.example"), visitor=f"192.0.2.{number}")
    with pytest.raises(TooOften), transaction():
        reporting.ask_to_confirm(REPORT, reporting.Contact("A", "", "a9@b.example"), visitor="192.0.2.9")


def test_a_program_that_fills_in_the_hidden_field_gets_nothing(client, session):
    assert _send(client, website="http://spam.example").headers["Location"] == "/bottlenecks/report/sent"
    assert (_count(session, UnconfirmedReport), _count(session, Letter)) == (0, 0)


SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1)) "><svg/onload=alert(1)>'


def test_script_in_every_field_runs_nowhere(client, session):
    texts = dict.fromkeys(("title", "text", "blocked", "evidence", "name", "organisation"), SCRIPT)
    assert _send(client, **texts).status_code == 303
    token = link_in("confirm", MAIL)
    pages = [client.get(f"/bottlenecks/confirm/{token}").text]
    answer = client.send(f"/bottlenecks/confirm/{token}")
    pages.append(client.get(answer.headers["Location"]).text)
    client.sign_in(make_person("Olga Office", Role.PROGRAMME_OFFICE))
    number = session.scalar(select(Bottleneck.number))
    pages += [client.get(f"/bottlenecks{path}").text for path in ("", f"/{number}", f"/{number}/assess", "/causes")]
    pages += session.scalars(select(Letter.html_body)).all()
    for page in pages:
        lower = page.lower()
        assert "<script>alert" not in lower
        assert "<img src=x" not in lower
        assert "<svg/onload" not in lower
        assert 'href="javascript' not in lower
    assert "'" not in client.get("/bottlenecks.csv").text.split("\n")[0]


def test_a_formula_in_a_field_is_no_formula_in_the_file(client, session):
    _send(client, title="=cmd|' /C calc'!A0")
    client.send(f"/bottlenecks/confirm/{link_in('confirm', MAIL)}")
    client.sign_in(make_person())
    assert "'=cmd" in client.get("/bottlenecks.csv").text


@pytest.mark.parametrize("field", ["email", "name", "title", "organisation"])
@pytest.mark.parametrize("attack", ["\r\nBcc: victim@city.test", "\nBcc: victim@city.test", "\u2028Bcc: x"])
def test_no_header_is_smuggled_into_a_letter(client, session, field, attack):
    answer = _send(client, **{field: FIELDS[field] + attack})
    for letter in session.scalars(select(Letter)).all():
        message = as_message(letter, "house@city.test")
        assert message["Bcc"] is None
        assert message.get_all("To") == [letter.address]
        assert "victim" not in letter.address
    if "\n" in attack:
        assert answer.status_code == 422


def test_the_letter_to_confirm_carries_nothing_that_was_typed(client, session):
    _send(client, name="WIN MONEY www.evil.example", title="WIN MONEY", organisation="WIN MONEY")
    letter = session.scalar(select(Letter))
    assert "WIN MONEY" not in letter.subject + letter.text_body + letter.html_body


def test_a_megabyte_is_refused(client, session):
    assert _send(client, text="x" * 1_048_576).status_code in {413, 422}
    assert _send(client, blocked="x\n" * 524_288).status_code in {413, 422}
    assert (_count(session, UnconfirmedReport), _count(session, Letter)) == (0, 0)


def test_a_wrong_range_is_told_beside_the_field(client, session):
    page = _send(client, cost_low="500", cost_high="100")
    assert page.status_code == 422
    assert "above the higher" in page.text
    assert _send(client, cost_low="500").status_code == 422


def test_who_stays_unnamed_is_named_to_the_programme_office_only(client, session):
    number, _secret = from_outside(unnamed=True)
    client.sign_in(make_person())
    for path in (f"/bottlenecks/{number}", "/bottlenecks.csv", "/bottlenecks"):
        assert "Ana Baker" not in client.get(path).text
        assert MAIL not in client.get(path).text
    client.sign_in(make_person("Olga Office", Role.PROGRAMME_OFFICE))
    assert "Ana Baker" in client.get(f"/bottlenecks/{number}").text


def test_the_address_of_a_reporter_is_for_the_programme_office_only(client, session):
    number, _secret = from_outside()
    client.sign_in(make_person())
    page = client.get(f"/bottlenecks/{number}").text
    assert "Ana Baker" in page
    assert MAIL not in page
