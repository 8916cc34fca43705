"""Departments that become one, and managers who leave."""


import pytest
from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.cohorts.models.cohorts import Cohort
from lms.kit.db import db, transaction
from lms.kit.events import waiting_in
from lms.people.events import DepartmentMerged, ManagerChanged, PersonJoined, PersonMoved
from lms.people.models import Department, DepartmentAlias, Grant, Person, Role
from lms.people.queries.merging import merger
from lms.people.service import merging
from lms.people.service import people as service
from tests.factories.people import holder_of, make_department, make_person


@pytest.fixture
def hr(session):
    return make_person("Hana HR", Role.HR)


def facts_of(kind):
    return [fact for fact in waiting_in(db.session()) if isinstance(fact, kind)]


def merge(row, into, by):
    with transaction():
        row, into, by = db.session.get_one(Department, row.id), db.session.get_one(Department, into.id), db.session.get_one(Person, by.id)
        merging.merge(row, into, seen=merger(row, into).fingerprint, by=by)
        told = [*waiting_in(db.session())]
    return told


def test_everything_of_a_department_moves_and_its_code_stays(hr):
    parks, green = make_department("Parks"), make_department("Green")
    trees, code = make_department("Trees", parent=parks), parks.code
    ada, left = make_person("Ada", department=parks), make_person("Left", department=parks, active=False)
    theo = make_person("Theo", department=trees)
    told = merge(parks, green, hr)
    assert {db.session.get(Person, one.id).department_id for one in (ada, left)} == {green.id}
    assert db.session.get(Person, theo.id).department_id == trees.id
    assert db.session.get(Department, trees.id).parent_id == green.id
    assert db.session.get(Department, parks.id) is None
    alias = db.session.scalars(select(DepartmentAlias)).one()
    assert (alias.code, alias.department_id) == (code, green.id)
    assert DepartmentMerged(parks.id, green.id) in told
    assert {fact.person_id for fact in told if isinstance(fact, PersonMoved)} == {ada.id, left.id}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "merged")).one()
    assert (entry.facts["into"], entry.facts["people"]) == (str(green.id), 2)


def test_roles_for_a_department_move_and_nobody_has_one_twice(hr):
    parks, green = make_department("Parks"), make_department("Green")
    both, one = make_person("Both"), make_person("One")
    for person, department in ((both, parks), (both, green), (one, parks)):
        db.session.add(Grant(person_id=person.id, role=Role.HR, department_id=department.id))
    db.session.commit()
    merge(parks, green, hr)
    held = db.session.execute(select(Grant.person_id, Grant.department_id).where(Grant.department_id.is_not(None))).all()
    assert sorted(held) == sorted([(both.id, green.id), (one.id, green.id)])


def test_aliases_of_a_merged_department_go_along_when_it_is_merged_itself(hr):
    one, two, three = make_department("1"), make_department("2"), make_department("3")
    codes = {one.code, two.code}
    merge(one, two, hr)
    merge(two, three, hr)
    rows = db.session.execute(select(DepartmentAlias.code, DepartmentAlias.department_id)).all()
    assert {row.code for row in rows} == codes
    assert {row.department_id for row in rows} == {three.id}


def test_a_department_is_not_merged_into_itself_or_below(hr):
    parks = make_department("Parks")
    trees = make_department("Trees", parent=parks)
    for into in (parks, trees):
        with pytest.raises(merging.CannotMerge):
            merging.merge(parks, into, seen="", by=hr)


def test_a_preview_that_is_out_of_date_moves_nothing(hr):
    parks, green = make_department("Parks"), make_department("Green")
    seen = merger(parks, green).fingerprint
    make_person("New", department=parks)
    with pytest.raises(merging.ChangedMeanwhile):
        merging.merge(parks, green, seen=seen, by=hr)


def test_a_merged_code_is_taken(client, hr):
    parks, green = make_department("Parks"), make_department("Green")
    code = parks.code
    merge(parks, green, hr)
    client.sign_in(hr)
    assert client.send("/departments/new", code=code, name="Again").status_code == 422


def test_hr_merges_on_the_page_after_a_preview(client, hr):
    parks, green = make_department("Parks"), make_department("Green")
    make_person("Ada", department=parks)
    make_person("Bo", department=make_department("Trees", parent=green))
    holder_of(Role.HR, parks, name="Petra Parks")
    client.sign_in(hr)
    address = f"/departments/{parks.id}/merge"
    page = client.send(address, into=str(green.id)).text
    assert "1 person who works here" in page
    assert "They would reach 1 more person" in page
    assert "Petra Parks: HR" in page
    assert db.session.get(Department, parks.id) is not None
    seen = merger(db.session.get(Department, parks.id), green).fingerprint
    assert client.send(address, into=str(green.id), seen=seen).status_code == 303
    assert db.session.get(Department, parks.id) is None


