"""Members of the leadership team from outside are nobody's colleagues: they are in no list or count of officers, and no file lets them leave."""

import pytest
from sqlalchemy import select

from lms.assessment.service.accommodations import give
from lms.catalogue.queries.versions import person_by_email
from lms.competency.queries.ratings import officer_with_address as rated_officer
from lms.development.queries.team import team_of
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError, NotFound
from lms.learning.jobs import keep_duties
from lms.learning.models import Enrolment
from lms.people.models import Department, ImportKind, Person, Role
from lms.people.queries import directory
from lms.people.queries.directory import Wanted
from lms.people.queries.officers import officer_with_address
from lms.people.service import people
from lms.people.service.importing import files
from lms.people.service.importing.planning import plan
from lms.reports.models.heat import CountedPlace
from lms.reports.service.rolls import take_roll
from tests.factories.learning import open_course, set_duty
from tests.factories.people import make_department, make_people, make_person, make_post

MAIL = "ester@chamber.example"


@pytest.fixture
def hr(session):
    return make_person("Hana HR", Role.HR)


@pytest.fixture
def external(session):
    """With a department and a post, which such accounts never have: the rule must not hang on that."""
    return make_person("Ester External", email=MAIL, external=True, department=make_department("Chamber"), post_id=make_post("Guest").id)


def test_hr_finds_them_in_no_list_or_count(hr, external, client):
    for state in ("active", "left", "all"):
        found, _total = directory.page_of_people(Wanted(state=state), [], 1)
        assert external.id not in {person.id for person in found}
    assert directory.people_per_post().get(external.post_id) is None
    assert {branch.people for branch in directory.departments_with_people() if branch.department.id == external.department_id} == {0}
    client.sign_in(hr)
    assert MAIL not in client.get("/people").text
    assert MAIL not in client.get("/people.csv").text
    assert client.get(f"/people/{external.id}").status_code == 403


def test_no_role_opens_anything_for_them(external, client):
    with pytest.raises(people.NotAnOfficer), transaction():
        people.grant_role(db.session.get_one(Person, external.id), Role.HR, None, by=make_person("Ada", Role.ADMINISTRATOR))
    strange = make_person("Strange", Role.ADMINISTRATOR, Role.PROGRAMME_OFFICE, external=True)  # as if somebody wrote the row by hand
    client.sign_in(strange)
    for path in ("/people", "/audit", "/settings", "/leadership", "/bottlenecks"):
        assert client.get(path).status_code == 403, path


def test_they_manage_nobody_and_nobody_manages_them(hr, external):
    officer = make_person("Otto Officer")
    facts = people.Facts(officer.name, officer.email, manager_id=external.id)
    with pytest.raises(people.NoSuchManager), transaction():
        people.edit(db.session.get_one(Person, officer.id), facts, by=db.session.get_one(Person, hr.id))
    assert officer_with_address(MAIL) is None
    db.session.get_one(Person, external.id).manager_id = officer.id
    db.session.commit()
    assert directory.reports_of(officer.id) == 0
    assert not team_of(officer.id).members


def _planned(hr, text):
    """What a file that lists everybody would do."""
    with transaction():
        by = db.session.get_one(Person, hr.id)
        found = files.begin(text.encode(), ImportKind.PEOPLE, file_name="list.csv", full_list=True, by=by)
        return plan(found, files.table_of(found), languages=["en"], by=by)


def test_a_full_list_lets_them_stay(hr, external):
    leaver = make_person("Lea Leaver")
    found = _planned(hr, f"name,email\nHana HR,{hr.email}\n")
    assert [one.id for one in found.leavers] == [leaver.id]


def test_a_file_neither_changes_them_nor_names_them_as_manager(hr, external):
    found = _planned(hr, f"name,email,manager\nEster Other,{MAIL},\nNina New,nina@city.test,{MAIL}\n")
    assert len(found.faults) == 2
    assert not found.steps


def test_they_hold_no_duty(hr, external):
    set_duty(open_course(), hr, department=db.session.get_one(Department, external.department_id))
    keep_duties()
    assert external.id not in set(db.session.scalars(select(Enrolment.person_id)))


def test_reports_do_not_count_them(hr, external):
    department = db.session.get_one(Department, external.department_id)
    officers = {one.id for one in make_people((f"Officer {number}" for number in range(12)), department=department, post_id=external.post_id)}
    with transaction():
        take_roll()
    assert set(db.session.scalars(select(CountedPlace.person_id))) == officers


def test_they_are_no_observers_raters_authors_or_takers_of_quizzes(hr, external):
    assert rated_officer(MAIL) is None
    with pytest.raises(NotFound):
        person_by_email(MAIL)
    with pytest.raises(DomainError), transaction():
        give(MAIL, 25, by=db.session.get_one(Person, hr.id))
