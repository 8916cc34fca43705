"""Frameworks from files."""

import json

import pytest
from sqlalchemy import func, select

from lms.competency.framework_files import DIGCOMP, FrameworkRefused, read_digcomp
from lms.competency.models import Competence, FrameworkOutcome
from lms.competency.service import frameworks
from lms.kit.db import transaction
from tests.factories.people import make_person


@pytest.fixture
def digcomp(session):
    with transaction():
        frameworks.load_framework(DIGCOMP, by=None)


def competence(session, code="1.3"):
    return session.scalars(select(Competence).where(Competence.code == code)).one()


def test_what_ships_names_all_codes():
    assert (len(DIGCOMP.areas), len(DIGCOMP.competences), len(DIGCOMP.levels)) == (5, 21, 8)


def test_the_official_supplement_is_read_whole(shared):
    spec = read_digcomp((shared / "data/digcomp3/DigComp_3_0_Data_Supplement_24_Nov_2025.jsonld").read_bytes())
    assert (len(spec.areas), len(spec.competences), len(spec.levels), len(spec.outcomes)) == (5, 21, 8, 523)
    assert {c.code: c.title for c in spec.competences} == {c.code: c.title for c in DIGCOMP.competences}


def test_loading_twice_changes_nothing(session, shared):
    spec = read_digcomp((shared / "data/digcomp3/DigComp_3_0_Data_Supplement_24_Nov_2025.jsonld").read_bytes())
    with transaction():
        frameworks.load_framework(DIGCOMP, by=None)
        frameworks.load_framework(spec, by=None)
        again = frameworks.load_framework(spec, by=None)
    assert (again.made, again.changed) == (0, 0)
    assert session.scalar(select(func.count()).select_from(FrameworkOutcome)) == 523


def test_what_ships_does_not_wipe_the_descriptions_of_the_supplement(session, shared):
    spec = read_digcomp((shared / "data/digcomp3/DigComp_3_0_Data_Supplement_24_Nov_2025.jsonld").read_bytes())
    with transaction():
        frameworks.load_framework(spec, by=None)
        frameworks.load_framework(DIGCOMP, by=None)
    assert competence(session).description


BROKEN = {
    "not JSON": b"{",
    "no graph": b"{}",
    "a list": b"[]",
    "nothing in the graph": b'{"@graph": []}',
    "a competence of no area": json.dumps(
        {
            "@graph": [
                {"@type": "CompetenceArea", "@id": "CompetenceArea/1", "name": "x"},
                {"@type": "Competence", "@id": "Competence/9.1", "name": "y", "competence_area_id": "CompetenceArea/9"},
            ]
        }
    ).encode(),
    "a missing name": json.dumps({"@graph": [{"@type": "CompetenceArea", "@id": "CompetenceArea/1"}]}).encode(),
    "deep nesting": b"[" * 100_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_no_framework_is_refused_with_a_sentence(content):
    with pytest.raises(FrameworkRefused, match=r"\.$"):
        read_digcomp(content)


@pytest.mark.parametrize("path", ["/me/competences", "/frameworks", "/frameworks/digcomp", "/frameworks/digcomp/1.3"])
def test_officers_read_frameworks_and_visitors_are_asked_to_sign_in(client, digcomp, path):
    assert client.get(path).status_code == 302
    assert client.sign_in(make_person()).get(path).status_code == 200


def test_an_unknown_competence_is_not_found(client, digcomp):
    assert client.sign_in(make_person()).get("/frameworks/digcomp/9.9").status_code == 404
