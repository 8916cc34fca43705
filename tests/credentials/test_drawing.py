"""Papers: what stands on them, that they are accessible, and when they are drawn again."""

import shutil
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import update

from lms.city.models import CityProfile
from lms.cli import commands
from lms.credentials import queries
from lms.credentials.models import Certificate
from lms.credentials.service import drawing
from lms.credentials.service.refusals import PaperWithdrawn
from lms.kit import blobs, pdf_drawing
from lms.kit.db import db, transaction
from tests.credentials.test_after_issuing import revoke
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.people import make_person
from tests.papers import inside

pytestmark = pytest.mark.skipif(pdf_drawing.weasyprint is None, reason="pango is not installed on this machine")

HTML = "<script>alert(1)</script><img src=http://127.0.0.1/x> {{7*7}}"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#abcdef"/></svg>'


@pytest.fixture
def paper(session):
    return certificate_of(make_person("Ada Ademola"), certified_course("open-data", certificate_months=24, effort_minutes=390))


def html_of(paper):
    return drawing.page_of(paper, drawing.city_look())


def drawn(paper, folder):
    return drawing.paper_of(db.session.get(Certificate, paper.id), folder)


def words_of(pdf):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (Debian: poppler-utils) is not installed on this machine")
    return " ".join(subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode().split())


def test_the_paper_is_tagged_pdf_ua_with_title_language_headings_table_and_alternative_text(paper, tmp_path):
    opened = inside(drawn(paper, tmp_path))
    for mark in (
        b"/MarkInfo",
        b"/StructTreeRoot",
        b"pdfuaid:part",
        b"/Lang (en)",
        b"/DisplayDocTitle true",
        b"/H1",
        b"/H2",
        b"/LI",
        b"/Table",
        b"/TH",
        b"/Alt",
    ):
        assert mark in opened, mark
    assert opened.count(b"/S /H1") == 1
    assert b"Inter" in opened
    assert b"FontFile" in opened


def test_everything_that_was_earned_stands_on_the_paper(paper):
    page = html_of(paper)
    told = [paper.number, "Ada Ademola", "Open data", "Publish a dataset", "Choose a licence", "1.3 ", "2.1 ", "4 of 8", "6 h 30 min", "Civic Campus"]
    for fact in [*told, f"http://campus.test/verify/{paper.code}"]:
        assert fact in page
    assert page.count("<h1") == 1


def test_the_city_s_colours_and_logo_are_on_the_paper(session, paper, tmp_path):
    plain = drawn(paper, tmp_path)
    with transaction():
        facts = {
            "primary": "#7a1f5c",
            "accent": "#e8743b",
            "topic1": "#6b4fb3",
            "topic2": "#d9a514",
            "topic3": "#2a7a4b",
            "stylesheet": "",
            "stylesheet_hash": "",
        }
        logo = blobs.keep(LOGO)
        db.session.add(CityProfile(name="Lindenau", product="Civic Campus", logo_hash=logo, logo_type="image/svg+xml", **facts))
    assert b"0.478431 0.121569 0.360784 rg" in inside(drawn(paper, tmp_path))
    assert b"0.670588 0.803922 0.937255 rg" in inside(drawn(paper, tmp_path))
    assert drawn(paper, tmp_path) != plain
    assert len(list(tmp_path.rglob("*.pdf"))) == 1


def test_the_language_of_the_paper_is_that_of_its_course_where_the_house_speaks_it(session):
    french, german = certificate_of(make_person(), certified_course(language="fr")), certificate_of(make_person(), certified_course(language="de"))
    assert '<html lang="fr"' in html_of(french)
    assert '<html lang="en"' in html_of(german)
    assert 'class="course" lang="de"' in html_of(german)


