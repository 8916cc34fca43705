"""Who managed people, left and came back is offered them again, and nobody reports to them again unasked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.kit.clock import at, now
from lms.kit.db import db
from lms.people.models import Grant, PeopleImport, Person, Role
from lms.people.queries.managers import former_reports
from lms.people.service import people as service
from tests.factories.imports import carry_out, upload
from tests.factories.people import make_department, make_person


class Team:
    """Boss with Ada, Bo and Cem, and whoever takes over; HR."""

    def __init__(self):
        self.hr, self.boss, self.deputy, self.other = (make_person(name) for name in ("Hana", "Boss", "Deputy", "Other"))
        db.session.add(Grant(person_id=self.hr.id, role=Role.HR))
        self.reports = {name: make_person(name).id for name in ("Ada", "Bo", "Cem")}
        self.manage(self.boss, *self.reports)

    def manage(self, manager, *names):
        for name in names:
            db.session.get_one(Person, self.reports[name]).manager_id = manager and manager.id
        db.session.commit()

    def leave_and_come_back(self, successor=None):
        service.deactivate(self.boss, by=self.hr, successor=successor)
        service.reactivate(self.boss, by=self.hr)
        db.session.commit()

    def offered(self):
        found = former_reports(db.session.get_one(Person, self.boss.id))
        return [one.name for one in found.people] if found else []

    def manager_of(self, name):
        db.session.expire_all()
        manager = db.session.get_one(Person, self.reports[name]).manager_id
        return db.session.get_one(Person, manager).name if manager else None

    def page(self, client):
        return client.get(f"/people/{self.boss.id}").text.partition("<main")[2]


@pytest.fixture
def team(session):
    return Team()


@pytest.mark.parametrize("successor", ["deputy", None])
def test_who_came_back_is_offered_those_who_got_no_other_manager(client, team, successor):
    team.leave_and_come_back(successor and getattr(team, successor))
    team.manage(team.other, "Cem")
    assert team.offered() == ["Ada", "Bo"]
    page = client.sign_in(team.hr).get(f"/people/{team.boss.id}").text
    assert "2 people reported to Boss until" in page
    assert ("Ada (now: Deputy)" if successor else ">Ada</label>") in page
    assert team.manager_of("Ada") == ("Deputy" if successor else None), "nothing happens by itself"


def test_the_chosen_ones_report_to_them_again_once(client, team):
    team.leave_and_come_back(team.deputy)
    address, path = f"/people/{team.boss.id}", f"/people/{team.boss.id}/give-back"
    client.sign_in(team.hr)
    assert client.send(address, path, people=[]).status_code == 422
    assert client.send(address, path, people=[str(team.other.id)]).status_code == 422, "who did not report to them is not offered"
    assert client.send(address, path, people=[str(team.reports["Ada"]), str(team.reports["Cem"])]).status_code == 303
    assert [team.manager_of(name) for name in ("Ada", "Bo", "Cem")] == ["Boss", "Deputy", "Boss"]
    assert team.offered() == ["Bo"]
    page = client.get(address).text
    assert "2 people report to Boss again." in page
    assert "1 person reported to Boss until" in page
    client.send(address, path, people=[str(team.reports["Bo"])])
    client.send("/account", path, people=[str(team.reports["Bo"])])
    assert "Nobody is left who could report to Boss again." in client.get("/people").text
    assert "reported to Boss" not in team.page(client)


def test_a_deputy_from_below_goes_back_below(team):
    team.manage(team.deputy, "Bo")
    db.session.get_one(Person, team.deputy.id).manager_id = team.boss.id
    db.session.get_one(Person, team.boss.id).manager_id = team.other.id
    db.session.commit()
    team.leave_and_come_back(team.deputy)
    assert team.offered() == ["Ada", "Cem", "Deputy"]
    people = former_reports(team.boss).people
    service.give_reports_back(team.boss, people, by=team.hr)
    db.session.expire_all()
    assert db.session.get_one(Person, team.deputy.id).manager_id == team.boss.id
    assert team.manager_of("Bo") == "Deputy"


def test_whoever_stands_above_them_now_is_not_offered_and_refused(team):
    team.leave_and_come_back()
    db.session.get_one(Person, team.boss.id).manager_id = team.reports["Ada"]
    db.session.commit()
    assert team.offered() == ["Bo", "Cem"]
    with pytest.raises(service.NoSuchManager):
        service.give_reports_back(team.boss, [db.session.get_one(Person, team.reports["Ada"])], by=team.hr)


def test_nobody_is_given_to_who_does_not_work_here(team):
    service.deactivate(team.boss, by=team.hr)
    assert team.offered() == []
    with pytest.raises(service.NoSuchManager):
        service.give_reports_back(team.boss, [db.session.get_one(Person, team.reports["Ada"])], by=team.hr)


def test_it_is_asked_for_thirty_days_also_of_who_was_gone_once_more(team):
    team.leave_and_come_back()
    with at(now() + timedelta(days=29)):
        assert team.offered() == ["Ada", "Bo", "Cem"]
    with at(now() + timedelta(days=31)):
        assert team.offered() == []
    team.leave_and_come_back()
    assert team.offered() == ["Ada", "Bo", "Cem"], "nobody was given back, and nobody reported to them the second time"
    team.manage(team.boss, "Ada")
    team.leave_and_come_back(team.deputy)
    assert team.offered() == ["Ada"]


def test_who_left_or_is_beyond_the_reach_is_not_named(client, team):
    parks, roads = make_department("Parks"), make_department("Roads")
    local = make_person("Lea Local")
    db.session.add(Grant(person_id=local.id, role=Role.HR, department_id=parks.id))
    for person_id, place in ((team.boss.id, parks), (team.reports["Ada"], parks), (team.reports["Bo"], roads)):
        db.session.get_one(Person, person_id).department_id = place.id
    db.session.commit()
    team.leave_and_come_back()
    service.deactivate(db.session.get_one(Person, team.reports["Cem"]), by=team.hr)
    db.session.commit()
    page = client.sign_in(local).get(f"/people/{team.boss.id}").text
    assert "1 person reported to Boss until" in page
    assert ">Ada</label>" in page
    assert ">Bo</label>" not in page
    assert client.send(f"/people/{team.boss.id}", f"/people/{team.boss.id}/give-back", people=[str(team.reports["Bo"])]).status_code == 422
    with pytest.raises(service.BeyondReach):
        service.give_reports_back(team.boss, [db.session.get_one(Person, team.reports["Bo"])], by=db.session.get_one(Person, local.id))


def test_an_auditor_is_not_asked(client, team):
    team.leave_and_come_back()
    client.sign_in(make_person("Axel", Role.AUDITOR))
    assert "reported to Boss" not in team.page(client)


def test_an_import_that_brings_a_manager_back_says_so(client, team):
    client.sign_in(team.hr)
    everybody = {row.email: f"{row.name},{row.email}\n" for row in db.session.scalars(select(Person))}
    boss = everybody.pop(team.boss.email)
    without = "name,email\n" + "".join(everybody.values())
    carry_out(client, upload(client, without, name="people.csv", full_list="y"), typed="1")
    assert not db.session.get_one(Person, team.boss.id).active
    answer = carry_out(client, upload(client, without + boss, name="people.csv", full_list="y"))
    (found,) = [row for row in db.session.scalars(select(PeopleImport)) if row.report.get("managers")]
    assert answer.location == f"/people/import/{found.id}"
    page = client.get(answer.location).text
    assert "Came back, and managed people before" in page
    assert f'href="/people/{team.boss.id}"' in page
    assert "3 people reported to Boss until" in team.page(client)
    assert team.manager_of("Ada") is None
