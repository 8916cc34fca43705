"""Roles for departments: what they reach, and that lists agree with the rule."""

import io

import pytest
from sqlalchemy import select

from lms.assessment.models import Accommodation
from lms.assessment.queries.accommodations import accommodations
from lms.credentials.queries import Wanted as WantedPapers
from lms.credentials.queries import whole_register
from lms.kit.access import can
from lms.kit.db import db
from lms.people.models import Department, Grant, Person, Role
from lms.people.queries import directory as queries
from lms.people.queries.holders import holder_ids_over
from lms.people.queries.scopes import anywhere, reach_in_directory, reach_of, within
from lms.people.service import people as service
from lms.permissions import Permission as P
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.people import holder_of, make_department, make_person


@pytest.fixture
def city(session):
    """Two branches with people in them, one person without a department, an administrator, and people who left."""
    parks = make_department("Parks")
    trees, roads = make_department("Trees", parent=parks), make_department("Roads")
    people = {
        "parks": make_person("Petra Parks", department=parks),
        "trees": make_person("Theo Trees", department=trees),
        "left": make_person("Lea Left", department=trees, active=False),
        "root": make_person("Rosa Root", Role.ADMINISTRATOR, department=parks),
        "roads": make_person("Rolf Roads", department=roads),
        "nowhere": make_person("Nora Nowhere"),
    }
    return {"parks": parks, "trees": trees, "roads": roads, "people": people}


def test_a_role_for_a_department_reaches_what_is_below_it(city):
    hana = holder_of(Role.HR, city["parks"])
    assert reach_of(hana, Role.HR) == {city["parks"].id, city["trees"].id}
    assert reach_of(hana, Role.AUDITOR) == set()
    assert reach_of(make_person("W", Role.HR), Role.HR) is None
    assert anywhere(set(), None) is None


def test_whoever_is_over_somebody_is_found_in_one_statement(city, statements):
    house, parks, elsewhere = make_person("W", Role.HR), holder_of(Role.HR, city["parks"]), holder_of(Role.HR, city["roads"])
    over, nora, theo = {house.id, parks.id}, city["people"]["nowhere"], city["people"]["trees"]
    db.session.refresh(theo)
    with statements() as seen:
        assert set(holder_ids_over(Role.HR, theo)) == over
    assert len(seen) == 1
    assert elsewhere.id in holder_ids_over(Role.HR, city["people"]["roads"])
    assert holder_ids_over(Role.HR, nora) == [house.id]
    assert holder_ids_over(Role.HR, house) == []


ROLES = {
    "hr everywhere": lambda city: make_person("H", Role.HR),
    "hr of parks": lambda city: holder_of(Role.HR, city["parks"]),
    "hr of two": lambda city: holder_of(Role.HR, city["trees"], city["roads"]),
    "auditor of trees": lambda city: holder_of(Role.AUDITOR, city["trees"]),
    "hr of one, auditor of another": lambda city: holder_of(Role.AUDITOR, city["roads"]),
    "administrator": lambda city: make_person("A", Role.ADMINISTRATOR),
    "nobody": lambda city: make_person("N"),
    "trainer": lambda city: make_person("T", Role.TRAINER),
}


@pytest.mark.parametrize("who", ROLES)
def test_the_directory_lists_exactly_whom_the_rule_lets_see(app, city, who):
    person = ROLES[who](city)
    if who == "hr of one, auditor of another":
        db.session.add(Grant(person_id=person.id, role=Role.HR, department_id=city["trees"].id))
        db.session.commit()
        db.session.refresh(person)
    listed = {row.id for row in queries.all_people(queries.Wanted(state="all"), queries.departments(), reach=reach_in_directory(person))}
    allowed = {row.id for row in db.session.scalars(select(Person)) if can(P.PERSON_VIEW, row, person=person)}
    assert listed == allowed


