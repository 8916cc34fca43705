"""Importing from workbooks: mapping, departments and posts, what is told and what is forgotten."""

import re
import time
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select, update

from lms.audit.models import AuditEntry
from lms.kit.blobs import Blob
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.kit.errors import NotFound
from lms.operations.jobs import forget_loose_blobs
from lms.people.jobs import forget_import_files
from lms.people.models import Department, DepartmentAlias, Grant, ImportKind, LinkPurpose, PeopleImport, Person, Post, Role
from lms.people.queries.sign_ins import link_of
from lms.people.service.importing import carrying_out, files
from lms.people.service.importing.planning import plan
from lms.people.service.links import make_link
from tests.factories.imports import by_email, carry_out, seen, upload
from tests.factories.people import make_department, make_person, make_post
from tests.factories.workbooks import workbook
from tests.faults import nothing_is_half_done

HEAD = ["name", "email", "staff number", "department", "post", "manager"]


def test_a_workbook_is_looked_through_and_carried_out(hr):
    department, post = make_department("Parks"), make_post()
    content = workbook(("Cover", [["Officers of the city"]]), ("Staff", [HEAD, ["Ada", "ada@city.test", 77, department.code, post.code, ""]]))
    address = upload(hr, content)
    page = hr.get(address).text
    assert "“Staff”" in page
    assert "Cover" in page
    assert carry_out(hr, address).status_code == 303
    ada = by_email("ada@city.test")
    assert (ada.staff_number, ada.department_id, ada.post_id) == ("77", department.id, post.id)


def test_whichever_statement_of_an_import_fails_nothing_is_half_done(session, statements):
    hr, parks = make_person("Hana HR", Role.HR, email="hana@city.test").id, make_department("Parks")
    numbers = count(1)

    def about_to_import():
        """One person is new, one changes, one leaves."""
        session.execute(update(Person).where(Person.id != hr).values(active=False))
        number = next(numbers)
        bo = make_person("Bo", email=f"bo{number}@city.test")
        make_person("Cleo", email=f"cleo{number}@city.test")
        lines = f"name,email,department,manager\nBo Bold,{bo.email},{parks.code},\nAda,ada{number}@city.test,{parks.code},{bo.email}\n"
        with transaction():
            by = session.get_one(Person, hr)
            import_id = files.begin(lines.encode(), ImportKind.PEOPLE, file_name="list.csv", full_list=True, by=by).id
        return lambda: carried_out(import_id)

    def carried_out(import_id):
        with transaction():
            by, found = session.get_one(Person, hr), session.get_one(PeopleImport, import_id)
            seen = plan(found, files.table_of(found), languages=["en"], by=by)
            assert {step.kind for step in seen.steps} == {"create", "change"}
            carrying_out.carry_out(found, seen, seen=seen.fingerprint, good_rows_only=False, typed=str(len(seen.leavers)), by=by)

    def people():
        facts = (Person.id, Person.name, Person.email, Person.active, Person.department_id, Person.manager_id)
        return [tuple(row) for row in session.execute(select(*facts).order_by(Person.id))], session.scalars(select(PeopleImport.state)).all()

    nothing_is_half_done(statements, about_to_import, writes={"person", "people_import", "audit_entry"}, also=people)


def test_managers_are_found_by_number_and_may_come_later_in_the_file(hr):
    rows = [HEAD, ["Ada", "ada@city.test", "1", "", "", "2"], ["Bo", "bo@city.test", "2", "", "", "boss@city.test"]]
    boss = make_person("Boss", email="boss@city.test")
    carry_out(hr, upload(hr, workbook(("S", rows))))
    assert by_email("ada@city.test").manager_id == by_email("bo@city.test").id
    assert by_email("bo@city.test").manager_id == boss.id


