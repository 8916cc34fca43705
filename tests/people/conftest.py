"""People who can sign in by the form, and HR who has."""

import pytest
from flask_security.utils import hash_password

from lms.kit.db import db
from lms.people.models import Role
from tests.factories.people import make_person

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="session")
def hashed(app):
    """One hash for all tests: hashing is slow on purpose."""
    with app.app_context():
        return hash_password(PASSWORD)


@pytest.fixture
def with_password(session, hashed):
    """Make a person whose password is PASSWORD."""

    def make(name="Ada Ademola", *roles, **facts):
        person = make_person(name, *roles, **facts)
        person.password = hashed
        db.session.commit()
        return person

    return make


@pytest.fixture
def hr(client):
    """The browser of somebody of HR."""
    client.sign_in(make_person("Hana HR", Role.HR))
    return client