@pytest.mark.parametrize("who", ["hr everywhere", "hr of parks", "auditor of trees", "nobody"])
def test_the_register_lists_exactly_the_papers_that_may_be_opened(app, city, who):
    person = ROLES[who](city)
    course = certified_course()
    papers = [certificate_of(one, course) for one in city["people"].values()]
    reach = anywhere(reach_of(person, Role.HR), reach_of(person, Role.AUDITOR))
    listed = {paper.id for paper in whole_register(WantedPapers(reach=reach))}
    allowed = {paper.id for paper in papers if can(P.CERTIFICATE_DOWNLOAD, paper, person=person) and paper.person_id != person.id}
    assert listed == allowed


@pytest.mark.parametrize("who", ["hr everywhere", "hr of parks", "hr of two"])
def test_extra_time_is_listed_exactly_where_it_may_be_taken_away(app, city, who):
    person = ROLES[who](city)
    for one in city["people"].values():
        db.session.add(Accommodation(person_id=one.id, extra_percent=25))
    db.session.commit()
    listed = {row.id for row, _person in accommodations(page=1, reach=reach_of(person, Role.HR))[0]}
    assert listed == {row.id for row in db.session.scalars(select(Accommodation)) if can(P.ACCOMMODATION_GIVE, row, person=person)}


def test_hr_of_a_department_opens_and_edits_its_people_only(client, city):
    client.sign_in(holder_of(Role.HR, city["parks"]))
    people = city["people"]
    assert client.get(f"/people/{people['trees'].id}").status_code == 200
    assert client.get(f"/people/{people['trees'].id}/edit").status_code == 200
    for name in ("roads", "nowhere"):
        for page in ("", "/edit", "/deactivate"):
            assert client.get(f"/people/{people[name].id}{page}").status_code == 403, (name, page)
    assert client.get(f"/people/{people['root'].id}/edit").status_code == 403
    page = client.get("/people?state=all").text
    assert "Theo Trees" in page
    assert "Rolf Roads" not in page
    assert "Rolf Roads" not in client.get("/people.csv?state=all").text
    assert "Rolf Roads" not in client.get(f"/people?department={city['roads'].id}&state=all").text


def test_hr_of_a_department_moves_nobody_in_from_outside_or_out(client, city):
    hana = holder_of(Role.HR, city["parks"])
    client.sign_in(hana)
    theo = city["people"]["trees"]
    facts = {"name": theo.name, "email": theo.email, "language": "en"}
    within_reach = {**facts, "department": str(city["parks"].id)}
    assert client.send(f"/people/{theo.id}/edit", **within_reach).status_code == 303
    for target in (str(city["roads"].id), ""):
        answer = client.send(f"/people/{theo.id}/edit", **{**facts, "department": target})
        assert answer.status_code == 422
        assert "HR of the whole city" in answer.text
    with pytest.raises(service.BeyondReach):
        service.edit(city["people"]["roads"], service.Facts("R", "r@city.test", department_id=city["parks"].id), by=hana)
    assert client.send("/people/new", **{**facts, "email": "new@city.test", "department": str(city["roads"].id)}).status_code == 422
    assert client.send("/people/new", **{**facts, "email": "new@city.test", "department": str(city["trees"].id)}).status_code == 303


def test_an_import_by_hr_of_a_department_stays_within_it(client, city):
    client.sign_in(holder_of(Role.HR, city["parks"]))
    roads, trees = city["roads"].code, city["trees"].code
    theo, rolf = city["people"]["trees"], city["people"]["roads"]
    text = f"name,email,department\nIn,in@city.test,{trees}\nOut,out@city.test,{roads}\nNo,no@city.test,\n"
    text += f"{theo.name},{theo.email},{roads}\nRenamed,{rolf.email},{trees}\n"
    file = (io.BytesIO(text.encode()), "x.csv")
    address = client.send("/people/import", kind="people", file=file, full_list="y", content_type="multipart/form-data").location
    page = client.get(address).text
    assert page.count("does not reach this department") == 4
    assert "Rolf Roads" not in page
    assert "Petra Parks" in page, "who is missing within the reach would leave"
    assert "Rosa Root" not in page
    file = (io.BytesIO(b"code,name\nX,Y\n"), "x.csv")
    assert client.send("/people/import", kind="departments", file=file, content_type="multipart/form-data").status_code == 422


