"""Frameworks in the browser: written, imported, compared; what is cited is retired and never deleted."""

import io
import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.competency.models import (
    Competence,
    CompetenceArea,
    Evidence,
    EvidenceKind,
    Framework,
    FrameworkStatement,
    FrameworkVersion,
    Relation,
    Requirement,
)
from lms.competency.queries import assessing as asking
from lms.competency.queries import mapping
from lms.competency.queries.framework_texts import StandsOn
from lms.competency.queries.frameworks import known_competences
from lms.competency.queries.profile import competence_named
from lms.competency.queries.ratings import Rated
from lms.competency.queries.role_profiles import profile_at_hand
from lms.competency.service import assessing, role_profiles
from lms.competency.service import framework_editing as editing
from lms.competency.service import mapping as relating
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.competency.service.ratings import rate
from lms.kit.db import db, transaction
from lms.people.models import Post, Role
from tests.factories.competences import digcomp, ids, own_framework, required
from tests.factories.evidence import managed
from tests.factories.people import make_person, make_post


@pytest.fixture
def hr(client, session):
    hr = make_person("Hanna Hr", Role.HR)
    client.sign_in(hr)
    return hr


def framework(slug="city-skills"):
    return db.session.scalars(select(Framework).where(Framework.slug == slug)).one()


def look_through(client, content, name="framework.csv", **fields):
    sent = client.send("/frameworks/import", file=(io.BytesIO(content), name), content_type="multipart/form-data", **fields)
    assert sent.status_code == 303
    return sent.headers["Location"], client.get(sent.headers["Location"])


def carry_out(client, address, page, **fields):
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', page.text)[1]
    return client.send(address, seen=seen, **fields)


def area_of(slug):
    return db.session.scalars(select(CompetenceArea.id).where(CompetenceArea.framework_id == framework(slug).id)).one()


LIST = b"kind,code,title,belongs to\narea,A,Service,\ncompetence,C1,Listening,A\ncompetence,C2,Explaining,A\nlevel,1,Basic,\n"


def test_a_framework_is_written_in_the_browser(client, hr):
    assert client.send("/frameworks/new", title="City skills", version="1").status_code == 303
    client.send("/frameworks/city-skills/entries/area/new", code="A", title="Service", why="First")
    client.send("/frameworks/city-skills/entries/competence/new", code="C1", title="Listening", area="A", why="First")
    client.send("/frameworks/city-skills/entries/outcome/new", code="O1", text="Asks back", competence="C1", kind="skill", band="Basic", why="First")
    page = client.get("/frameworks/city-skills").text
    assert "C1 Listening" in page
    assert "Highly advanced" in page
    assert "Asks back" in client.get("/frameworks/city-skills/C1").text
    assert client.get("/frameworks/city-skills/edit").status_code == 200


def test_a_statement_is_written_in_the_browser_and_goes_with_its_competence(client, session, hr):
    own_framework(C1="Listening", C2="Explaining")
    facts = {"code": "CS1", "competence": "C1", "text": "I ask back.", "band": "Basic", "why": "To know oneself"}
    assert client.send("/frameworks/city-skills/entries/statement/new", **facts).status_code == 303
    assert "I ask back." in client.get("/frameworks/city-skills/C1").text
    assert "I ask back." in client.get("/me/competences/self-assessment/city-skills/A").text
    assert client.send("/frameworks/city-skills/entries/competence/C1/retire", why="Gone").status_code == 303
    assert session.scalars(select(FrameworkStatement.retired_at)).one() is not None


def test_rewording_keeps_the_row_and_tells_who_when_and_why(client, session, hr):
    own_framework(C1="Listening")
    before = ids("C1", framework="city-skills")
    sent = client.send("/frameworks/city-skills/entries/competence/C1", code="C9", title="Listening well", area="A", why="Clearer")
    assert sent.status_code == 303
    assert ids("C1", framework="city-skills") == before
    assert client.get("/frameworks/city-skills/C9").status_code == 404
    number = session.scalar(select(func.max(FrameworkVersion.number)))
    page = client.get(f"/frameworks/city-skills/history/{number}").text
    assert "<ins>well</ins>" in page
    assert "Clearer" in page
    assert "Hanna Hr" in page


def test_a_change_without_a_reason_is_refused(client, session, hr):
    own_framework(C1="Listening")
    assert client.send("/frameworks/city-skills/entries/competence/C1", code="C1", title="X", area="A", why="").status_code == 422


