"""The pages of certificates: whose they are, what they show, and what wrong roles see of them."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from lms.credentials import queries, views
from lms.credentials.models import Certificate, IssuingStop
from lms.credentials.service import drawing
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.kit.pdf import PdfUnavailable
from lms.people.models import Role
from tests.credentials.test_after_issuing import ends_in, revoke
from tests.credentials.test_issuing import stop
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.learning import completed
from tests.factories.people import make_person

HTML = '<script>alert(1)</script><img src=x onerror="alert(1)"> {{7*7}}'


@pytest.fixture
def ada(session):
    return make_person("Ada Ademola")


@pytest.fixture
def paper(ada):
    return certificate_of(ada, certified_course("open-data", certificate_months=24))


def addresses(paper):
    return [f"/certificates/{paper.id}", f"/certificates/{paper.id}.pdf", f"/certificates/{paper.id}/print"]


@pytest.mark.parametrize("role", [None, Role.HR, Role.AUDITOR])
def test_the_holder_hr_and_auditors_see_a_certificate(client, ada, paper, role):
    client.sign_in(make_person("Other", role) if role else ada)
    for address in addresses(paper):
        assert client.get(address).status_code == 200
    page = client.get(addresses(paper)[0])
    assert paper.number in page.text
    assert f"http://campus.test/verify/{paper.code}" in page.text


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.CURATOR, Role.ADMINISTRATOR, Role.PROGRAMME_OFFICE])
def test_others_get_no_glimpse_of_a_certificate(client, paper, role):
    client.sign_in(make_person("Other", *([role] if role else [])))
    for address in addresses(paper):
        answer = client.get(address)
        assert answer.status_code == 403
        assert b"Ademola" not in answer.data
        assert paper.number.encode() not in answer.data


def test_visitors_are_asked_to_sign_in(client, paper):
    for address in [
        *addresses(paper),
        "/me/certificates",
        "/certificates",
        "/certificates.csv",
        "/certificates/issuing",
        f"/certificates/{paper.id}/revoke",
    ]:
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/sign-in" in answer.location


def test_an_unknown_certificate_is_not_found(client, ada):
    assert client.sign_in(ada).get(f"/certificates/{uuid4()}").status_code == 404


LOCKED = {
    "/certificates": {Role.HR, Role.AUDITOR},
    "/certificates.csv": {Role.HR, Role.AUDITOR},
    "/certificates/issuing": {Role.HR, Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("address", LOCKED)
@pytest.mark.parametrize("role", list(Role))
def test_each_list_opens_for_its_roles_alone(client, paper, address, role):
    answer = client.sign_in(make_person("Other", role)).get(address)
    assert answer.status_code == (200 if role in LOCKED[address] else 403)
    if role not in LOCKED[address]:
        assert b"Ademola" not in answer.data


def test_my_certificates_are_mine_alone(client, ada, paper):
    other = certificate_of(make_person("Berta"), certified_course("other"))
    page = client.sign_in(ada).get("/me/certificates").text
    assert paper.number in page
    assert other.number not in page


def test_an_empty_list_says_what_will_be_there(client, ada):
    assert "No certificate yet" in client.sign_in(ada).get("/me/certificates").text
    assert "No certificate yet" in client.sign_in(make_person("Hanna", Role.HR)).get("/certificates").text


@pytest.mark.parametrize(("days_left", "offered"), [(300, False), (20, True), (-3, True)])
def test_what_can_be_renewed_has_its_button(client, ada, paper, days_left, offered):
    ends_in(paper, days=days_left)
    assert ("/courses/open-data/renew" in client.sign_in(ada).get("/me/certificates").text) is offered


def test_the_button_of_renewal_begins_the_next_cycle(client, ada, paper):
    ends_in(paper, days=20)
    assert client.sign_in(ada).send("/me/certificates", "/courses/open-data/renew").status_code == 303
    assert "/courses/open-data/renew" not in client.get("/me/certificates").text


# the PDF


def test_the_pdf_is_a_download_and_is_drawn_once(client, ada, paper, app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    client.sign_in(ada)
    first = client.get(f"/certificates/{paper.id}.pdf")
    assert first.data.startswith(b"%PDF-1.7")
    assert first.headers["Content-Disposition"] == f'attachment; filename="certificate-{paper.number}.pdf"'
    monkeypatch.setattr(drawing.pdf, "draw", lambda *_args, **_more: pytest.fail("it was drawn a second time"))
    assert client.get(f"/certificates/{paper.id}.pdf").data == first.data


def test_where_nothing_can_be_drawn_the_page_for_printing_is_offered(client, ada, paper, app, monkeypatch, tmp_path):
    def absent(*_args, **_more):
        raise PdfUnavailable("Libraries are missing.")

    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    monkeypatch.setattr(drawing.pdf, "draw", absent)
    answer = client.sign_in(ada).get(f"/certificates/{paper.id}.pdf")
    assert answer.status_code == 503
    assert "Libraries are missing." in answer.text
    assert f"/certificates/{paper.id}/print" in answer.text


def test_a_revoked_certificate_has_no_paper_and_says_why(client, ada, paper):
    revoke(paper, "Sat by somebody else.")
    client.sign_in(ada)
    for address in addresses(paper)[1:]:
        assert client.get(address).status_code == 409
    page = client.get(f"/certificates/{paper.id}").text
    assert "Sat by somebody else." in page
    assert ".pdf" not in page


# revoking


def test_hr_revokes_with_a_reason(client, paper):
    client.sign_in(make_person("Hanna", Role.HR))
    answer = client.send(f"/certificates/{paper.id}/revoke", reason="Sat by somebody else.")
    assert answer.status_code == 303
    assert "is revoked" in client.get(answer.location).text


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_revoking_without_a_fit_reason_changes_nothing(client, session, paper, reason):
    client.sign_in(make_person("Hanna", Role.HR))
    assert client.send(f"/certificates/{paper.id}/revoke", reason=reason).status_code == 422
    assert session.get(Certificate, paper.id).revoked_at is None


def test_revoking_twice_is_refused_beside_the_field(client, session, paper):
    client.sign_in(make_person("Hanna", Role.HR))
    client.send(f"/certificates/{paper.id}/revoke", reason="First.")
    answer = client.send(f"/certificates/{paper.id}/revoke", reason="Second.")
    assert answer.status_code == 422
    assert "was revoked already" in answer.text
    assert session.get(Certificate, paper.id).revoked_reason == "First."


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.HR)])
def test_nobody_but_hr_revokes(client, session, ada, paper, role):
    client.sign_in(make_person("Other", role) if role else ada)
    token = {"reason": "Mine."}
    page = client.get("/inbox").text
    token["csrf_token"] = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert client.get(f"/certificates/{paper.id}/revoke").status_code == 403
    assert client.post(f"/certificates/{paper.id}/revoke", data=token).status_code == 403
    assert session.get(Certificate, paper.id).revoked_at is None


def test_fields_that_nobody_asked_for_change_nothing(client, session, paper):
    client.sign_in(make_person("Hanna", Role.HR))
    extra = {"number": "CC-1999-000001", "holder_name": "Me", "person_id": str(uuid4()), "expires_at": "2999-01-01", "code": "A"}
    client.send(f"/certificates/{paper.id}/revoke", reason="Right.", **extra)
    row = session.get(Certificate, paper.id)
    assert (row.number, row.holder_name, row.person_id, row.code) == (paper.number, "Ada Ademola", paper.person_id, paper.code)


# the register


def register(client, **wanted):
    return client.get("/certificates", query_string=wanted).text


@pytest.fixture
def three(session):
    """A valid, an expired and a revoked certificate of three people and two courses."""
    data, ideas = certified_course("open-data", certificate_months=24), certified_course("good-ideas", certificate_months=24)
    valid, expired, revoked = (certificate_of(make_person(name), course) for name, course in [("Vera", data), ("Egon", ideas), ("Rita", data)])
    ends_in(valid, days=40)
    ends_in(expired, days=-4)
    revoke(revoked)
    return valid, expired, revoked


def names_in(page):
    return [name for name in ("Vera", "Egon", "Rita") if f">{name}<" in page]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["Vera", "Egon", "Rita"]),
        ({"state": "valid"}, ["Vera"]),
        ({"state": "expired"}, ["Egon"]),
        ({"state": "revoked"}, ["Rita"]),
        ({"state": "nonsense", "course": "nonsense", "until": "nonsense", "page": "nonsense"}, ["Vera", "Egon", "Rita"]),
        ({"q": "eGo"}, ["Egon"]),
        ({"q": "%"}, []),
        ({"q": "' OR 1=1 --"}, []),
    ],
)
def test_the_register_is_narrowed_by_state_and_name(client, three, wanted, found):
    client.sign_in(make_person("Hanna", Role.HR))
    assert names_in(register(client, **wanted)) == found


def test_the_register_is_narrowed_by_course_number_and_day(client, three):
    valid, expired, _revoked = three
    client.sign_in(make_person("Hanna", Role.HR))
    assert names_in(register(client, course=str(expired.course_id))) == ["Egon"]
    assert names_in(register(client, q=valid.number.lower())) == ["Vera"]
    assert names_in(register(client, until=(now() + timedelta(days=41)).date().isoformat())) == ["Vera", "Egon"]
    assert names_in(register(client, until=(now() + timedelta(days=30)).date().isoformat())) == ["Egon"]


def test_the_export_holds_what_the_filters_hold(client, three):
    client.sign_in(make_person("Hanna", Role.HR))
    rows = list(csv.DictReader(io.StringIO(client.get("/certificates.csv?state=revoked").data.decode("utf-8-sig"))))
    assert [(row["Holder"], row["State"]) for row in rows] == [("Rita", "Revoked")]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_the_export_is_a_formula(client, session, paper, name):
    with transaction():
        db.session.execute(update(Certificate).values(holder_name=name))
    client.sign_in(make_person("Hanna", Role.HR))
    (row,) = csv.DictReader(io.StringIO(client.get("/certificates.csv").data.decode("utf-8-sig")))
    assert row["Holder"] == f"'{name}"


def test_many_certificates_cost_as_many_statements_as_few(client, statements):
    hanna, course = make_person("Hanna", Role.HR), certified_course("open-data", certificate_months=24)
    counts = {}
    for number in range(1, 13):
        certificate_of(make_person(), course if number > 1 else certified_course())
        if number in (2, 12):
            client.sign_in(hanna)
            with statements() as seen:
                client.get("/certificates")
            counts.setdefault("register", []).append(len(seen))
            with statements() as seen:
                client.get("/certificates.csv")
            counts.setdefault("export", []).append(len(seen))
    assert counts["register"][0] == counts["register"][1] <= 8
    assert counts["export"][0] == counts["export"][1] <= 8


def test_my_list_and_one_page_take_few_statements(client, ada, paper, statements):
    client.sign_in(ada)
    for address in ("/me/certificates", f"/certificates/{paper.id}", f"/certificates/{paper.id}/print"):
        with statements() as seen:
            client.get(address)
        assert len(seen) <= 5, (address, seen)


def test_the_register_has_pages(client, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    course = certified_course()
    for number in range(5):
        certificate_of(make_person(f"Person {number}"), course)
    client.sign_in(make_person("Hanna", Role.HR))
    assert ["Person 4" in register(client), "Person 0" in register(client, page=3)] == [True, True]
    assert client.get("/certificates?page=99999999999999999999").status_code == 200


# the stop switch


def test_issuing_is_stopped_and_goes_on_with_what_waited(client, session):
    course = certified_course()
    client.sign_in(make_person("Hanna", Role.HR))
    assert client.send("/certificates/issuing", reason="A question is wrong.").status_code == 303
    completed(make_person("Ada"), course)
    page = client.get("/certificates/issuing").text
    assert "A question is wrong." in page
    assert "1 completion waits" in page
    assert "A question is wrong." in register(client)
    assert client.send("/certificates/issuing", "/certificates/issuing/lift").status_code == 303
    assert "1 certificate was issued" in client.get("/certificates/issuing").text
    assert [row.holder_name for row in session.scalars(select(Certificate))] == ["Ada"]


def test_stopping_twice_is_refused_beside_the_field(client, session):
    client.sign_in(make_person("Hanna", Role.HR))
    page = client.get("/certificates/issuing").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    for status in (303, 422):
        assert client.post("/certificates/issuing", data={"csrf_token": token, "reason": "Wrong."}).status_code == status
    assert len(session.scalars(select(IssuingStop)).all()) == 1


def test_stopping_needs_a_reason(client, session):
    client.sign_in(make_person("Hanna", Role.HR))
    assert client.send("/certificates/issuing", reason=" ").status_code == 422
    assert session.scalars(select(IssuingStop)).all() == []


def test_lifting_twice_is_refused(client):
    stop()
    client.sign_in(make_person("Hanna", Role.HR))
    assert client.send("/certificates/issuing", "/certificates/issuing/lift").status_code == 303
    assert client.send("/certificates/issuing", "/certificates/issuing/lift").status_code == 409


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.TRAINER, Role.CURATOR])
def test_others_neither_stop_nor_lift(client, session, role):
    stop()
    client.sign_in(make_person("Other", *([role] if role else [])))
    token = client.get("/inbox").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    for address in ("/certificates/issuing", "/certificates/issuing/lift"):
        assert client.post(address, data={"csrf_token": token, "reason": "Mine."}).status_code == 403
    assert [row.lifted_at for row in session.scalars(select(IssuingStop))] == [None]


# hostile names


def test_html_in_names_stays_text_on_every_page(client, session):
    ada = make_person(HTML)
    paper = certificate_of(ada, certified_course(title=HTML, outcomes=[{"key": "a", "text": HTML}], certificate_months=24))
    client.sign_in(make_person("Hanna", Role.HR))
    pages = [
        f"/certificates/{paper.id}",
        f"/certificates/{paper.id}/print",
        f"/certificates/{paper.id}/revoke",
        "/certificates",
        f"/verify/{paper.code}",
    ]
    for address in pages:
        text = client.get(address).text
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text
        assert "{{7*7}}" in text
    text = client.sign_in(ada).get("/me/certificates").text
    assert "<script>alert(1)" not in text


def test_html_in_reasons_stays_text(client, session, paper):
    revoke(paper, HTML)
    client.sign_in(make_person("Hanna", Role.HR))
    for address in (f"/certificates/{paper.id}", f"/verify/{paper.code}"):
        assert "<script>alert(1)" not in client.get(address).text
        assert "&lt;script&gt;alert(1)" in client.get(address).text


def test_every_state_has_its_word():
    assert set(views.STATES) == set(queries.State)
