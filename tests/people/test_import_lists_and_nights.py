"""Lists of everybody, from which who left is known, and files that come at night, when nobody looks them through."""

import os
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.kit.clock import now
from lms.kit.db import db
from lms.notices.models import Notice
from lms.people.jobs import import_people
from lms.people.models import Department, ImportState, OneTimeLink, PeopleImport, Person, Role, SignIn
from lms.people.service.sign_ins import begin_sign_in
from lms.settings import Environment, Settings
from tests.factories.imports import by_email, carry_out, upload
from tests.factories.people import make_department, make_people, make_person
from tests.factories.workbooks import workbook

# Full lists


@pytest.fixture
def staff(session):
    """Forty people besides HR."""
    return [make_person(f"Person {number:02}", email=f"p{number:02}@city.test") for number in range(40)]


def everybody_but(people, *gone):
    return "name,email\n" + "".join(f"{one.name},{one.email}\n" for one in people if one not in gone)


def test_whoever_is_not_in_a_list_of_everybody_is_deactivated_and_kept(hr, staff):
    gone, reports = staff[0], staff[1]
    reports.manager_id = gone.id
    db.session.add(OneTimeLink(token_hash="x", person_id=gone.id, purpose="invite", until=now() + timedelta(days=1)))
    begin_sign_in(gone, device="", hours=1)
    db.session.commit()
    address = upload(hr, everybody_but(staff, gone), full_list="y")
    page = hr.get(address).text
    assert "Person 00" in page
    assert "Person 01" not in page
    assert carry_out(hr, address).status_code == 303
    gone = db.session.get(Person, gone.id)
    assert (gone.active, gone.name) == (False, "Person 00")
    assert db.session.scalar(select(SignIn.ended_at).where(SignIn.person_id == gone.id)) is not None
    assert db.session.scalar(select(OneTimeLink.dead_at).where(OneTimeLink.person_id == gone.id)) is not None
    assert db.session.get(Person, reports.id).manager_id is None
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.active.is_(False))) == 1


def test_a_list_that_is_not_of_everybody_deactivates_nobody(hr, staff):
    carry_out(hr, upload(hr, "name,email\nNew,new@city.test\n"))
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.active.is_(False))) == 0


def test_over_five_per_cent_leaving_stops_until_their_number_is_typed(hr, staff):
    address = upload(hr, everybody_but(staff, *staff[:3]), full_list="y")
    for typed in ("", "2", "yes"):
        answer = carry_out(hr, address, typed=typed)
        assert answer.status_code == 422
        assert "more than 5 per cent" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.active.is_(False))) == 0
    assert carry_out(hr, address, typed="3").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.active.is_(False))) == 3


def test_a_person_in_a_bad_row_has_not_left(hr, staff):
    text = everybody_but(staff, staff[0]) + f"{staff[0].name},{staff[0].email},\n".replace("Person 00", "x" * 201)
    page = hr.get(upload(hr, text, full_list="y")).text
    assert "would be deactivated" in page
    assert "Not in the file" not in page


def test_while_a_row_means_nobody_nobody_leaves(hr, staff):
    page = hr.get(upload(hr, everybody_but(staff, staff[0]) + "Somebody,\n", full_list="y")).text
    assert "Nobody would be deactivated" in page
    assert "Not in the file" not in page


def test_neither_administrators_nor_oneself_leave_by_a_file_of_hr(hr, staff):
    make_person("Root", Role.ADMINISTRATOR)
    page = hr.get(upload(hr, everybody_but(staff), full_list="y")).text
    assert "Root" not in page
    assert "Not in the file" not in page


def test_whoever_stands_in_a_list_of_everybody_again_works_here_again(hr, staff):
    staff[0].active = False
    db.session.commit()
    address = upload(hr, everybody_but(staff), full_list="y")
    assert "Works here again" in hr.get(address).text
    carry_out(hr, address)
    assert db.session.get(Person, staff[0].id).active


def test_an_administrator_in_a_list_of_hr_is_no_fault_as_long_as_nothing_would_change(hr, staff):
    root, parks = make_person("Root", Role.ADMINISTRATOR, email="root@city.test"), make_department("Parks")
    text = "name,email,department\n" + "".join(f"{one.name},{one.email},\n" for one in staff)
    assert "There is nothing to do" in hr.get(upload(hr, f"{text}Root,root@city.test,\n", full_list="y")).text
    for row in ("Taken Over,root@city.test,\n", f"Root,root@city.test,{parks.code}\n", "Root,root@city.test,NOWHERE\n"):
        assert "administrator&#39;s account" in hr.get(upload(hr, text + row, full_list="y")).text
    root.active = False
    db.session.commit()
    assert "administrator&#39;s account" in hr.get(upload(hr, f"{text}Root,root@city.test,\n", full_list="y")).text


def test_the_directory_s_own_file_brought_back_lets_leavers_be_gone(hr, staff):
    staff[0].active = False
    db.session.commit()
    address = upload(hr, hr.get("/people.csv?state=all").data, full_list="y")
    page = hr.get(address).text
    assert "Works here again" not in page
    assert "1 row says “left”" in page
    assert "There is nothing to do" in page