def test_a_new_address_finds_the_same_person_by_the_staff_number(hr):
    ada = make_person("Ada Ademola", email="old@city.test", staff_number="77")
    carry_out(hr, upload(hr, "name,email,staff number\nAda Ademola,new@city.test,77\n", name="x.csv"))
    assert db.session.get(Person, ada.id).email == "new@city.test"
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.name == "Ada Ademola")) == 1


def test_links_that_went_to_an_old_address_open_nothing(hr):
    ada, bo = make_person("Ada", email="old@city.test", staff_number="77"), make_person("Bo", email="bo@city.test", staff_number="78")
    tokens = {person.id: make_link(person, LinkPurpose.RESET, by=None) for person in (ada, bo)}
    db.session.commit()
    carry_out(hr, upload(hr, "name,email,staff number\nAda,new@city.test,77\nBo,bo@city.test,78\n", name="x.csv"))
    with pytest.raises(NotFound):
        link_of(tokens[ada.id])
    assert link_of(tokens[bo.id]).person_id == bo.id


def test_an_address_of_somebody_else_is_not_taken_over(hr):
    make_person("Ada", email="a@city.test", staff_number="1")
    make_person("Bo", email="b@city.test", staff_number="2")
    assert "Somebody else has this address" in hr.get(upload(hr, "name,email,staff number\nAda,b@city.test,1\n")).text


MARRIED = "name,email,staff number,manager\nAda Bauer,bauer@city.test,77,\nBo,bo@city.test,78,\n"


def test_who_changes_name_and_address_at_once_is_the_same_person_when_hr_says_so(hr):
    ada = make_person("Ada Ademola", email="ademola@city.test", staff_number="77")
    address = upload(hr, MARRIED)
    page = hr.get(address).text
    assert "neither name nor address is theirs" in page
    assert "Ada Ademola, ademola@city.test → Ada Bauer, bauer@city.test" in page
    assert carry_out(hr, address, same="2").status_code == 303
    ada = db.session.get(Person, ada.id)
    assert (ada.name, ada.email) == ("Ada Bauer", "bauer@city.test")
    assert by_email("bo@city.test")


def test_a_number_that_was_given_to_somebody_else_changes_nobody_unless_hr_says_so(hr):
    ada = make_person("Ada Ademola", email="ademola@city.test", staff_number="77")
    address = upload(hr, MARRIED)
    for more in ({}, {"same": "3"}):
        assert carry_out(hr, address, **more).status_code == 422
    assert carry_out(hr, address, mode="good").status_code == 303
    assert db.session.get(Person, ada.id).name == "Ada Ademola"
    assert by_email("bo@city.test")


def test_somebody_who_left_manages_nobody_new(hr):
    boss = make_person("Boss", email="boss@city.test", active=False)
    make_person("Ada", email="ada@city.test", manager=boss)
    text = "name,email,manager\nAda,ada@city.test,boss@city.test\nBo,bo@city.test,boss@city.test\n"
    page = hr.get(upload(hr, text)).text
    assert page.count("The manager boss@city.test works here no longer.") == 1
    back = hr.get(upload(hr, text + "Boss,boss@city.test,\n", full_list="y")).text
    assert "works here no longer" not in back
    fell_out = hr.get(upload(hr, text + f"{'x' * 201},boss@city.test,\n", full_list="y")).text
    assert "The manager boss@city.test works here no longer." in fell_out


def test_what_is_new_stands_beside_what_it_was(hr):
    parks, roads = make_department("Parks"), make_department("Roads")
    make_person("Ada", email="ada@city.test", department=parks)
    make_person("Cleo", email="cleo@city.test")
    text = f"name,email,department,manager\nAda A,ada@city.test,{roads.code},bo@city.test\nBo,bo@city.test,{parks.code},cleo@city.test\n"
    page = hr.get(upload(hr, text)).text
    assert "name: Ada → Ada A; department: Parks → Roads; manager: Bo" in page
    assert "department: Parks; manager: Cleo" in page
    erased = make_person("Erased", active=False, erased_at=now())
    make_person("Dora", email="dora@city.test", manager=erased)
    assert "manager: Cleo" in hr.get(upload(hr, "name,email,manager\nDora,dora@city.test,cleo@city.test\n")).text
    post = make_post("Clerk", "C1")
    assert "grade: C1 → C2" in hr.get(upload(hr, f"code,title,grade\n{post.code},Clerk,C2\n", kind="posts")).text
    assert "department above: Parks" in hr.get(upload(hr, f"code,name,parent\n{roads.code},Roads,{parks.code}\n", kind="departments")).text


