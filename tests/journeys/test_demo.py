"""The demo city: founded once, by the product's own services, and kept."""

import pytest
from sqlalchemy import func, select

from lms.audit.service import first_break
from lms.cli import commands
from lms.credentials.models import Certificate
from lms.demo import cli
from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.people.models import Person, Role

pytestmark = pytest.mark.slow


def _count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_demo_city_lives_and_a_second_load_keeps_it(app, session):
    run = app.test_cli_runner()
    first = run.invoke(cli.group, ["load", "--people", "30", "--learners", "3"])
    assert first.exit_code == 0, first.output + repr(first.exception)
    before = [_count(model) for model in (Person, Enrolment, Certificate)]
    assert before[0] == 35  # thirty, one whom a list of HR brought, and four members of the leadership team from outside
    assert min(before) > 0
    assert first_break() is None
    second = run.invoke(cli.group, ["load"])
    assert second.exit_code == 0
    assert "is there already" in second.output
    assert [_count(model) for model in (Person, Enrolment, Certificate)] == before
    shown = run.invoke(cli.group, ["accounts"]).output
    for role in ("public officer", "trainer", "curator", "HR officer", "auditor", "administrator"):
        assert role in shown
    roles = {role for person in db.session.scalars(select(Person)).all() for role in Role if person.has(role)}
    assert roles >= {Role.TRAINER, Role.CURATOR, Role.HR, Role.AUDITOR, Role.ADMINISTRATOR}


@pytest.mark.parametrize("name", ["demo", "courses", "programmes", "competency", "certificates", "reports"])
def test_what_slices_offer_to_operators_is_a_command_of_the_product(name):
    assert name in commands.commands