def test_hr_of_a_department_sees_no_import_of_others(client, city):
    client.sign_in(make_person("Whole", Role.HR))
    file = (io.BytesIO(b"name,email\nSecret Person,s@city.test\n"), "x.csv")
    address = client.send("/people/import", kind="people", file=file, content_type="multipart/form-data").location
    client.sign_in(holder_of(Role.HR, city["parks"]))
    for page in ("", "/columns", "/bad-rows.csv"):
        assert client.get(address + page).status_code == 403
    assert "x.csv" not in client.get("/people/import").text


def test_what_hr_of_a_department_says_of_headings_counts_for_them_alone(client, city):
    whole, petra = make_person("Whole", Role.HR), holder_of(Role.HR, city["parks"])

    def look_through(by):
        client.sign_in(by)
        file = (io.BytesIO(f"Wer,Kontakt,Unit\nIn,in@city.test,{city['trees'].code}\n".encode()), "x.csv")
        return client.send("/people/import", kind="people", file=file, content_type="multipart/form-data").location

    address = look_through(petra)
    meaning = {"column-0": "name", "column-1": "email", "column-2": "department"}
    assert client.send(f"{address}/columns", **meaning).status_code == 303
    assert client.get(look_through(petra)).status_code == 200
    address = look_through(whole)
    assert client.get(address).status_code == 302, "HR of the city is asked still"
    client.send(f"{address}/columns", **meaning)
    assert client.get(look_through(holder_of(Role.HR, city["trees"]))).status_code == 200, "what HR of the city said counts for all"


def test_what_is_of_the_whole_house_is_closed_to_a_role_for_a_department(client, city):
    client.sign_in(holder_of(Role.HR, city["parks"]))
    for path in ("/departments/new", "/posts/new", "/certificates/issuing", "/audit", "/settings", f"/departments/{city['parks'].id}/merge"):
        assert client.get(path).status_code == 403, path
    client.sign_in(holder_of(Role.AUDITOR, city["parks"], name="Axel"))
    assert client.get("/audit").status_code == 403
    assert client.get("/people").status_code == 200


def test_hr_gives_no_role_and_edits_no_administrator(client, city):
    hana = make_person("Hana", Role.HR)
    client.sign_in(hana)
    for target in (hana, city["people"]["roads"], city["people"]["root"]):
        assert client.send("/account", f"/people/{target.id}/roles", role="administrator").status_code == 403
    assert client.send("/account", f"/people/{city['people']['root'].id}/invite").status_code == 403
    assert db.session.scalars(select(Grant.role).where(Grant.person_id == hana.id)).all() == [Role.HR]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER, Role.CURATOR])
def test_some_roles_are_for_the_whole_house_only(city, role):
    with pytest.raises(service.OnlyWholeHouse):
        service.grant_role(city["people"]["trees"], role, city["trees"], by=city["people"]["root"])


def test_a_department_that_moves_takes_the_reach_along(city):
    hana = holder_of(Role.HR, city["parks"])
    roads = db.session.get(Department, city["roads"].id)
    assert not within(reach_of(hana, Role.HR), roads.id)
    roads.parent_id = city["trees"].id
    db.session.commit()
    assert within(reach_of(hana, Role.HR), roads.id)


def test_the_reach_is_computed_once_in_a_request(client, city, statements):
    client.sign_in(make_person("Whole", Role.HR))
    client.get("/people")
    with statements() as everywhere:
        client.get("/people")
    client.sign_in(holder_of(Role.HR, city["parks"]))
    client.get("/people")
    with statements() as narrowed:
        client.get("/people")
    assert len(narrowed) <= len(everywhere) + 1