def test_cohorts_that_it_hosts_move_along(hr, session):
    from tests.factories.cohorts import make_cohort

    parks, green = make_department("Parks"), make_department("Green")
    cohort = make_cohort(host=parks)
    merge(parks, green, hr)
    assert db.session.scalar(select(Cohort.host_id).where(Cohort.id == cohort.id)) == green.id


# Managers


def team(manager, *names):
    people = [make_person(name) for name in names]
    for one in people:
        one.manager_id = manager.id
    db.session.commit()
    return people


def test_whoever_takes_over_gets_the_reports(hr):
    boss, deputy = make_person("Boss"), make_person("Deputy")
    ada, bo = team(boss, "Ada", "Bo")
    assert service.deactivate(boss, by=hr, successor=deputy) == 2
    changes = facts_of(ManagerChanged)
    assert set(changes) == {ManagerChanged(one.id, boss.id, deputy.id) for one in (ada, bo)}
    db.session.expire_all()
    assert {db.session.get(Person, one.id).manager_id for one in (ada, bo)} == {deputy.id}


def test_without_somebody_the_reports_stand_on_the_list_of_those_without_a_manager(client, hr):
    boss = make_person("Boss")
    team(boss, "Ada Alone")
    client.sign_in(hr)
    page = client.get(f"/people/{boss.id}/deactivate").text
    assert "1 person reports to Boss" in page
    assert client.send(f"/people/{boss.id}/deactivate", successor="").status_code == 303
    assert "Ada Alone" in client.get("/people?manager=none").text


def test_a_manager_who_left_earlier_counts_as_none(client, hr):
    team(make_person("Gone", active=False), "Ada Alone")
    happy = make_person("Happy")
    happy.manager_id = hr.id
    db.session.commit()
    client.sign_in(hr)
    page = client.get("/people?manager=none").text
    assert "Ada Alone" in page
    assert "Happy" not in page


def test_a_deputy_from_below_takes_the_place_and_no_circle_comes(hr):
    top, boss = make_person("Top"), make_person("Boss")
    boss.manager_id = top.id
    (lead,) = team(boss, "Lead")
    (deputy,) = team(lead, "Deputy")
    service.deactivate(boss, by=hr, successor=deputy)
    db.session.expire_all()
    assert db.session.get(Person, lead.id).manager_id == deputy.id
    assert db.session.get(Person, deputy.id).manager_id == top.id


@pytest.mark.parametrize("who", ["nobody@city.test", "left@city.test", "boss@city.test"])
def test_only_somebody_else_who_works_here_takes_over(client, hr, who):
    boss = make_person("Boss", email="boss@city.test")
    make_person("Left", email="left@city.test", active=False)
    team(boss, "Ada")
    client.sign_in(hr)
    assert client.send(f"/people/{boss.id}/deactivate", successor=who).status_code == 422
    assert db.session.get(Person, boss.id).active


def test_a_new_manager_and_a_return_are_told(hr):
    ada, boss = make_person("Ada"), make_person("Boss")
    service.edit(ada, service.Facts("Ada", ada.email, manager_id=boss.id), by=hr)
    assert facts_of(ManagerChanged) == [ManagerChanged(ada.id, None, boss.id)]
    service.deactivate(ada, by=hr)
    service.reactivate(ada, by=hr)
    made = service.create(service.Facts("New", "new@city.test"), by=hr)
    assert facts_of(PersonJoined) == [PersonJoined(ada.id, came_back=True), PersonJoined(made.id)]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 4


def test_every_key_to_a_department_is_thought_of():
    """A key that cascades takes rows along when the merged department goes: each table has a reaction, or belongs to people itself."""
    every = [(table.name, key) for table in db.metadata.tables.values() for key in table.foreign_keys]
    keys = {f"{name}.{key.parent.name}" for name, key in every if key.column.table.name == "department"}
    followed = {
        *("person.department_id", "department.parent_id", "department_alias.department_id", "grant_of_role.department_id"),
        *("cohort.host_id", "cohort_application.department_id", "cohort_place.department_id"),
        "duty.department_id",
        "project.department_id",
        *("consulted_department.department_id", "contribution.department_id", "initiative.department_id"),
        *("activity.team_id", "team_capacity.department_id", "bottleneck.department_id"),
        *("idea.department_id", "challenge.department_id", "innovation_fund.department_id", "evaluation.department_id"),
        *("report_department.department_id", "report_department.parent_id", "report_place.department_id"),
        *("heat_cell.department_id", "heat_month.department_id", "heat_entry.department_id"),
        *("report_answer.department_id", "report_question_entry.department_id"),
    }
    assert keys == followed, "let it follow a merger (lms/reactions.py), then name it here"