def test_the_same_person_in_two_rows_is_told(hr):
    make_person("Ada", email="a@city.test", staff_number="1")
    page = hr.get(upload(hr, "name,email,staff number\nAda,a@city.test,\nAda,,1\n")).text
    assert "means the same person" in page


def test_a_circle_of_managers_is_named(hr):
    page = hr.get(upload(hr, "name,email,manager\nAda,a@city.test,b@city.test\nBo,b@city.test,c@city.test\nCy,c@city.test,a@city.test\n")).text
    assert "Ada → Bo → Cy → Ada" in page


def test_unknown_headings_are_asked_for_once_and_remembered(hr):
    department = make_department("Parks")
    text = f"Family & first,Kontakt,Unit,role\nAda,ada@city.test,{department.code},administrator\n"
    address = upload(hr, text)
    answer = hr.get(address)
    assert answer.status_code == 302
    page = hr.get(answer.location).text
    assert "no file gives roles" in page
    asked = {"column-0": "name", "column-1": "email", "column-2": "department", "column-3": "department"}
    assert hr.send(answer.location, **{**asked, "column-1": "name"}).status_code == 422
    assert hr.send(answer.location, **{**asked, "column-1": ""}).status_code == 422
    assert hr.send(answer.location, **asked).status_code == 303
    assert carry_out(hr, address).status_code == 303
    assert by_email("ada@city.test").department_id == department.id
    again = upload(hr, text.replace("Ada,ada", "Bo,bo"))
    assert hr.get(again).status_code == 200


def test_a_file_never_gives_a_role_however_it_is_mapped(hr):
    before = db.session.scalar(select(func.count()).select_from(Grant))
    address = upload(hr, "name,email,role,is_admin,password\nAda,ada@city.test,administrator,1,secret\n")
    assert "never read" in hr.get(address).text
    hr.send(address + "/columns", **{"column-0": "name", "column-1": "email", "column-2": "department", "column-3": "roles", "column-4": "password"})
    carry_out(hr, address)
    assert db.session.scalar(select(func.count()).select_from(Grant)) == before
    assert by_email("ada@city.test").password is None


def test_bad_rows_can_be_downloaded_with_their_reasons(hr):
    address = upload(hr, "name,email,department\nAda,bad,NOWHERE\n=1+1,good@city.test,ALSO\n")
    lines = hr.get(address + "/bad-rows.csv").text.splitlines()
    assert lines[0].lstrip("\ufeff") == "row,what is wrong,name,email,department"
    assert lines[1].startswith("2,")
    assert "is not an e-mail address" in lines[1]
    assert "'=1+1" in lines[2]


# Departments and posts


def test_departments_come_in_any_order(hr):
    top = make_department("City")
    text = f"code,name,parent\nDATA,Data office,DIG\nDIG,Digital,{top.code}\n"
    carry_out(hr, upload(hr, text, kind="departments"))
    rows = {row.code: row for row in db.session.scalars(select(Department))}
    assert (rows["DATA"].parent_id, rows["DIG"].parent_id) == (rows["DIG"].id, top.id)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,name,parent\nA,Aa,B\nB,Bb,A\n", "A → B → A"),
        ("code,name,parent\nA,Aa,NOWHERE\n", "no department with the code"),
        ("code,name,parent\nA,Aa,\na,Ab,\n", "stands in row 2 already"),
        ("code,name\n,Aa\n", "code is missing"),
        ("code,name,parent\nA,Aa,B\nB,Bb,C\nC,Cc,B\n", "cannot be used, so this one cannot"),
    ],
)
def test_what_is_wrong_with_departments_is_named(hr, text, sentence):
    assert sentence in hr.get(upload(hr, text, kind="departments")).text


