"""A database of before 0027: what was revoked then counts no more, either."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, update

from lms.app import create_app
from lms.credentials.models import Certificate
from lms.credentials.service.revoking import revoke
from lms.kit import migrations
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment
from lms.people.models import Role
from tests.conftest import settings_for
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.people import make_person


@pytest.fixture
def house(tmp_path):
    app = migrations.init_app(create_app(settings_for(f"sqlite:///{tmp_path / 'old.sqlite'}", tmp_path)))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_completion_whose_certificate_was_revoked_before_the_upgrade_has_run_out(house):
    course = certified_course()
    revoked_id, kept_id = (certificate_of(make_person(), course).id for _each in range(2))
    with transaction():
        revoke(db.session.get_one(Certificate, revoked_id), "Issued by mistake.", by=make_person("Hanna", Role.HR))
    with transaction():
        db.session.execute(update(Enrolment).values(expires_at=None))
    db.session.remove()
    downgrade(revision="0026")
    upgrade()
    rows = select(Enrolment).join(Certificate, Certificate.enrolment_id == Enrolment.id)
    revoked, kept = (db.session.scalars(rows.where(Certificate.id == one)).one() for one in (revoked_id, kept_id))
    assert revoked.revoked_at == revoked.expires_at == db.session.get_one(Certificate, revoked_id).revoked_at
    assert (kept.revoked_at, kept.expires_at) == (None, None)
