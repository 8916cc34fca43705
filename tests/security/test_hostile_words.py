"""Words that would be code somewhere: in names, titles, departments, posts, lists of people, letters and files."""

import csv
import io

import pytest
from sqlalchemy import select

from lms.kit.db import db
from lms.notices.models import Letter
from tests.security.scene import set_up
from tests.security.table import may_open
from tests.security.walk import Browser, undoing, walk

pytestmark = pytest.mark.slow  # asks every page; what a page makes of words is the same on both databases

TAGS = "<img src=x onerror=alert(1)><script>alert(2)</script>"
NAMES = {
    "markup": f"\"'>{TAGS}</title></textarea>{{{{1234*1234}}}}${{1234*1234}}<%=1234*1234%> %(name)s %s {{0}}",
    "formula": '=HYPERLINK("http://evil.example";"x")',
}
ROLES = ("owner", "author", "curator", "hr", "auditor", "administrator")
ALIVE = ("<img src=x", "<script>alert", "1522756", "</title></textarea>")
DANGEROUS = tuple("=+-@\t\r＝＋－＠")


def _reads(role, rule):
    """A page is read by the first and the last of these who may: those it is about, and those who look after it."""
    may = [one for one in ROLES if one in may_open("GET", rule)]
    return role in {*may[:1], *may[-1:]}


@pytest.fixture(scope="module", params=NAMES)
def told(request, app, scene):
    """What each page shows of a house with hostile names, and the letters that were written."""
    name = NAMES[request.param]
    with undoing(app):
        hostile = set_up(owner=name, draft=name, suffix=f"-{request.param}")
        pages = list(walk(app, hostile, roles=ROLES, methods=("GET",), asks=_reads))
        letters = db.session.scalars(select(Letter)).all()
        texts = [(letter.subject, letter.html_body) for letter in letters]
        browser = Browser(app, hostile, "hr")
        for word in ("alert", "HYPERLINK", "1234", name):
            answer = browser.raw("GET", "/search", query_string={"q": word})
            texts.append(("", answer.text))
            assert answer.status_code == 200
    return name, pages, texts


def test_hostile_names_are_words_on_every_page(told):
    name, pages, _texts = told
    alive = [f"{one}: {sign}" for one in pages if "html" in one.headers.get("Content-Type", "") for sign in ALIVE if sign in one.body]
    assert not alive
    assert any(name[:6].replace("<", "&lt;") in one.body or "&#34;" in one.body for one in pages), "the name stands nowhere: this test sees nothing"


def test_hostile_names_are_words_in_letters_and_in_what_is_found(told):
    _name, _pages, texts = told
    for subject, html in texts:
        assert "\n" not in subject
        assert "\r" not in subject
        assert not [sign for sign in ALIVE if sign in html]


def test_no_hostile_name_breaks_a_page(told):
    _name, pages, _texts = told
    assert not [str(one) for one in pages if one.status >= 500]


def test_no_hostile_name_reaches_a_header(told):
    _name, pages, _texts = told
    for one in pages:
        for header, value in one.headers.items():
            assert "onerror" not in value, f"{one}: {header}"
            assert "evil.example" not in value, f"{one}: {header}"


def test_no_cell_of_a_file_is_a_formula(told):
    _name, pages, _texts = told
    files = [one for one in pages if one.headers.get("Content-Type", "").startswith("text/csv")]
    assert {one.rule for one in files} >= {"/people.<form>", "/certificates.<form>", "/audit.<form>"}
    for one in files:
        for row in csv.reader(io.StringIO(one.body.lstrip("\ufeff"))):
            assert not [cell for cell in row if cell.startswith(DANGEROUS)], f"{one}: {row}"