def test_departments_move_and_are_renamed_and_none_is_deleted(hr):
    one, two, three = make_department("One"), make_department("Two"), make_department("Three")
    carry_out(hr, upload(hr, f"code,name,parent\n{two.code},Second,{one.code}\n", kind="departments"))
    two = db.session.get(Department, two.id)
    assert (two.name, two.parent_id) == ("Second", one.id)
    assert db.session.get(Department, three.id) is not None


def test_posts_are_created_and_renamed(hr):
    post = make_post("Clerk")
    carry_out(hr, upload(hr, f"code,title\n{post.code},Senior clerk\nNEW,New post\n", kind="posts"))
    assert set(db.session.scalars(select(Post.title))) == {"Senior clerk", "New post"}


def test_posts_are_graded_by_a_file_and_an_empty_cell_leaves_the_grade(hr):
    kept, graded = make_post("Clerk", "C1"), make_post("Officer")
    lines = f"code,title,grade\n{kept.code},Clerk,\n{graded.code},Officer, A  2 \nNEW,New post,Executive\n"
    carry_out(hr, upload(hr, lines, kind="posts"))
    assert dict(db.session.execute(select(Post.title, Post.grade)).all()) == {"Clerk": "C1", "Officer": "A 2", "New post": "Executive"}
    assert "longer than 20 characters" in hr.get(upload(hr, f"code,title,grade\nX,X,{'A' * 21}\n", kind="posts")).text


def test_the_code_of_a_merged_department_still_finds_it(hr):
    parks = make_department("Parks")
    db.session.add(DepartmentAlias(code="OLD", department_id=parks.id))
    db.session.commit()
    carry_out(hr, upload(hr, "name,email,department\nAda,ada@city.test,old\n"))
    assert by_email("ada@city.test").department_id == parks.id


# What is kept


def test_files_are_kept_for_thirty_days(hr):
    upload(hr, "name,email\nAda,ada@city.test\n")
    forget_import_files()
    forget_loose_blobs()
    assert db.session.scalars(select(PeopleImport)).one().digest
    with at(now() + timedelta(days=31)):
        assert [forget_import_files() for _ in range(2)] == [1, 0]
        forget_loose_blobs()
    row = db.session.scalars(select(PeopleImport)).one()
    assert row.digest is None
    assert db.session.scalar(select(func.count()).select_from(Blob)) == 0
    assert hr.get(f"/people/import/{row.id}").status_code == 409


def test_no_name_stands_in_the_trail_of_an_import(hr):
    carry_out(hr, upload(hr, "name,email,staff number\nAda Ademola,ada@city.test,4711\n"))
    told = " ".join(str(entry.facts) for entry in db.session.scalars(select(AuditEntry)))
    assert not re.search("Ada|city.test|4711", told)


def test_sending_it_twice_does_it_once(hr):
    address = upload(hr, "name,email\nAda,ada@city.test\n")
    data = {**seen(hr, address), "mode": "all"}
    assert [hr.post(address, data=data).status_code for _ in range(2)] == [303, 303]
    assert db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.deed == "imported")) == 1
    assert "What the import did" in hr.get(address).text


@pytest.mark.slow
def test_a_dry_run_of_twenty_thousand_rows_takes_seconds(hr):
    rows = [HEAD, *([f"Person {n}", f"p{n}@city.test", n, "", "", f"p{n // 10}@city.test" if n >= 10 else ""] for n in range(20_000))]
    address = upload(hr, workbook(("S", rows)))
    began = time.perf_counter()
    assert hr.get(address).status_code == 200
    assert time.perf_counter() - began < 15
