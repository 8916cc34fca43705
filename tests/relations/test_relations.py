"""Who keeps contact with whom, what follows when officers leave or move, and the pages of it."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.events import PersonErased, PersonMoved
from lms.people.models import Person, Role
from lms.people.service import people as people_service
from lms.relations import jobs
from lms.relations.models import Contact, Keeper, NextAction, Organisation
from lms.relations.queries import organisations as queries
from lms.relations.queries.overview import overview
from lms.relations.service import following, organisations
from tests.factories.people import make_department, make_person
from tests.factories.relations import contacted, listed


@pytest.fixture
def karla(session):
    return make_person("Karla Keeper", email="karla@city.test", department=make_department("Economy"))


@pytest.fixture
def office(session):
    return make_person("Nora Lindgren", Role.PROGRAMME_OFFICE)


def _keepers(organisation):
    rows = db.session.scalars(select(Keeper).where(Keeper.organisation_id == organisation.id, Keeper.ended_at.is_(None)))
    return {(row.person_id, row.deputy) for row in rows}


def _told(person):
    return set(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id)))


def _leave(person):
    hr = make_person("Hanna Hr", Role.HR)
    with transaction():
        people_service.deactivate(db.session.get_one(Person, person.id), by=db.session.get_one(Person, hr.id))


def test_whoever_lists_an_organisation_keeps_the_contact(client, karla):
    client.sign_in(karla)
    fields = {"name": "Harbour Robotics", "sector": "startup", "size": "small", "website": "https://robots.test"}
    assert client.send("/relations/new", **fields).status_code == 303
    organisation = db.session.scalars(select(Organisation)).one()
    assert _keepers(organisation) == {(karla.id, False)}
    assert client.send("/relations/new", **{**fields, "name": " HARBOUR  róbotics "}).status_code == 422
    assert client.send("/relations/new", **{**fields, "name": "Other", "website": "javascript:alert(1)"}).status_code == 422
    assert len(db.session.scalars(select(Organisation)).all()) == 1


def test_colleagues_read_and_only_keepers_and_the_office_write(client, karla, office):
    organisation, other = listed(karla), make_person("Otto Other")
    deputy = make_person("Dora Deputy")
    with transaction():
        organisations.keep(db.session.get_one(Organisation, organisation.id), db.session.get_one(Person, deputy.id), deputy=True, by=karla)
    page = f"/relations/{organisation.id}"
    for person, status in ((other, 403), (karla, 200), (deputy, 200), (office, 200)):
        client.sign_in(person)
        assert client.get(page).status_code == 200
        assert [client.get(f"{page}/{deed}").status_code for deed in ("edit", "log", "plan")] == [status] * 3
    client.sign_in(make_person("Ext", external=True))
    assert client.get(page).status_code == 403
    assert client.get("/relations").status_code == 403


def test_a_contact_is_logged_with_a_role_and_moves_the_last_day(client, karla):
    organisation = listed(karla)
    client.sign_in(karla)
    fields = {"on_day": today().isoformat(), "channel": "visit", "subject": "A pilot at the harbour", "with_role": "managing director"}
    assert client.send(f"/relations/{organisation.id}/log", **fields).status_code == 303
    late = (today() + timedelta(days=2)).isoformat()
    assert client.send(f"/relations/{organisation.id}/log", **{**fields, "on_day": late}).status_code == 422
    page = client.get(f"/relations/{organisation.id}").text
    assert "managing director" in page
    assert db.session.get_one(Organisation, organisation.id).last_contact_on == today()


def test_the_log_forgets_after_24_months_and_the_last_day_stays(session, karla):
    organisation = listed(karla)
    contacted(organisation, karla, on_day=today())
    with at(now() + timedelta(days=729)):
        assert jobs.forget_old_contacts() == 0
    with at(now() + timedelta(days=732)):
        assert jobs.forget_old_contacts() == 1
        assert jobs.forget_old_contacts() == 0
    assert db.session.get_one(Organisation, organisation.id).last_contact_on == today()


def test_the_public_page_shows_marked_meetings_and_no_person(client, karla):
    organisation = listed(karla, "Harbour Robotics")
    contacted(organisation, karla, subject="Open data of the harbour", published=True, with_role="the director", note="Marker of a note")
    contacted(organisation, karla, subject="Marker of a talk that is not public")
    page = client.get("/relations/meetings").text
    assert "Open data of the harbour" in page
    assert "Economy" in page
    for word in ("Karla", "the director", "Marker"):
        assert word not in page
        assert word not in client.get("/relations/meetings.csv").text
    contact = db.session.scalars(select(Contact).where(Contact.published)).one()
    client.sign_in(karla).send(f"/relations/{organisation.id}", f"/relations/{organisation.id}/contacts/{contact.id}/publish")
    assert "Open data of the harbour" not in client.get("/relations/meetings?year=9999").text


def test_things_are_loaded_through_their_organisation(client, karla):
    mine, theirs = listed(karla), listed(make_person("Other Keeper"))
    contacted(theirs, make_person("X"))
    contact = db.session.scalars(select(Contact)).one()
    keeper = db.session.scalars(select(Keeper).where(Keeper.organisation_id == theirs.id)).one()
    client.sign_in(karla)
    for path in (f"contacts/{contact.id}/publish", f"actions/{contact.id}/done", f"keepers/{keeper.id}/release"):
        assert client.send("/relations/new", f"/relations/{mine.id}/{path}").status_code == 404


def test_the_same_planned_twice_is_planned_once(client, karla):
    organisation = listed(karla)
    client.sign_in(karla)
    for _ in range(2):
        assert client.send(f"/relations/{organisation.id}/plan", text="Call about the pilot", due_on=today().isoformat()).status_code == 303
    assert len(db.session.scalars(select(NextAction)).all()) == 1


def test_a_planned_action_reminds_on_its_day_once_and_is_done(client, karla):
    organisation = listed(karla)
    client.sign_in(karla)
    assert client.send(f"/relations/{organisation.id}/plan", text="Call about the pilot", due_on=today().isoformat()).status_code == 303
    assert jobs.remind_of_relations() == 1
    assert jobs.remind_of_relations() == 0
    assert "relation-due" in _told(karla)
    action = db.session.scalars(select(NextAction)).one()
    client.send(f"/relations/{organisation.id}", f"/relations/{organisation.id}/actions/{action.id}/done")
    assert db.session.get_one(NextAction, action.id).done_on == today()


def test_a_silent_key_organisation_is_told_to_its_keeper_once(session, karla):
    organisation = listed(karla, key=True)
    contacted(organisation, karla)
    for days, told in ((90, 0), (91, 1), (120, 0)):
        with at(now() + timedelta(days=days)):
            assert jobs.remind_of_relations() == told


def test_when_a_keeper_leaves_the_deputy_takes_over(session, karla, office):
    deputy = make_person("Dora Deputy")
    organisation = listed(karla, deputy=deputy)
    with transaction():
        db.session.add(NextAction(organisation_id=organisation.id, text="Call", due_on=today(), person_id=karla.id))
    _leave(karla)
    assert _keepers(organisation) == {(deputy.id, False)}
    assert "relation-promoted" in _told(deputy)
    assert db.session.scalars(select(NextAction.person_id)).one() == deputy.id
    assert "relation-orphaned" not in _told(office)


def test_when_nobody_stands_in_the_office_hears_of_orphans(session, karla, office):
    organisation = listed(karla)
    _leave(karla)
    assert _keepers(organisation) == set()
    assert "relation-orphaned" in _told(office)
    assert [alarm.kind.value for alarm in overview(today()).alarms] == ["orphaned"]


def test_who_moves_keeps_their_contacts_and_is_asked(session, karla, office):
    organisation = listed(karla)
    for _twice in range(2):
        with transaction():
            following.follow_move(PersonMoved(karla.id))
    assert _keepers(organisation) == {(karla.id, False)}
    assert "relation-moved" in _told(karla)
    assert "relation-moved-office" in _told(office)


def test_an_erased_person_is_in_no_log(session, karla):
    organisation = listed(karla)
    contacted(organisation, karla)
    with transaction():
        following.erase(PersonErased(karla.id, karla.name, karla.email))
    assert db.session.scalars(select(Contact.by_id)).one() is None
    assert _keepers(organisation) == set()


def test_everything_is_handed_over_at_once(client, karla, office):
    one, two = listed(karla), listed(make_person("Main"), deputy=karla)
    successor = make_person("Sven Successor", email="sven@city.test")
    path = f"/relations/hand-over/{karla.id}"
    assert client.sign_in(successor).get(path).status_code == 403
    client.sign_in(karla)
    assert client.send(path, email="nobody@city.test").status_code == 422
    assert client.send(path, email="sven@city.test").status_code == 303
    assert (successor.id, False) in _keepers(one)
    assert (successor.id, True) in _keepers(two)
    assert not [pair for pair in _keepers(one) | _keepers(two) if pair[0] == karla.id]
    assert client.sign_in(office).send("/relations/new", path, email="sven@city.test").status_code == 422


def test_one_main_keeper_at_a_time(session, karla):
    organisation, other = listed(karla), make_person("Olga")
    with transaction():
        organisations.keep(db.session.get_one(Organisation, organisation.id), db.session.get_one(Person, other.id), deputy=False, by=karla)
    assert _keepers(organisation) == {(other.id, False)}


LIST = "name,sector,size,region,website,key,keeper,deputy\nHarbour Robotics,startup,small,North,https://x.test,yes,karla@city.test,\n"


def _bring(client, text):
    return client.send("/relations/import", file=(io.BytesIO(text.encode()), "list.csv"), content_type="multipart/form-data")


def test_a_list_is_taken_whole_and_twice_is_once(client, karla, office):
    client.sign_in(office)
    assert _bring(client, LIST).status_code == 303
    assert _bring(client, LIST.replace("small", "large")).status_code == 303
    organisation = db.session.scalars(select(Organisation)).one()
    assert (organisation.size.value, organisation.key) == ("large", True)
    assert _keepers(organisation) == {(karla.id, False)}


def test_one_wrong_line_and_nothing_is_changed(client, karla, office):
    client.sign_in(office)
    answer = _bring(client, LIST + "Second,flying,small,,,,,\nThird,business,small,,,,nobody@city.test,\n")
    assert answer.status_code == 422
    assert "line 3" in answer.text
    assert "line 4" in answer.text
    assert not db.session.scalars(select(Organisation)).all()
    assert _bring(client, "name\nx\n").status_code == 422
    assert client.sign_in(karla).get("/relations/import").status_code == 403


def test_the_list_that_leaves_can_be_brought_back_and_is_defused(client, karla, office):
    listed(karla, "=HYPERLINK(1)")
    client.sign_in(office)
    text = client.get("/relations.csv").text
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert client.get("/relations.xlsx").data.startswith(b"PK")
    assert _bring(client, text).status_code == 303
    assert [one.name for one in db.session.scalars(select(Organisation))] == ["=HYPERLINK(1)"]


def test_the_list_and_the_overview_ask_as_much_for_three_as_for_thirty(client, office, statements):
    def asked(path, number):
        for _one in range(number):
            keeper = make_person("Some Keeper", department=make_department())
            contacted(listed(keeper, deputy=make_person("Some Deputy"), key=True), keeper)
        with statements() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    client.sign_in(office)
    assert asked("/relations", 3) == asked("/relations", 10)
    assert asked("/relations/overview", 1) == asked("/relations/overview", 10)
    assert client.get("/relations/overview.xlsx").data.startswith(b"PK")


@pytest.mark.parametrize("query", ["", "?q=x&sector=flying&key=1&mine=1&page=0", "?aside=1"])
def test_a_strange_address_is_a_page(client, karla, query):
    listed(karla)
    assert client.sign_in(karla).get(f"/relations{query}").status_code == 200


def test_what_is_set_aside_raises_no_alarm_and_comes_back(client, karla, office):
    organisation = listed(karla, key=True)
    client.sign_in(karla).send(f"/relations/{organisation.id}", f"/relations/{organisation.id}/aside")
    assert not overview(today()).alarms
    assert queries.page_of(queries.Wanted(aside=True), page=1)[1] == 1
    client.send(f"/relations/{organisation.id}", f"/relations/{organisation.id}/aside")
    assert queries.page_of(queries.Wanted(), page=1)[1] == 1


def test_the_overview_is_for_the_office(client, karla, office):
    for _one in range(3):
        listed(karla, key=True)
    assert client.sign_in(karla).get("/relations/overview").status_code == 403
    page = client.sign_in(office).get("/relations/overview").text
    assert "Karla Keeper alone keeps 3 key organisations" in page
    assert "hangs on one officer" in page
