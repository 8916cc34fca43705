"""The directory, the page of a person, departments and posts, as HR sees and changes them."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lms.kit.db import db
from lms.notices.models import Letter
from lms.people.models import Department, Grant, OneTimeLink, Person, Post, Role
from lms.people.queries.grades import grade_of, grades, in_order
from tests.factories.people import make_department, make_person, make_post


def test_visitors_are_asked_to_sign_in_whether_or_not_the_person_is_there(client, session):
    there, nowhere = f"/people/{make_person().id}", "/people/00000000-0000-4000-8000-000000000000"
    assert {client.get(there).status_code, client.get(nowhere).status_code} == {302}


def _names(client, address):
    text = client.get(address).text
    return [name for name in ("Anna Alpha", "Boris Beta", "Clara Gamma") if name in text]


def test_the_filters_stand_in_the_address(hr):
    top = make_department("City")
    below = make_department("Parks", parent=top)
    clerk = make_post("Clerk")
    make_person("Anna Alpha", Role.TRAINER, department=top, staff_number="A1")
    make_person("Boris Beta", department=below, post_id=clerk.id, email="boris@city.test")
    make_person("Clara Gamma", active=False)
    assert _names(hr, "/people") == ["Anna Alpha", "Boris Beta"]
    assert _names(hr, f"/people?department={top.id}") == ["Anna Alpha", "Boris Beta"]
    assert _names(hr, f"/people?department={below.id}") == ["Boris Beta"]
    assert _names(hr, f"/people?post={clerk.id}") == ["Boris Beta"]
    assert _names(hr, "/people?role=trainer") == ["Anna Alpha"]
    assert _names(hr, "/people?state=left") == ["Clara Gamma"]
    assert _names(hr, "/people?state=all") == ["Anna Alpha", "Boris Beta", "Clara Gamma"]
    assert _names(hr, "/people?q=alpha+anna") == ["Anna Alpha"]
    assert _names(hr, "/people?q=boris@city") == ["Boris Beta"]
    assert _names(hr, "/people?q=a1") == ["Anna Alpha"]


@pytest.mark.parametrize("name", ["Élodie Durand", "Жанна Орлова", "Mesut Özil", "ΟΔΥΣΣΕΥΣ ΠΑΠΠΑΣ", "Էմմա Ղազարյան"])
@pytest.mark.parametrize("spelt", [str, str.lower, str.upper])
def test_a_name_of_any_script_is_found_in_capital_and_small_letters(hr, name, spelt):
    make_person(name)
    make_person("Somebody Else")
    page = hr.get("/people", query_string={"q": spelt(name)}).text
    assert name in page
    assert "Somebody Else" not in page


@pytest.mark.parametrize(
    "query",
    [
        "q=%25",
        "q=_",
        "q=%27%3BDROP",
        "department=x",
        "post=1",
        "role=emperor",
        "state=x",
        "page=x",
        "page=-5",
        "page=99999999999",
        "q=" + "x" * 3000,
    ],
)
def test_nonsense_in_the_address_is_no_error(hr, query):
    assert hr.get(f"/people?{query}").status_code == 200


def test_a_list_of_nobody_says_so(hr):
    assert "Nobody found" in hr.get("/people?q=zzzz").text


def test_the_directory_has_pages_of_fifty(hr):
    for number in range(60):
        db.session.add(Person(name=f"Person {number:02}", email=f"p{number}@city.test", fs_uniquifier=f"u{number}"))
    db.session.commit()
    assert hr.get("/people").text.count("@city.test") == 50
    assert "Person 59" in hr.get("/people?page=2").text


def test_a_long_directory_costs_no_more_statements_than_a_short_one(hr, statements):
    department = make_department()
    for number in range(2):
        make_person(f"P {number}", Role.TRAINER, department=department)
    with statements() as few:
        hr.get("/people")
    for number in range(30):
        make_person(f"Q {number}", Role.TRAINER, department=department)
    with statements() as many:
        hr.get("/people")
    assert len(many) == len(few) <= 8


def test_the_file_defuses_formulas(hr):
    make_person("=cmd|' /C calc'!A0", email="x@city.test", staff_number="+1")
    rows = {row[1]: row for row in csv.reader(io.StringIO(hr.get("/people.csv").data.decode("utf-8-sig")))}
    assert rows["x@city.test"][0] == "'=cmd|' /C calc'!A0"
    assert rows["x@city.test"][2] == "'+1"


FACTS = {
    "name": "Nia Newcomer",
    "email": "Nia@City.test",
    "staff_number": "77",
    "department": "",
    "post": "",
    "manager": "",
    "language": "fr",
}


def test_a_new_person_gets_a_link_in_their_language(hr):
    assert hr.send("/people/new", **FACTS).status_code == 303
    person = db.session.scalars(select(Person).where(Person.email == "nia@city.test")).one()
    assert person.password is None
    letter = db.session.scalars(select(Letter).where(Letter.person_id == person.id)).one()
    assert "http://campus.test/set-password/" in letter.text_body


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"name": ""}, "name", "Write the name"),
        ({"email": "nobody"}, "email", "not an e-mail address"),
        ({"email": "taken@city.test"}, "email", "has an account with this address"),
        ({"email": "TAKEN@city.test"}, "email", "has an account with this address"),
        ({"staff_number": "4711"}, "staff_number", "has this staff number"),
        ({"manager": "nobody@city.test"}, "manager", "Nobody has the address"),
        ({"name": "x" * 201}, "name", "too long"),
        ({"name": "Two\nLines"}, "name", "one line"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(hr, facts, field, sentence):
    make_person("Taken Already", email="taken@city.test", staff_number="4711")
    page = hr.send("/people/new", **{**FACTS, **facts})
    assert page.status_code == 422
    assert sentence in page.text
    assert f'id="{field}-error"' in page.text
    assert "Nia" in page.text or field == "name"


def test_extra_fields_of_a_form_change_nothing(hr):
    hr.send(
        "/people/new",
        **FACTS,
        active="",
        roles="administrator",
        grants="administrator",
        password="x",
        is_admin="1",
        id="7",
        fs_uniquifier="mine",
    )
    person = db.session.scalars(select(Person).where(Person.email == "nia@city.test")).one()
    assert person.active
    assert person.password is None
    assert not db.session.scalars(select(Grant).where(Grant.person_id == person.id)).all()


def _edit(client, person, **facts):
    known = {
        "name": person.name,
        "email": person.email,
        "staff_number": "",
        "department": "",
        "post": "",
        "manager": "",
        "language": person.language,
    }
    return client.send(f"/people/{person.id}/edit", **{**known, **facts})


def test_a_new_address_is_told_to_the_old_one_and_kills_links(hr):
    person = make_person("Ada Ademola", email="old@city.test")
    hr.send(f"/people/{person.id}", f"/people/{person.id}/invite")
    assert _edit(hr, person, email="new@city.test").status_code == 303
    letters = db.session.scalars(select(Letter.address).where(Letter.key.startswith("address-changed"))).all()
    assert letters == ["old@city.test"]
    assert all(link.dead_at for link in db.session.scalars(select(OneTimeLink)))


def test_nobody_is_above_themselves(hr):
    boss = make_person("Bea Boss", email="bea@city.test")
    worker = make_person("Wim Worker", email="wim@city.test", manager_id=boss.id)
    assert "works below" in _edit(hr, boss, manager="wim@city.test").text
    assert "works below" in _edit(hr, worker, manager="wim@city.test").text


def test_departments_are_created_renamed_moved_and_deleted(hr):
    hr.send("/departments/new", name="City", code="CITY", parent="")
    top = db.session.scalars(select(Department)).one()
    hr.send("/departments/new", name="Parks", code="PARK", parent=str(top.id))
    parks = db.session.scalars(select(Department).where(Department.code == "PARK")).one()
    assert parks.parent_id == top.id
    hr.send(f"/departments/{parks.id}/edit", name="Parks and gardens", code="PARK", parent="")
    assert db.session.get(Department, parks.id).parent_id is None
    assert hr.send(f"/departments/{parks.id}/edit", f"/departments/{parks.id}/delete").status_code == 303
    assert "Parks and gardens" not in hr.get("/departments?x").text.split("<main")[1].split("<table")[1]


def test_a_department_is_never_below_itself(hr):
    top = make_department("Top")
    middle = make_department("Middle", parent=top)
    low = make_department("Low", parent=middle)
    for parent in (top, middle, low):
        page = hr.send(f"/departments/{top.id}/edit", name="Top", code=top.code, parent=str(parent.id))
        assert page.status_code == 422
        assert "cannot be below itself" in page.text
    assert db.session.get(Department, top.id).parent_id is None


def test_only_an_empty_department_is_deleted(hr):
    top = make_department("Top")
    low = make_department("Low", parent=top)
    make_person("Still Here", department=low, active=False)
    for row in (top, low):
        answer = hr.send("/account", f"/departments/{row.id}/delete")
        assert answer.status_code == 409
        assert "is not empty" in answer.text


@pytest.mark.parametrize("code", ["TAKEN", "taken"])
def test_codes_are_unique(hr, code):
    db.session.add_all([Department(code="TAKEN", name="A"), Post(code="TAKEN", title="A")])
    db.session.commit()
    assert "is used already" in hr.send("/departments/new", name="B", code=code, parent="").text
    assert "is used already" in hr.send("/posts/new", title="B", code=code).text


def test_posts_are_created_renamed_and_deleted_when_nobody_has_them(hr):
    hr.send("/posts/new", title="Clerk", code="CLERK", grade=" A  2 ")
    post = db.session.scalars(select(Post)).one()
    assert post.grade == "A 2"
    assert "This is too long" in hr.send(f"/posts/{post.id}/edit", title="Clerk", code="CLERK", grade="A" * 21).text
    hr.send(f"/posts/{post.id}/edit", title="Senior clerk", code="CLERK", grade="")
    assert post.grade is None
    assert "Senior clerk" in hr.get("/posts").text
    person = make_person(post_id=post.id)
    assert hr.send("/account", f"/posts/{post.id}/delete").status_code == 409
    person.post_id = None
    db.session.commit()
    assert hr.send("/account", f"/posts/{post.id}/delete").status_code == 303


def test_a_person_has_the_grade_of_the_post_and_grades_are_listed_as_people_count(session):
    ten, two, none = make_post("Expert", "A10"), make_post("Officer", "A2"), make_post("Volunteer")
    one, without, free = make_person(post_id=two.id), make_person(), make_person(post_id=none.id)
    assert [grade_of(person.id) for person in (one, without, free)] == ["A2", None, None]
    assert grades() == ["A2", ten.grade]
    assert sorted(["Executive", None, "B1", "A10", "A2"], key=in_order) == ["A2", "A10", "B1", "Executive", None]


def test_the_list_of_posts_leaves_as_csv_and_xlsx_with_grades(hr):
    post = make_post("=1+1", "+A2")
    make_person(post_id=post.id)
    text = hr.get("/posts.csv").text
    assert text.removeprefix("\ufeff").splitlines() == ["code,title,grade,people", f"{post.code},'=1+1,'+A2,1"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(hr.get("/posts.xlsx").data)).get_sheet_by_index(0).to_python()
    assert rows[1] == [post.code, "=1+1", "+A2", 1.0]  # a workbook says of each cell that it is text
    assert "+A2" in hr.get("/posts").text
