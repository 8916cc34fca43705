"""Importing people: looked through first, then carried out exactly as shown."""

import io
import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.kit.db import db
from lms.people.models import Grant, Person, Role
from tests.factories.people import make_department, make_person, make_post

HEAD = "name,email,staff number,department,post,manager,language\n"


def _upload(client, text):
    answer = client.send("/people/import", kind="people", file=(io.BytesIO(text.encode()), "people.csv"), content_type="multipart/form-data")
    assert answer.status_code == 303
    return answer.location


def _seen(client, address):
    page = client.get(address).text
    return {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)[1] for name in ("csrf_token", "seen")}


def _carry_out(client, address, mode="all", **more):
    return client.post(address, data={**_seen(client, address), "mode": mode, **more})


def _people():
    return db.session.scalar(select(func.count()).select_from(Person))


def test_looking_through_changes_nothing(hr):
    before = _people()
    page = hr.get(_upload(hr, HEAD + "Ada Ademola,ada@city.test,,,,,\n")).text
    assert "Ada Ademola" in page
    assert _people() == before


def test_carrying_out_does_what_was_shown(hr):
    department, post = make_department("Parks"), make_post("Gardener")
    known = make_person("Old Name", email="known@city.test")
    same = make_person("Same Same", email="same@city.test")
    text = HEAD + f"Ada Ademola,ADA@city.test,77,{department.code.lower()},{post.code},known@city.test,fr\n"
    text += "New Name,known@city.test,,,,,\nSame Same,same@city.test,,,,,\n"
    assert _carry_out(hr, _upload(hr, text)).status_code == 303
    ada = db.session.scalars(select(Person).where(Person.email == "ada@city.test")).one()
    assert (ada.name, ada.staff_number, ada.department_id, ada.post_id, ada.manager_id, ada.language) == (
        "Ada Ademola",
        "77",
        department.id,
        post.id,
        known.id,
        "fr",
    )
    assert ada.password is None
    assert db.session.get(Person, known.id).name == "New Name"
    facts = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "imported")).one().facts
    assert (facts["created"], facts["changed"], facts["left"]) == (1, 1, 1)
    assert db.session.get(Person, same.id).name == "Same Same"


def test_people_of_one_file_can_manage_each_other(hr):
    _carry_out(hr, _upload(hr, HEAD + "Ada,ada@city.test,,,,bo@city.test,\nBo,bo@city.test,,,,,\n"))
    rows = {person.email: person for person in db.session.scalars(select(Person))}
    assert rows["ada@city.test"].manager_id == rows["bo@city.test"].id


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Ada,ada@city.test,,NOWHERE,,,", "no department with the code"),
        ("Ada,ada@city.test,,,NOTHING,,", "no post with the code"),
        ("Ada,ada@city.test,,,,nobody@city.test,", "Nobody has the address"),
        ("Ada,ada@city.test,,,,,xx", "not a language"),
        ("Ada,ada@city.test,4711,,,,", "Somebody else has the staff number"),
        ("Ada,ada@city.test,,,,ada@city.test,", "in a circle"),
        ("Taken Over,root@city.test,,,,,", "administrator"),
    ],
)
def test_a_row_that_the_directory_speaks_against_is_named(hr, row, sentence):
    make_person("Has Number", staff_number="4711")
    make_person("Rosa Root", Role.ADMINISTRATOR, email="root@city.test")
    page = hr.get(_upload(hr, HEAD + "Good,good@city.test,,,,,\n" + row + "\n")).text
    assert sentence in page
    assert '<td class="number">3</td>' in page


def test_whoever_reports_to_a_row_that_fell_out_falls_out_too(hr):
    text = HEAD + "A,a@city.test,,NOWHERE,,,\nB,b@city.test,,,,a@city.test,\nC,c@city.test,,,,b@city.test,\nD,d@city.test,,,,,\n"
    _carry_out(hr, _upload(hr, text), mode="good")
    imported = set(
        db.session.scalars(select(Person.email).where(Person.email.in_(["a@city.test", "b@city.test", "c@city.test", "d@city.test"])))
    )
    assert imported == {"d@city.test"}


def test_all_or_nothing_is_nothing_when_a_row_is_bad(hr):
    before = _people()
    address = _upload(hr, HEAD + "Ada,ada@city.test,,,,,\nBad,bad,,,,,\n")
    answer = _carry_out(hr, address)
    assert answer.status_code == 422
    assert "nothing was imported" in answer.text
    assert _people() == before


def test_good_rows_only_leaves_the_bad_ones(hr):
    before = _people()
    assert _carry_out(hr, _upload(hr, HEAD + "Ada,ada@city.test,,,,,\nBad,bad,,,,,\n"), mode="good").status_code == 303
    assert _people() == before + 1


def test_what_changed_since_is_told_and_nothing_is_done(hr):
    address = _upload(hr, HEAD + "Ada,ada@city.test,,,,,\n")
    seen = _seen(hr, address)
    make_person("Ada Was Quicker", email="ada@city.test")
    before = _people()
    answer = hr.post(address, data={**seen, "mode": "all"})
    assert answer.status_code == 422
    assert "changed since you looked" in answer.text
    assert _people() == before


def test_sending_it_twice_has_one_outcome(hr):
    address = _upload(hr, HEAD + "Ada,ada@city.test,,,,,\n")
    seen = {**_seen(hr, address), "mode": "all"}
    assert [hr.post(address, data=seen).status_code for _ in range(3)] == [303] * 3
    assert db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.deed == "imported")) == 1
    assert "nothing was done twice" in hr.get("/people").text


def test_an_import_gives_nobody_a_role(hr):
    before = db.session.scalar(select(func.count()).select_from(Grant))
    _carry_out(hr, _upload(hr, "name,email,roles,role,is_admin,active\nAda,ada@city.test,administrator,administrator,1,0\n"))
    assert db.session.scalar(select(func.count()).select_from(Grant)) == before
    assert db.session.scalars(select(Person).where(Person.email == "ada@city.test")).one().active


def test_an_address_of_another_file_is_no_import(hr):
    assert hr.get(f"/people/import/{uuid4()}").status_code == 404


@pytest.mark.parametrize("name", ["<script>x()</script>", '"><img src=x onerror=x()>', "{{ 7*7 }}"])
def test_hostile_cells_stay_text_on_the_page(hr, name):
    quoted = '"' + name.replace('"', '""') + '"'
    page = hr.get(_upload(hr, f"name,email\n{quoted},ada@city.test\nB,{quoted}\n")).text
    assert "<script>x()" not in page
    assert "<img src=x" not in page
    assert "49" not in re.sub(r'"[^"]*"', "", page[page.index("<main") : page.index("</main")]) or "7*7" in page


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.CURATOR, Role.AUDITOR])
def test_others_import_nobody(client, role):
    client.sign_in(make_person("Olaf Officer", *([role] if role else [])))
    assert client.get("/people/import").status_code == 403
    assert client.send("/account", f"/people/import/{uuid4()}").status_code in (403, 404)


@pytest.mark.slow
def test_five_thousand_rows_are_carried_out_in_reasonable_time(hr):
    text = HEAD + "".join(f"Person {number},p{number}@city.test,{number},,,{'p0@city.test' if number else ''},\n" for number in range(5000))
    before = _people()
    _carry_out(hr, _upload(hr, text))
    assert _people() == before + 5000