NAMES = {
    "long": ("Maximiliana Wilhelmina Alexandrina von und zu " * 3)[:120],
    "without a gap": "W" * 120,
    "right to left": "محمد عبد الله الحسيني",
    "accents": "Łucja Żółć-Ångström Đorđević",
    "html": HTML,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_name_stands_on_the_paper_as_it_is(session, tmp_path, name):
    paper = certificate_of(make_person(name), certified_course(outcomes=[{"key": f"o{n}", "text": f"Outcome {n} of twelve"} for n in range(12)]))
    words = words_of(drawn(paper, tmp_path))
    assert "Outcome 11 of twelve" in words
    if name.isascii():
        assert name.replace(" ", "") in words.replace(" ", "")
    assert ".notdef" not in inside(drawn(paper, tmp_path)).decode("latin-1")


def test_html_in_names_titles_and_outcomes_is_text_on_the_paper(session, tmp_path):
    paper = certificate_of(make_person(HTML), certified_course(title=HTML, outcomes=[{"key": "a", "text": HTML}]))
    page = html_of(paper)
    assert "<script>" not in page
    assert "<img src=http" not in page
    assert words_of(drawn(paper, tmp_path)).count("{{7*7}}") >= 3


def test_a_paper_is_drawn_once_and_again_when_the_name_on_it_changes(session, paper, tmp_path, monkeypatch):
    first = drawn(paper, tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(drawing.pdf, "draw", lambda *_a, **_k: pytest.fail("it was drawn a second time"))
        assert drawn(paper, tmp_path) == first
    with transaction():
        db.session.execute(update(Certificate).values(holder_name="A former officer"))
    assert "A former officer" in words_of(drawn(paper, tmp_path))
    (left,) = tmp_path.rglob("*.pdf")
    assert b"Ademola" not in inside(left.read_bytes())


def test_a_forgotten_paper_is_gone(paper, tmp_path):
    drawn(paper, tmp_path)
    drawing.forget_paper(paper.id, tmp_path)
    assert list(tmp_path.rglob("*.pdf")) == []


def test_nothing_half_written_is_ever_served(paper, tmp_path, monkeypatch):
    def torn(*_args):
        raise OSError("the disk is full")

    monkeypatch.setattr(drawing.os, "replace", torn)
    with pytest.raises(OSError, match="full"):
        drawn(paper, tmp_path)
    assert list(tmp_path.rglob("*.pdf")) == []
    monkeypatch.undo()
    assert drawn(paper, tmp_path).startswith(b"%PDF")


def test_a_revoked_certificate_is_not_drawn(session, paper, tmp_path):
    revoke(paper)
    with pytest.raises(PaperWithdrawn):
        drawn(paper, tmp_path)


def test_the_database_is_let_go_before_drawing(session, paper, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(drawing.pdf, "draw", lambda *_a, **_k: seen.append(db.session().in_transaction()) or b"%PDF")
    drawn(paper, tmp_path)
    assert seen == [False]


def test_the_command_draws_what_is_missing_and_nothing_twice(app, session, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    monkeypatch.setattr(drawing, "LOADED_AT_ONCE", 2)
    course = certified_course()
    papers = [certificate_of(make_person(f"Person {n}"), course) for n in range(5)]
    revoke(papers[0])
    run = app.test_cli_runner().invoke(commands.get_command(None, "certificates"), ["draw", "--missing"])
    assert "4 papers drawn" in run.output
    folder = tmp_path / "cache" / "papers"
    assert {place.parent.name for place in folder.rglob("*.pdf")} == {str(paper.id) for paper in papers[1:]}
    for paper in papers[1:]:
        (place,) = (folder / str(paper.id)).glob("*.pdf")
        assert session.get(Certificate, paper.id).number in words_of(place.read_bytes())
    assert "0 papers drawn" in app.test_cli_runner().invoke(commands.get_command(None, "certificates"), ["draw", "--missing"]).output


def test_a_certificate_that_ends_prints_its_last_day(session, paper):
    assert paper.expires_at - paper.issued_at > timedelta(days=700)
    assert "Valid until" in html_of(paper)
    assert queries.state_of(paper).value == "valid"
    assert "Valid until" not in html_of(certificate_of(make_person(), certified_course()))
