"""The demo city: founded once, by the product's own services, and kept."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.app import create_app
from lms.audit.service import first_break
from lms.credentials.models import Certificate
from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.people.models import Person, Role
from tests.conftest import settings_for
from tests.demo_city import lms, of_city

pytestmark = pytest.mark.slow


@pytest.fixture
def city(founded_city, tmp_path):
    """A demo city of its own, and its settings."""
    shutil.copytree(founded_city, tmp_path / "city")
    return of_city(tmp_path / "city")


def _count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_demo_city_lives_and_a_second_load_keeps_it(city):
    app = create_app(settings_for(city["DATABASE_URL"], Path(city["LMS_DATA_DIR"])))
    with app.app_context():
        before = [_count(model) for model in (Person, Enrolment, Certificate)]
        assert before[0] == 65  # sixty, one whom a list of HR brought, and four members of the leadership team from outside
        assert min(before) > 0
        assert first_break() is None
        db.session.rollback()
        assert "is there already" in lms(city, "demo", "load")
        assert [_count(model) for model in (Person, Enrolment, Certificate)] == before
        roles = {role for person in db.session.scalars(select(Person)).all() for role in Role if person.has(role)}
        assert roles >= {Role.TRAINER, Role.CURATOR, Role.HR, Role.AUDITOR, Role.ADMINISTRATOR}
        db.session.remove()
        db.engine.dispose()
    shown = lms(city, "demo", "accounts")
    for role in ("public officer", "trainer", "curator", "HR officer", "auditor", "administrator"):
        assert role in shown