def test_what_is_cited_is_retired_and_never_deleted(client, session, hr):
    own_framework(C1="Listening", C2="Explaining")
    post = make_post("Clerk")
    cited = ids("C1", framework="city-skills")["C1"]
    with transaction():
        role_profiles.save_profile(db.session.get_one(Post, post.id), {cited: 3}, "", based_on=0, by=hr)
    page = client.get("/frameworks/city-skills/entries/competence/C1/retire").text
    assert "Clerk" in page
    assert client.send("/frameworks/city-skills/entries/competence/C1/retire", why="Not needed").status_code == 303
    assert session.scalar(select(func.count()).select_from(Requirement)) == 1
    assert known_competences()["city-skills"] == {"C2"}
    assert "Retired" in client.get("/frameworks/city-skills").text
    assert "retired" in client.get(f"/role-profiles/{post.id}").text
    client.send("/frameworks/city-skills/entries/competence/new", code="C1", title="Listening", area="A", why="Needed after all")
    assert ids("C1", framework="city-skills")["C1"] == cited
    assert known_competences()["city-skills"] == {"C1", "C2"}


def test_a_retired_competence_is_not_required_anew(session):
    own_framework(C1="Listening")
    by = make_person("Hanna Hr", Role.HR)
    one = ids("C1", framework="city-skills")["C1"]
    with transaction():
        editing.retire_entry(framework(), "competence", "C1", why="Gone", by=by)
    with pytest.raises(role_profiles.LevelRefused), transaction():
        role_profiles.save_profile(make_post(), {one: 3}, "", based_on=0, by=by)


def test_nothing_new_is_said_of_a_retired_competence_and_what_was_shown_stays(client, session):
    own_framework(C1="Listening", C2="Explaining", C3="Writing")
    officer, hr = make_person("Ada Ademola"), make_person("Hilde Hr", Role.HR)
    mia = managed(officer)
    known = ids("C1", "C2", "C3", framework="city-skills")
    with transaction():
        assessing.save_answers(asking.assessing(officer.id, "city-skills"), area_of("city-skills"), {known["C1"]: 4, known["C3"]: 3}, by=officer)
        about = Rated(officer, competence_named("city-skills", "C1"))
        rate(about, 4, "", as_manager=True, by=mia)
        for code in ("C1", "C3"):
            editing.retire_entry(framework(), "competence", code, why="Gone", by=hr)
    client.sign_in(officer)
    page = client.get("/me/competences").text
    assert "Listening" in page
    assert "retired" in page
    assert "Writing" not in page, "nothing was shown of it, so it is not offered"
    assert client.get("/me/competences/city-skills/C1").status_code == 200
    for deed in ("claim", "ask"):
        assert client.get(f"/me/competences/city-skills/C1/{deed}").status_code == 404
        assert client.get(f"/me/competences/city-skills/C2/{deed}").status_code == 200
    form = client.get("/me/competences/self-assessment/city-skills/A").text
    assert "Explaining" in form
    assert "Listening" not in form
    assert client.send("/me/competences/self-assessment/city-skills/finish").status_code == 303
    assert client.sign_in(mia).get(f"/people/{officer.id}/competences").status_code == 200
    for deed in ("rate", "observe"):
        assert client.get(f"/people/{officer.id}/competences/city-skills/C1/{deed}").status_code == 404
    assert session.scalar(select(func.count()).select_from(Evidence)) == 1, "the rating that was given before, and no own rating"


def test_an_official_framework_is_not_edited_by_hand(client, session, hr):
    digcomp()
    sent = client.send("/frameworks/import", "/frameworks/digcomp/entries/competence/1.3", code="1.3", title="X", area="1", why="x")
    assert sent.status_code == 422
    with pytest.raises(editing.NotOurs), transaction():
        editing.retire_entry(framework("digcomp"), "competence", "1.3", why="x", by=hr)


@pytest.mark.parametrize("title", ["City skills", "New", "Import", "???"])
def test_a_name_that_makes_no_address_of_its_own_is_refused(client, session, hr, title):
    own_framework()
    assert client.send("/frameworks/new", title=title, version="1").status_code == 422


