"""The public page where anybody checks a certificate."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from lms.credentials import papers, views
from lms.credentials.models import Certificate
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.kit.limits import TryCount
from lms.people.models import Role
from tests.credentials.test_after_issuing import ends_in, revoke
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.people import make_person


@pytest.fixture
def ada(session):
    return make_person("Ada Ademola", email="ada@city.test", staff_number="S-4711")


@pytest.fixture
def paper(ada):
    return certificate_of(ada, certified_course("open-data", certificate_months=24))


def test_a_valid_certificate_is_called_valid(client, paper):
    page = client.get(f"/verify/{paper.code}")
    assert page.status_code == 200
    assert "This certificate is valid" in page.text


def test_the_page_says_what_the_paper_says_and_nothing_else(client, paper):
    text = client.get(f"/verify/{paper.code}").text
    for said in (paper.number, "Ada Ademola", "Open data", "Publish a dataset", "1.3", "Civic Campus"):
        assert said in text
    for kept in ("ada@city.test", "S-4711", str(paper.id), str(paper.person_id), str(paper.enrolment_id)):
        assert kept not in text


def test_a_revoked_certificate_says_when_and_why(client, paper):
    revoke(paper, "Sat by somebody else.")
    page = client.get(f"/verify/{paper.code}")
    assert page.status_code == 200
    assert "This certificate was revoked" in page.text
    assert "Sat by somebody else." in page.text
    assert "is valid" not in page.text


def test_an_expired_certificate_says_so(client, paper):
    ends_in(paper, days=-1)
    text = client.get(f"/verify/{paper.code}").text
    assert "This certificate has expired" in text
    assert "is valid" not in text


def test_what_was_revoked_and_ran_out_is_called_revoked(client, paper):
    ends_in(paper, days=-1)
    revoke(paper)
    assert "This certificate was revoked" in client.get(f"/verify/{paper.code}").text


WRONG = ["A" * 26, "CC-2026-999999", "<script>alert(1)</script>", "../../etc/passwd", "%00", "' OR 1=1 --", "x" * 5000, "١٢٣", "{{7*7}}"]


@pytest.mark.parametrize("typed", WRONG)
def test_what_was_not_issued_here_is_unknown(client, paper, typed):
    answer = client.get("/verify", query_string={"q": typed}, follow_redirects=True)
    assert answer.status_code == 404
    assert "No such certificate" in answer.text or "There is no such page" in answer.text
    assert "Ademola" not in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("change", [lambda code: code[:-1], lambda code: code + "A", lambda code: code[1:] + code[0], lambda code: code[:13] + "%"])
def test_a_code_must_be_right_in_each_place(client, paper, change):
    assert client.get(f"/verify/{change(paper.code)}").status_code == 404


@pytest.mark.parametrize("write", [str, str.lower, lambda code: " ".join((code[:8], code[8:])), lambda code: f"http://campus.test/verify/{code}"])
def test_the_form_takes_a_code_however_it_is_typed(client, paper, write):
    page = client.get("/verify", query_string={"q": write(paper.code)}, follow_redirects=True)
    assert "This certificate is valid" in page.text


def test_the_form_takes_a_number(client, paper):
    page = client.get("/verify", query_string={"q": paper.number.lower()}, follow_redirects=True)
    assert "This certificate is valid" in page.text


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_shows_the_form(client, session, typed):
    page = client.get("/verify", query_string={"q": typed})
    assert page.status_code == 200
    assert "Check a certificate" in page.text


def test_numbers_cannot_be_tried_one_after_the_other(client, paper):
    answers = [client.get(f"/verify/CC-{now().year}-{number:06d}").status_code for number in range(1, views.GUESSES + 3)]
    assert answers[: views.GUESSES] == [200] + [404] * (views.GUESSES - 1)
    assert answers[views.GUESSES :] == [429, 429]


def test_wrong_codes_cannot_be_tried_one_after_the_other(client, paper):
    answers = [client.get(f"/verify/{papers.new_code()}").status_code for _ in range(views.GUESSES + 1)]
    assert answers[-1] == 429


def test_a_right_code_opens_even_where_somebody_guessed(client, paper):
    for _ in range(views.GUESSES + 1):
        client.get("/verify/CC-2026-999999")
    assert client.get(f"/verify/{paper.code}").status_code == 200


def test_a_forged_address_of_origin_gives_no_new_tries(client, session):
    answers = [client.get("/verify/CC-2026-999999", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(views.GUESSES + 1)]
    assert answers[-1] == 429


def test_after_an_hour_one_may_try_again(client, session):
    for _ in range(views.GUESSES + 1):
        client.get("/verify/CC-2026-999999")
    with transaction():
        db.session.execute(update(TryCount).values(since=now() - timedelta(hours=2)))
    assert client.get("/verify/CC-2026-999999").status_code == 404


def test_the_limit_keeps_no_address(client, session):
    client.get("/verify/CC-2026-999999")
    assert "127.0.0.1" not in session.query(TryCount).one().bucket


@pytest.mark.parametrize("role", [None, Role.HR])
def test_somebody_signed_in_sees_the_same(client, ada, paper, role):
    client.sign_in(make_person("Hanna", role) if role else ada)
    assert client.get("/verify/CC-2026-999999").status_code == 404
    assert client.get(f"/verify/{paper.number}").status_code == 200


def test_known_and_unknown_cost_about_the_same(client, session, paper, statements):
    counts = []
    for typed in (paper.number, "CC-2026-999999", papers.new_code()):
        with statements() as seen:
            client.get(f"/verify/{typed}")
        counts.append(len(seen))
    assert max(counts) - min(counts) <= 1


def test_checking_needs_no_cookie_and_is_not_indexed(client, paper):
    answer = client.get(f"/verify/{paper.code}")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "This certificate is valid" in answer.text


def test_the_page_speaks_french_to_who_reads_french(client, paper):
    page = client.get(f"/verify/{paper.code}", headers={"Accept-Language": "fr"}).text
    assert '<html lang="fr"' in page


def test_the_code_on_the_paper_opens_after_the_holder_is_erased(client, session, paper):
    with transaction():
        db.session.execute(update(Certificate).values(person_id=None, holder_name="A former officer"))
    page = client.get(f"/verify/{paper.code}").text
    assert "A former officer" in page
    assert "Ademola" not in page