def test_a_row_that_says_left_counts_as_not_being_in_the_file(hr, staff):
    text = "name,email,state\n" + "".join(f"{one.name},{one.email},{'Left' if one is staff[0] else 'active'}\n" for one in staff)
    assert "There is nothing to do" in hr.get(upload(hr, text)).text, "a list of some lets nobody go"
    carry_out(hr, upload(hr, text + "New,new@city.test,left\n", full_list="y"))
    assert not db.session.get(Person, staff[0].id).active
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.email == "new@city.test")) == 0


# At night


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    return place


def leave(folder, name, content, *, age=3600):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def run(folder):
    return import_people(folder, languages=("en", "fr"))


def test_the_night_takes_each_file_once_and_departments_first(session, folder):
    hana = make_person("Hana", Role.HR)
    leave(folder, "people.csv", "name,email,department\nAda,ada@city.test,ENV\nBad,bad,ENV\n")
    leave(folder, "departments.xlsx", workbook(("S", [["code", "name"], ["ENV", "Environment"]])))
    assert run(folder) == 2
    assert by_email("ada@city.test").department_id is not None
    assert run(folder) == 0
    told = db.session.scalars(select(Notice).where(Notice.person_id == hana.id, Notice.kind == "import-done")).all()
    assert sorted(notice.facts["bad"] for notice in told) == [0, 1]
    assert {path.name for path in folder.iterdir()} == {"people.csv", "departments.xlsx"}


def test_the_night_takes_a_file_that_says_again_what_it_said_before_the_last(session, folder):
    for name, taken in (("Ada", 1), ("Ada Bold", 1), ("Ada", 1), ("Ada", 0)):
        leave(folder, "people.csv", f"name,email\n{name},ada@city.test\n")
        assert run(folder) == taken
        assert by_email("ada@city.test").name == name


def test_the_night_tries_bad_rows_again_and_tells_of_them_once_one_is_good(session, folder):
    hana = make_person("Hana", Role.HR)
    text = "name,email,department\nAda,ada@city.test,\nBo,bo@city.test,ENV\nCleo,cleo@city.test,SEA\n"
    leave(folder, "people.csv", text)
    assert [run(folder) for _night in range(3)] == [1, 0, 0]
    by_email("ada@city.test").name = "Ada By Hand"
    session.add(Department(code="ENV", name="Environment"))
    session.commit()
    assert [run(folder) for _night in range(3)] == [1, 0, 0]
    assert by_email("bo@city.test").name == "Bo"
    assert by_email("ada@city.test").name == "Ada By Hand", "a row that was good then is not done twice"
    told = session.scalars(select(Notice).where(Notice.person_id == hana.id).order_by(Notice.created_at)).all()
    assert [notice.facts["bad"] for notice in told] == [2, 1]


@pytest.mark.parametrize("name", ["people.csv.part", ".people.csv", "notes.txt", "other.csv", "people.xls"])
def test_the_night_leaves_other_and_half_written_files(session, folder, name):
    leave(folder, name, "name,email\nAda,ada@city.test\n")
    assert run(folder) == 0


def test_a_file_that_changed_just_now_waits_for_the_next_night(session, folder):
    leave(folder, "people.csv", "name,email\nAda,ada@city.test\n", age=5)
    assert run(folder) == 0


def test_a_link_in_the_folder_is_passed_over(session, folder, tmp_path):
    secret = leave(tmp_path, "secret.csv", "name,email\nAda,ada@city.test\n")
    (folder / "people.csv").symlink_to(secret)
    assert run(folder) == 0


def test_the_night_stops_before_it_deactivates_many_and_tells_hr(session, folder):
    hana = make_person("Hana", Role.HR, email="hana@city.test")
    people = make_people(f"Person {number}" for number in range(20))
    leave(folder, "people-all.csv", everybody_but([hana, *people], *people[:5]))
    run(folder)
    row = db.session.scalars(select(PeopleImport)).one()
    assert (row.state, row.report["why"], row.report["deactivated"]) == (ImportState.STOPPED, "many_leavers", 5)
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.active.is_(False))) == 0
    assert db.session.scalars(select(Notice.kind).where(Notice.person_id == hana.id)).all() == ["import-stopped"]


def test_hr_may_carry_out_by_hand_what_the_night_stopped(hr, folder):
    people = make_people(f"Person {number}" for number in range(20))
    leave(folder, "people-all.csv", everybody_but(people, *people[:5]))
    run(folder)
    address = f"/people/import/{db.session.scalars(select(PeopleImport.id)).one()}"
    assert "nightly run stopped here" in hr.get(address).text
    assert carry_out(hr, address, typed="5").status_code == 303


@pytest.mark.parametrize(("content", "why"), [("Alpha,Beta\n1,2\n", "columns"), (b"\xff\xfe\0", "unreadable")])
def test_the_night_stops_at_what_it_cannot_understand(session, folder, content, why):
    leave(folder, "people.csv", content)
    run(folder)
    assert db.session.scalars(select(PeopleImport)).one().report["why"] == why


def test_the_night_changes_no_administrator(session, folder):
    root = make_person("Root", Role.ADMINISTRATOR, email="root@city.test")
    leave(folder, "people.csv", "name,email\nTaken Over,root@city.test\n")
    run(folder)
    assert db.session.get(Person, root.id).name == "Root"


def test_without_a_folder_nothing_happens(session, tmp_path):
    assert import_people(None, languages=("en",)) == 0
    assert run(tmp_path / "missing") == 0


def test_an_empty_setting_is_no_folder():
    assert Settings(environment=Environment.TEST, import_folder="").import_folder is None
