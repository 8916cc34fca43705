"""Self-assessment: kept as it is given, taken up again, and beside the evidence at the end."""

import re

import pytest
from markupsafe import escape
from sqlalchemy import func, select

from lms.competency.framework_files import read_digcomp
from lms.competency.models import Evidence, EvidenceKind, SelfAssessment, SelfRating
from lms.competency.queries.assessing import asked_in, assessing, difference
from lms.competency.queries.standings import standings_of
from lms.competency.service import frameworks
from lms.kit.db import db, transaction
from tests.competency.sending import sent
from tests.factories.people import make_person

HERE = "/me/competences/self-assessment/digcomp"


@pytest.fixture
def ada(digcomp):
    return make_person("Ada Ademola")


def test_each_page_is_kept_and_leads_to_the_next(client, ada, digcomp):
    client.sign_in(ada)
    page = sent(client, f"{HERE}/1", data={f"c{digcomp['1.1'].hex}": "3", f"c{digcomp['1.2'].hex}": "0"})
    assert page.headers["Location"].endswith(f"{HERE}/2")
    assert "2 of 21 questions answered" in client.get(HERE).text
    assert "2 of 3" in client.get(HERE).text


def test_an_answer_can_be_changed_until_the_end(client, ada, digcomp):
    client.sign_in(ada)
    for level in ("3", "5"):
        sent(client, f"{HERE}/1", data={f"c{digcomp['1.1'].hex}": level})
    assert db.session.scalars(select(SelfRating.level)).all() == [5]
    assert db.session.scalar(select(func.count()).select_from(SelfAssessment)) == 1


def test_at_the_end_the_answers_are_own_ratings_and_show_no_level(client, ada, digcomp):
    client.sign_in(ada)
    sent(client, f"{HERE}/1", data={f"c{digcomp['1.1'].hex}": "7", f"c{digcomp['1.2'].hex}": "0"})
    assert sent(client, f"{HERE}/finish").headers["Location"].endswith("comparison")
    pieces = db.session.scalars(select(Evidence)).all()
    assert [(one.kind, one.level, one.by_id) for one in pieces] == [(EvidenceKind.OWN_RATING, 7, ada.id)]
    assert standings_of([ada.id]) == {}
    assert "no evidence to compare with yet" in client.get(f"{HERE}/comparison").text


def test_a_later_one_takes_the_place_of_the_former_and_both_stay(client, ada, digcomp):
    client.sign_in(ada)
    for level in ("6", "2"):
        sent(client, f"{HERE}/1", data={f"c{digcomp['1.1'].hex}": level})
        sent(client, f"{HERE}/finish")
    rows = db.session.execute(select(Evidence.level, Evidence.withdrawn_at.is_(None)).order_by(Evidence.level)).all()
    assert [tuple(row) for row in rows] == [(2, True), (6, False)]


def test_nothing_answered_is_no_self_assessment(client, ada):
    sent(client.sign_in(ada), f"{HERE}/finish")
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 0
    assert "Answer at least one question" in client.get(HERE).text


def test_a_competence_of_another_area_is_not_answered_here(client, ada, digcomp):
    sent(client.sign_in(ada), f"{HERE}/1", data={f"c{digcomp['2.1'].hex}": "7"})
    assert db.session.scalar(select(func.count()).select_from(SelfRating)) == 0


@pytest.mark.parametrize("level", ["9", "-1", "x"])
def test_a_level_that_is_none_is_refused(client, ada, digcomp, level):
    assert sent(client.sign_in(ada), f"{HERE}/1", data={f"c{digcomp['1.1'].hex}": level}).status_code == 422


@pytest.mark.parametrize(
    ("own", "shown", "expected"),
    [(None, 3, "not_rated"), (3, 0, "no_evidence"), (3, 3, "same"), (4, 3, "same"), (2, 3, "same"), (5, 3, "own_higher"), (0, 3, "own_lower")],
)
def test_how_the_own_view_stands_to_the_evidence(own, shown, expected):
    assert difference(own, shown) == expected


def test_own_view_and_evidence_stand_side_by_side(client, ada, digcomp, shows):
    shows(ada, "1.1", 3)
    client.sign_in(ada)
    sent(client, f"{HERE}/1", data={f"c{digcomp['1.1'].hex}": "6"})
    sent(client, f"{HERE}/finish")
    page = client.get(f"{HERE}/comparison").text
    assert "You see more than the evidence shows so far." in page
    assert "wrong" not in page.lower()


def test_with_the_supplement_a_page_shows_statements_by_band_openly_and_outcomes_folded_away(client, digcomp, ada, shared):
    with transaction():
        frameworks.load_framework(read_digcomp((shared / "data/digcomp3/DigComp_3_0_Data_Supplement_24_Nov_2025.jsonld").read_bytes()), by=None)
    found = assessing(ada.id, "digcomp")
    first = asked_in(found, found.steps[0].area)[0]
    assert [band for band, _texts in first.statements] == ["Basic", "Intermediate", "Advanced", "Highly advanced"]
    assert all(1 <= len(texts) <= 2 for _band, texts in first.statements)
    assert all(1 <= len(texts) <= 3 for _band, texts in first.outcomes)
    client.sign_in(ada)
    page = client.get(f"{HERE}/1").text
    openly = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    known = {text for one in asked_in(found, found.steps[0].area) for _band, texts in one.statements for text in texts}
    statement = escape(first.statements[0][1][0])
    outcome = escape(next(text for _band, texts in first.outcomes for text in texts if text not in known))
    assert statement in openly
    assert outcome in page
    assert outcome not in openly
    assert statement in client.get("/frameworks/digcomp/1.1").text