def test_a_code_that_is_taken_is_refused(client, session, hr):
    own_framework(C1="Listening")
    assert "used already" in client.send("/frameworks/city-skills/entries/competence/new", code="C1", title="X", area="A", why="x").text


def test_an_import_is_looked_through_and_carried_out(client, session, hr):
    address, page = look_through(client, LIST, slug="service", title="Service skills", version="2")
    assert "This framework is not here yet" in page.text
    assert session.scalar(select(Framework.id).where(Framework.slug == "service")) is None
    assert carry_out(client, address, page, why="New").status_code == 303
    assert framework("service").is_own
    address, page = look_through(client, LIST.replace(b"Explaining", b"Explaining well").replace(b"competence,C1,Listening,A\n", b""), slug="service")
    assert "<ins>well</ins>" in page.text
    assert "not named any more" in page.text
    carry_out(client, address, page, why="Shorter", retire_missing="y")
    assert known_competences()["service"] == {"C2"}


def test_before_a_competence_goes_it_is_told_how_many_people_have_evidence(client, session, hr):
    own_framework(C1="Listening", C2="Explaining")
    known = ids("C1", framework="city-skills")["C1"]
    people = [make_person(f"Officer {one}") for one in range(3)]
    with transaction():
        add_evidence(NewEvidence(one.id, known, 3, EvidenceKind.OBSERVED, uuid4(), "Seen") for one in people)
    for kind, code in (("competence", "C1"), ("area", "A")):
        assert "3 people have evidence of it" in client.get(f"/frameworks/city-skills/entries/{kind}/{code}/retire").text
    assert "evidence of it" not in client.get("/frameworks/city-skills/entries/competence/C2/retire").text
    _address, page = look_through(client, LIST.replace(b"competence,C1,Listening,A\n", b""), slug="city-skills")
    assert "3 people have evidence of it" in page.text


@pytest.mark.parametrize(("people", "openly", "told"), [(3, False, None), (3, True, 3), (10, False, 10)])
def test_a_few_people_are_counted_out_only_to_those_who_may_see_people(people, openly, told):
    assert StandsOn([], True, people).people_told(openly=openly) == told


def test_without_the_tick_nothing_is_retired(client, session, hr):
    address, page = look_through(client, LIST, slug="service")
    carry_out(client, address, page, why="New")
    address, page = look_through(client, LIST.replace(b"competence,C1,Listening,A\n", b""), slug="service")
    carry_out(client, address, page, why="Shorter")
    assert known_competences()["service"] == {"C1", "C2"}


def test_a_list_with_mistakes_changes_nothing_and_tells_the_line(client, session, hr):
    _address, page = look_through(client, LIST + b"competence,C3,Reading,B\n", slug="service")
    assert "Line 6" in page.text
    assert "no area “B”" in page.text
    assert "Carry out" not in page.text


def test_what_changed_since_it_was_looked_through_is_not_overwritten(client, session, hr):
    address, page = look_through(client, LIST, slug="service")
    carry_out(client, address, page, why="New")
    address, page = look_through(client, LIST.replace(b"Explaining", b"Telling"), slug="service")
    with transaction():
        facts = {"code": "C2", "area": "A", "title": "Saying", "description": ""}
        editing.save_entry(framework("service"), "competence", facts, is_new=False, why="x", by=hr)
    assert "changed since you looked" in carry_out(client, address, page, why="x").text


def test_a_download_can_be_imported_again_without_a_change(client, session, hr):
    own_framework(C1="Listening", C2="=cmd|' /C calc'!A0")
    for name in ("framework.csv", "framework.json"):
        content = client.get(f"/frameworks/city-skills/{name}").data
        _address, page = look_through(client, content, name, slug="city-skills")
        assert "Entry by entry" not in page.text, name


def test_the_official_file_brings_its_outcomes_in_by_the_browser(client, session, hr, shared):
    digcomp()
    content = (shared / "data/digcomp3/DigComp_3_0_Data_Supplement_24_Nov_2025.jsonld").read_bytes()
    address, page = look_through(client, content, "digcomp.jsonld")
    assert str(523 + 362) in page.text
    assert carry_out(client, address, page, why="Official file").status_code == 303
    assert not framework("digcomp").is_own
    table = (shared / "data/digcomp3/outcomes.en.csv").read_bytes()
    _address, page = look_through(client, table, "outcomes.csv", slug="digcomp")
    assert "line" not in page.text.lower().split("<main")[1].split("what the import")[0]
    assert "Carry out" in page.text


