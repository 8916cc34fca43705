"""The first administrator, from the command line."""

from sqlalchemy import select

from lms.kit.db import db
from lms.people.cli import create_admin
from lms.people.models import OneTimeLink, Person, Role
from lms.people.queries.sign_ins import with_roles
from tests.factories.people import make_person


def _run(app, *arguments, typed=None):
    return app.test_cli_runner().invoke(create_admin, arguments, input=typed)


def _person(email):
    return with_roles(db.session.scalars(select(Person.id).where(Person.email == email)).one())


def test_it_asks_for_a_password_and_makes_an_administrator(app, client):
    result = _run(app, "root@city.test", "Rosa Root", typed="four words nobody joins\nfour words nobody joins\n")
    assert result.exit_code == 0, result.output
    assert _person("root@city.test").has(Role.ADMINISTRATOR)
    assert client.send("/sign-in", email="root@city.test", password="four words nobody joins").status_code == 302


def test_it_prints_a_link_that_sets_the_password_once(app, client):
    result = _run(app, "root@city.test", "Rosa Root", "--link")
    address = result.output.split()[0]
    assert address.startswith("http://campus.test/set-password/")
    path = address.removeprefix("http://campus.test")
    assert client.send(path, password="four words nobody joins").status_code == 303
    assert client.get(path).status_code == 404


def test_somebody_who_is_there_becomes_administrator(app, session):
    make_person("Ada Ademola", email="ada@city.test")
    for _ in range(2):
        assert _run(app, "ADA@city.test", "Ada Ademola", "--link").exit_code == 0
    person = _person("ada@city.test")
    assert [grant.role for grant in person.grants] == [Role.ADMINISTRATOR]


def test_a_short_password_makes_nobody(app, session):
    assert _run(app, "root@city.test", "Rosa Root", typed="short\nshort\n").exit_code != 0
    assert not db.session.scalars(select(Person)).all()
    assert not db.session.scalars(select(OneTimeLink)).all()
