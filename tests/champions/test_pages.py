"""The pages of champions, as each role uses them."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from lms.champions.models import Champion, ChampionRules, ChampionState, HelpRequest, Outreach
from lms.champions.queries import desk
from lms.champions.queries import directory as queries
from lms.champions.views.blueprint import PLACED
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.notices.models import Letter, Notice
from lms.people.models import Role
from tests.factories.champions import learned, make_champion, with_manager
from tests.factories.competences import digcomp, ids, shows
from tests.factories.people import make_department, make_person


@pytest.fixture
def ada(session):
    return make_person("Ada Asker", email="ada@city.test")


def _find(**wanted):
    return [line.person.name for line in queries.find(queries.Wanted(**wanted))]


def test_the_directory_finds_by_what_is_shown_spoken_free_and_where(session):
    digcomp()
    parks, roads = make_department("Parks"), make_department("Roads")
    marco, lena = make_person("Marco", department=parks), make_person("Lena", department=roads)
    make_champion(marco, hours=4, languages=("it", "en"), offers="Spreadsheets that have grown too large")
    make_champion(lena, hours=2, languages=("de",))
    shows(marco, {"1.3": 5})
    shows(lena, {"1.3": 3})
    key = ids("1.3")["1.3"]
    assert _find() == ["Lena", "Marco"]
    assert _find(competence_id=key, level=4) == ["Marco"]
    assert _find(language="de") == ["Lena"]
    assert _find(department_ids=frozenset({parks.id})) == ["Marco"]
    assert _find(hours=Decimal(3)) == ["Marco"]
    assert _find(words="SPREADSHEETS large") == ["Marco"]
    assert _find(words="nothing like it") == []


def test_placed_hours_are_asked_from_whoever_knows(app, client, ada, monkeypatch):
    champion = make_champion(hours=4)
    monkeypatch.setitem(app.extensions, PLACED, lambda found: {champion.id: Decimal(3)})
    page = client.sign_in(ada).get("/champions?hours=1")
    assert "1 of 4 hours a week free" in page.text
    monkeypatch.setitem(app.extensions, PLACED, lambda found: {champion.id: Decimal(9)})
    assert "Nobody fits" in client.get("/champions?hours=1").text


def test_who_rests_stands_last_and_who_left_not_at_all(session):
    make_champion(make_person("Anna Rests"), state=ChampionState.RESTING)
    make_champion(make_person("Zoe Serves"))
    make_champion(make_person("Otto Ended"), state=ChampionState.ENDED)
    make_champion(make_person("Lara Left", active=False))
    assert _find() == ["Zoe Serves", "Anna Rests"]


def test_the_directory_asks_as_much_for_three_as_for_thirty(client, ada, statements):
    def asked(number):
        for _one in range(number):
            make_champion(make_person("Some One", department=make_department()))
        with statements() as seen:
            assert client.get("/champions").status_code == 200
        return len(seen)

    client.sign_in(ada)
    assert asked(3) == asked(15)


def test_the_desk_asks_as_much_for_three_as_for_thirty(client, session, statements):
    def asked(number):
        for _one in range(number):
            make_champion(with_manager(make_person("Some One")), state=ChampionState.AGREED)
        with statements() as seen:
            assert client.get("/champions/desk").status_code == 200
        return len(seen)

    client.sign_in(make_person("Nora", Role.PROGRAMME_OFFICE))
    assert asked(3) == asked(15)


@pytest.mark.parametrize("path", ["/champions", "/champions?q=x&competence=no&level=99&language=xx&department=1&hours=nan&page=0"])
def test_a_strange_address_is_a_page(client, ada, path):
    make_champion()
    assert client.sign_in(ada).get(path).status_code == 200


def test_files_are_defused_and_hold_what_the_page_shows(client, ada):
    make_champion(make_person("=HYPERLINK(1)"), offers="+1+1")
    rows = list(csv.reader(io.StringIO(client.sign_in(ada).get("/champions.csv").text.lstrip("\ufeff"))))
    assert len(rows) == 2
    assert not [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@"))]
    assert client.get("/champions.xlsx").data.startswith(b"PK")


def test_members_from_outside_do_not_see_the_directory(client, session):
    outside = make_person(external=True)
    champion = make_champion()
    client.sign_in(outside)
    assert [client.get(path).status_code for path in ("/champions", f"/champions/{champion.id}", "/me/champion")] == [403, 403, 403]


def test_whoever_is_on_the_way_is_seen_by_themselves_their_manager_and_the_office_only(client, ada):
    person = make_person("Paula", email="paula@city.test")
    manager = with_manager(person)
    office = make_person("Nora", Role.PROGRAMME_OFFICE)
    champion = make_champion(person, state=ChampionState.ELIGIBLE)
    seen = [client.sign_in(one).get(f"/champions/{champion.id}").status_code for one in (ada, person, manager, office)]
    assert seen == [403, 200, 200, 200]


@pytest.mark.parametrize(("state", "leads"), [(ChampionState.ACTIVE, True), (ChampionState.RESTING, True), (ChampionState.NOMINATED, False)])
def test_only_whoever_stands_on_the_thread_leads_to_it(client, session, state, leads):
    champion = make_champion(make_person("Ada"), state=state)
    client.sign_in(make_person("Nora", Role.PROGRAMME_OFFICE))
    link = f"/thread/champion/{champion.id}"
    assert (link in client.get(f"/champions/{champion.id}").text) is leads
    assert client.get(link).status_code == (200 if leads else 404)


def test_colleagues_do_not_read_the_motivation_or_the_way(client, ada):
    champion = make_champion(motivation="Marker of a motivation.")
    page = client.sign_in(ada).get(f"/champions/{champion.id}")
    assert "Marker of a motivation." not in page.text
    assert "Where it stands" not in page.text


def test_from_the_first_page_to_the_appointment(client, session):
    person, office = make_person("Lena"), make_person("Nora", Role.PROGRAMME_OFFICE)
    manager = with_manager(person)
    learned(person)
    champion_id = db.session.scalars(select(Champion.id)).one()
    page = client.sign_in(person).get("/me/champion").text
    assert "Yes, I want to" in page
    assert "/me/competences/digcomp/1.3" in page
    client.send("/me/champion", f"/champions/{champion_id}/moves/accept")
    client.sign_in(manager)
    assert f"/champions/{champion_id}/hours" in client.get("/my-team").text
    assert client.send(f"/champions/{champion_id}/hours", f"/champions/{champion_id}/moves/agree", hours="").status_code == 422
    assert client.send(f"/champions/{champion_id}/hours", f"/champions/{champion_id}/moves/agree", hours="4").status_code == 303
    client.sign_in(office)
    assert "Lena" in client.get("/champions/desk").text
    assert client.send("/champions/desk", f"/champions/{champion_id}/moves/appoint").status_code == 303
    assert "You are a champion until" in client.sign_in(person).get("/me/champion").text


@pytest.mark.parametrize("deed", ["reach", "go", "run-out", "nominate", "nonsense"])
def test_what_only_the_house_does_has_no_address(client, session, deed):
    person = make_person()
    champion = make_champion(person, state=ChampionState.NOMINATED)
    client.sign_in(person)
    assert client.send("/me/champion", f"/champions/{champion.id}/moves/{deed}").status_code == 404


def test_a_step_of_somebody_else_is_refused_and_writes_nothing(client, ada):
    champion = make_champion(state=ChampionState.AGREED)
    client.sign_in(ada)
    assert client.send("/me/champion", f"/champions/{champion.id}/moves/appoint").status_code == 403
    assert db.session.get_one(Champion, champion.id).state is ChampionState.AGREED


def test_nobody_makes_themselves_active_by_extra_fields(client, session):
    person = make_person()
    digcomp()
    client.sign_in(person)
    extra = {"state": "active", "hours_per_week": "20", "appointed_on": "2026-01-01", "person_id": "1"}
    client.send("/me/champion", "/me/champion/nominate", motivation="x", **extra)
    champion = db.session.scalars(select(Champion).where(Champion.person_id == person.id)).one()
    assert (champion.state, champion.hours_per_week, champion.appointed_on) == (ChampionState.NOMINATED, None, None)


def test_only_todays_manager_puts_somebody_forward(client, ada):
    person = make_person("Paula")
    manager = with_manager(person)
    digcomp()
    assert client.sign_in(ada).get(f"/champions/nominate/{person.id}").status_code == 403
    assert client.sign_in(person).get(f"/champions/nominate/{person.id}").status_code == 403
    assert client.sign_in(manager).send(f"/champions/nominate/{person.id}", motivation="Good.").status_code == 303
    with_manager(person)
    assert client.get(f"/champions/nominate/{person.id}").status_code == 403


def test_a_question_reaches_the_champion_and_is_answered_with_minutes(client, ada):
    marco = make_person("Marco", email="marco@city.test")
    champion = make_champion(marco)
    client.sign_in(ada)
    assert client.send(f"/champions/{champion.id}/ask", subject="A pivot table", text="It\nshows <b>nothing</b>.").status_code == 303
    letter = db.session.scalars(select(Letter).where(Letter.person_id == marco.id)).one()
    assert "ada@city.test" in letter.text_body
    assert "<b>nothing" not in letter.html_body
    assert db.session.scalars(select(Notice.kind).where(Notice.person_id == marco.id)).all() == ["champion-help"]
    question = db.session.scalars(select(HelpRequest)).one()
    address = f"/champions/{champion.id}/questions/{question.id}/settle"
    assert client.send("/me/champion", address, minutes="5").status_code == 403
    client.sign_in(marco)
    assert "A pivot table" in client.get("/me/champion").text
    client.send("/me/champion", address, minutes="25")
    client.send("/me/champion", address, minutes="25")
    done = db.session.scalars(select(Outreach)).one()
    assert (done.kind.value, done.reached, done.minutes) == ("help", 1, 25)


def test_a_subject_breaks_no_letter(client, ada):
    champion = make_champion(make_person("Marco"))
    client.sign_in(ada).send(f"/champions/{champion.id}/ask", subject="Hi\r\nBcc: all@city.test", text="x")
    assert "\n" not in db.session.scalars(select(Letter.subject)).one()


def test_questions_are_limited_by_day(client, ada):
    client.sign_in(ada)
    answers = []
    for _number in range(6):
        champion = make_champion(make_person("Some Champion"))
        answers.append(client.send(f"/champions/{champion.id}/ask", subject="Please", text="Help").status_code)
    assert answers == [303, 303, 303, 303, 303, 422]
    assert len(db.session.scalars(select(HelpRequest)).all()) == 5


def test_a_question_of_another_champion_is_not_found(client, ada):
    marco, other = make_person("Marco"), make_person("Other")
    mine, theirs = make_champion(marco), make_champion(other)
    question = HelpRequest(champion_id=theirs.id, by_id=ada.id, subject="x")
    db.session.add(question)
    db.session.commit()
    client.sign_in(marco)
    assert client.send("/me/champion", f"/champions/{mine.id}/questions/{question.id}/settle").status_code == 404


def test_what_was_done_is_logged_by_count_and_can_be_taken_out(client, session):
    marco = make_person("Marco")
    make_champion(marco)
    client.sign_in(marco)
    done = {"kind": "talk", "on_day": today().isoformat(), "title": "Open data at lunch", "reached": "23", "minutes": "45"}
    assert client.send("/me/champion/outreach", **done).status_code == 303
    tomorrow = (today() + timedelta(days=2)).isoformat()
    assert client.send("/me/champion/outreach", **{**done, "on_day": tomorrow}).status_code == 422
    assert client.send("/me/champion/outreach", **{**done, "reached": "-1"}).status_code == 422
    row = db.session.scalars(select(Outreach)).one()
    assert "Open data at lunch" in client.get("/me/champion").text
    stranger = make_person("Stranger")
    make_champion(stranger)
    client.sign_in(stranger).send("/me/champion", f"/me/champion/outreach/{row.id}/remove")
    assert db.session.scalars(select(Outreach)).all()
    client.sign_in(marco).send("/me/champion", f"/me/champion/outreach/{row.id}/remove")
    assert not db.session.scalars(select(Outreach)).all()


def test_the_figures_name_what_is_covered_and_where_nobody_is(client, session):
    digcomp()
    marco = make_person("Marco", department=make_department("Parks"))
    make_person("Rita", department=make_department("Roads"))
    make_champion(marco, hours=4)
    shows(marco, {"1.3": 5, "2.1": 3})
    covered = {one.competence.code: (one.some, one.strong, one.hours) for one in desk.coverage()}
    assert covered["1.3"] == (0, 1, Decimal(4))
    assert covered["2.1"] == (1, 0, Decimal(4))
    assert covered["5.1"] == (0, 0, Decimal(0))
    assert [(one.department.name, one.champions) for one in desk.by_department()] == [("Roads", 0), ("Parks", 1)]
    page = client.sign_in(make_person("Nora", Role.PROGRAMME_OFFICE)).get("/champions/figures").text
    assert "one person alone" in page
    assert client.get("/champions/desk.csv?show=active").text.count("\n") == 2
    assert client.get("/champions/desk.xlsx").data.startswith(b"PK")


def test_every_shelf_of_the_desk_is_a_page(client, session):
    for state in ChampionState:
        make_champion(make_person(), state=state, lapsed_since=now())
    client.sign_in(make_person("Nora", Role.PROGRAMME_OFFICE))
    for shelf in desk.Shelf:
        assert client.get(f"/champions/desk?show={shelf.value}").status_code == 200


def test_the_office_changes_the_rules_and_says_why(client, session):
    digcomp()
    client.sign_in(make_person("Nora", Role.PROGRAMME_OFFICE))
    fields = {"breadth": "2", "breadth_level": "4", "months": "0", "needs-0-competence": "digcomp 1.3", "needs-0-level": "5"}
    page = client.send("/champions/rules/edit", preview="1", **fields).text
    assert "would be enough" in page
    assert client.send("/champions/rules/edit", **fields).status_code == 422
    assert client.send("/champions/rules/edit", reason="x", **{**fields, "breadth": "0", "needs-0-competence": ""}).status_code == 422
    assert not db.session.scalars(select(ChampionRules)).all()
    assert client.send("/champions/rules/edit", reason="More depth.", **fields).status_code == 303
    row = db.session.scalars(select(ChampionRules)).one()
    assert row.content["needs"] == [{"framework": "digcomp", "code": "1.3", "level": 5}]
    assert "More depth." in client.get("/champions/rules").text


def test_others_read_the_rules_and_do_not_change_them(client, ada):
    client.sign_in(ada)
    assert client.get("/champions/rules").status_code == 200
    assert client.get("/champions/rules/edit").status_code == 403
    assert client.get("/champions/desk").status_code == 403