@pytest.mark.parametrize(
    ("content", "head"),
    [
        (LIST.replace(b"Explaining", b"x" * 301), {"slug": "service"}),
        (LIST.replace(b"Basic", b"x" * 61), {"slug": "service"}),
        (LIST, {"slug": ""}),
        (LIST, {"slug": "import"}),
        (LIST, {"slug": "a/b"}),
    ],
)
def test_what_there_is_no_room_or_no_address_for_is_refused_before_it_is_written(client, session, hr, content, head):
    _address, page = look_through(client, content, **head)
    assert "The file has errors" in page.text


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}"])
def test_hostile_words_of_a_file_are_only_shown(client, session, hr, hostile):
    content = f'kind,code,title,belongs to\narea,A,"{hostile.replace(chr(34), chr(34) * 2)}",\ncompetence,C1,Listening,A\n'.encode()
    _address, page = look_through(client, content, slug="service")
    assert hostile not in page.text or hostile == "{{7*7}}"


def test_only_hr_and_administrators_edit_frameworks(client, session):
    own_framework(C1="Listening")
    for role, status in ((Role.TRAINER, 403), (Role.CURATOR, 403), (Role.AUDITOR, 403), (Role.ADMINISTRATOR, 200)):
        client.sign_in(make_person("Somebody", role))
        for path in ("/frameworks/new", "/frameworks/import", "/frameworks/city-skills/edit", "/frameworks/city-skills/entries/competence/C1/retire"):
            assert client.get(path).status_code == status, (role, path)


# ── correspondences ────────────────────────────────────────


def relate(client, one, relation, other, note=""):
    return client.send("/frameworks/correspondences", one=str(one), relation=relation, other=str(other), note=note)


@pytest.fixture
def pair(session):
    digcomp()
    own_framework(C1="Listening")
    return ids("2.1")["2.1"], ids("C1", framework="city-skills")["C1"]


def test_a_correspondence_is_read_from_both_sides(client, hr, pair):
    assert relate(client, pair[0], "broader", pair[1]).status_code == 303
    assert [one.relation for one in mapping.corresponding(pair[0])] == [Relation.BROADER]
    assert [one.relation for one in mapping.corresponding(pair[1])] == [Relation.NARROWER]
    assert "C1 is narrower than" in " ".join(client.get("/frameworks/city-skills/C1").text.split())
    assert "2.1 is broader than" in " ".join(client.get("/frameworks/digcomp/2.1").text.split())


def test_what_is_said_of_a_pair_again_replaces_what_was_said(client, hr, pair):
    relate(client, pair[0], "broader", pair[1])
    relate(client, pair[1], "same", pair[0])
    assert [row.relation for row in mapping.correspondences()] == [Relation.SAME]
    assert [one.code for one in mapping.same_as([pair[0]])[pair[0]]] == ["C1"]


def test_a_framework_does_not_correspond_to_itself(client, hr, pair):
    assert relate(client, pair[0], "same", ids("2.2")["2.2"]).status_code == 422


def test_a_list_of_correspondences_is_looked_through_and_carried_out(client, hr, pair):
    content = b"framework,competence,relation,other framework,other competence\ndigcomp,2.1,same,city-skills,C1\n"
    sent = client.send(
        "/frameworks/correspondences", "/frameworks/correspondences/import", file=(io.BytesIO(content), "c.csv"), content_type="multipart/form-data"
    )
    page = client.get(sent.headers["Location"])
    assert carry_out(client, sent.headers["Location"], page).status_code == 303
    assert "digcomp,2.1,same,city-skills,C1" in client.get("/frameworks/correspondences.csv").text


def test_a_correspondence_is_taken_away(client, hr, pair):
    with transaction():
        one, other = (db.session.get_one(Competence, key) for key in pair)
        relating.relate(one, Relation.SAME, other, "", by=hr)
    row = mapping.correspondences()[0]
    assert client.send("/frameworks/correspondences", f"/frameworks/correspondences/{row.id}/remove").status_code == 303
    assert mapping.correspondences() == []


def test_requirements_of_a_post_stay_untouched_by_a_correspondence(client, hr, pair):
    post = required({"2.1": 3})
    relate(client, pair[0], "same", pair[1])
    assert len(profile_at_hand(post.id).requirements) == 1
