"""Who may do what with accounts: roles given and taken, people deactivated, and what only administrators touch."""

import pytest
from sqlalchemy import select

from lms.kit.db import db
from lms.people.forms.people import ROLE_NAMES
from lms.people.models import Grant, OneTimeLink, Person, Role
from tests.factories.people import make_department, make_person, make_post

ALL_ROLES = [None, *Role]


def _as(client, *roles):
    person = make_person("Iris In Charge", *roles)
    client.sign_in(person)
    return person


@pytest.fixture
def administrator(client):
    _as(client, Role.ADMINISTRATOR)
    return client


@pytest.mark.parametrize("role", ALL_ROLES)
def test_who_may_open_what(client, role):
    other, department, post = make_person("Otto Other"), make_department(), make_post()
    _as(client, *([role] if role else []))
    reads = role in {Role.HR, Role.ADMINISTRATOR, Role.AUDITOR}
    writes = role in {Role.HR, Role.ADMINISTRATOR}
    for address in ("/people", "/people.csv", f"/people/{other.id}", "/departments", "/posts"):
        answer = client.get(address)
        assert answer.status_code == (200 if reads else 403), address
        assert reads or "Otto Other" not in answer.text
    for address in (
        "/people/new",
        f"/people/{other.id}/edit",
        f"/people/{other.id}/deactivate",
        "/departments/new",
        f"/departments/{department.id}/edit",
        "/posts/new",
        f"/posts/{post.id}/edit",
    ):
        assert client.get(address).status_code == (200 if writes else 403), address


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.CURATOR, Role.AUDITOR, Role.HR])
def test_only_administrators_give_and_take_roles(client, role):
    other = make_person("Otto Other", Role.TRAINER)
    _as(client, *([role] if role else []))
    assert client.send("/account", f"/people/{other.id}/roles", role="administrator", department="").status_code == 403
    grant = db.session.scalars(select(Grant).where(Grant.person_id == other.id)).one()
    assert client.send("/account", f"/people/{other.id}/roles/{grant.id}/withdraw").status_code == 403
    assert client.send("/account", f"/people/{other.id}/second-step-off").status_code == 403


@pytest.mark.parametrize("deed", ["edit", "deactivate", "reactivate", "invite"])
def test_hr_does_not_touch_an_administrator_s_account(client, deed):
    root = make_person("Rosa Root", Role.ADMINISTRATOR, email="root@city.test")
    _as(client, Role.HR)
    answer = client.send(
        "/account", f"/people/{root.id}/{deed}", name="Mine", email="mine@city.test", department="", post="", language="en"
    )
    assert answer.status_code == 403
    fresh = db.session.get(Person, root.id)
    assert (fresh.email, fresh.active) == ("root@city.test", True)
    assert not db.session.scalars(select(OneTimeLink)).all()


def test_deactivating_ends_all_sign_ins_at_once_and_can_be_undone(client, app):
    person = make_person("Leo Leaver")
    browser = app.test_client().sign_in(person)
    _as(client, Role.HR)
    assert client.send(f"/people/{person.id}/deactivate").status_code == 303
    assert browser.get("/account").status_code == 302
    assert client.send(f"/people/{person.id}", f"/people/{person.id}/reactivate").status_code == 303
    assert db.session.get(Person, person.id).active
    assert browser.get("/account").status_code == 302


def test_nobody_deactivates_themselves(client, session):
    me = _as(client, Role.HR)
    assert client.send(f"/people/{me.id}/deactivate").status_code == 409
    assert db.session.get(Person, me.id).active


def test_nobody_gives_or_takes_their_own_roles(client, session):
    me = _as(client, Role.ADMINISTRATOR)
    make_person("Second Root", Role.ADMINISTRATOR)
    client.send("/account", f"/people/{me.id}/roles", role="auditor", department="")
    (grant,) = db.session.scalars(select(Grant).where(Grant.person_id == me.id)).all()
    assert grant.role is Role.ADMINISTRATOR
    assert client.send("/account", f"/people/{me.id}/roles/{grant.id}/withdraw").status_code == 409


def test_the_last_administrator_stays(session):
    from lms.people.queries.directory import person
    from lms.people.service import people as service

    root = person(make_person("Rosa Root", Role.ADMINISTRATOR).id)
    hr = make_person("Hana HR", Role.HR)
    with pytest.raises(service.LastAdministrator):
        service.deactivate(root, by=hr)
    with pytest.raises(service.LastAdministrator):
        service.withdraw_role(root, root.grants[0], by=hr)
    make_person("Second Root", Role.ADMINISTRATOR)
    service.deactivate(root, by=hr)


def test_a_role_is_given_for_the_house_or_a_department_and_taken_again(administrator):
    person, parks = make_person("Tess Trainer"), make_department("Parks")
    page = f"/people/{person.id}"
    administrator.send(page, f"{page}/roles", role="trainer", department="")
    administrator.send(page, f"{page}/roles", role="hr", department=str(parks.id))
    grants = db.session.scalars(select(Grant).where(Grant.person_id == person.id)).all()
    assert {(grant.role, grant.department_id) for grant in grants} == {(Role.TRAINER, None), (Role.HR, parks.id)}
    administrator.send(page, f"{page}/roles", role="trainer", department="")
    assert "has this role there already" in administrator.get(page).text
    for grant in grants:
        assert administrator.send(page, f"{page}/roles/{grant.id}/withdraw").status_code == 303
    assert not db.session.scalars(select(Grant).where(Grant.person_id == person.id)).all()


def test_a_role_is_taken_from_its_own_person_only(administrator):
    one, other = make_person("One"), make_person("Other", Role.TRAINER)
    grant = db.session.scalars(select(Grant).where(Grant.person_id == other.id)).one()
    assert administrator.send("/account", f"/people/{one.id}/roles/{grant.id}/withdraw").status_code == 404


@pytest.mark.parametrize("role", ["emperor", "", "Administrator"])
def test_there_are_no_other_roles(administrator, role):
    person = make_person()
    administrator.send("/account", f"/people/{person.id}/roles", role=role, department="")
    assert not db.session.scalars(select(Grant).where(Grant.person_id == person.id)).all()


def test_the_history_of_an_account_stands_on_its_page(administrator):
    person = make_person("Hugo History")
    administrator.send(f"/people/{person.id}", f"/people/{person.id}/roles", role="trainer", department="")
    page = administrator.get(f"/people/{person.id}").text
    assert "role given: Trainer" in page
    assert "Iris In Charge" in page


@pytest.mark.parametrize("name", ["<script>x()</script>", '" onmouseover="x()', "{{ 7*7 }}", "A\u202eB"])
def test_a_hostile_name_stays_a_name_everywhere(administrator, name):
    person = make_person(name)
    for address in ("/people", f"/people/{person.id}", f"/people/{person.id}/edit", f"/people/{person.id}/deactivate"):
        page = administrator.get(address)
        assert page.status_code == 200
        assert "<script>x()" not in page.text
        assert ">49<" not in page.text


def test_every_role_has_a_name_and_can_be_given(client, session):
    """A role without a name is an empty tag in the directory, and nobody could give it."""
    _as(client, Role.ADMINISTRATOR)
    other = make_person("Otto Other")
    session.commit()
    for role in Role:
        assert ROLE_NAMES.get(role), role
        assert client.send("/account", f"/people/{other.id}/roles", role=role.value, department="").status_code == 303, role
