"""A database of before the ledger: its evidence gets the levels, and the history, that the rules give it."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from lms.app import create_app
from lms.competency.jobs import apply_rules
from lms.competency.models import Competence, Standing, StandingChange
from lms.competency.service import recompute
from lms.kit import migrations
from lms.kit.db import db, transaction
from tests.conftest import settings_for

BEFORE = "0003"
SHOWN = (datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 9, 1, 9, tzinfo=UTC))


@pytest.fixture
def old(tmp_path):
    """A house whose database has not been brought up to date."""
    app = migrations.init_app(create_app(settings_for(f"sqlite:///{tmp_path / 'old.sqlite'}", tmp_path)))
    with app.app_context():
        upgrade(revision=BEFORE)
        yield app
        db.session.remove()
        db.engine.dispose()


def table(connection, name):
    found = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
    for column in found.columns:
        column.type = sa.Uuid() if column.name == "id" or column.name.endswith("_id") else column.type
    return found


def write_as_before():
    """A person with two certificates of one competence; returns both ids."""
    with db.engine.begin() as connection:
        competence_id = connection.scalar(select(Competence.id).where(Competence.code == "1.3"))
        person_id = uuid4()
        names = {"email": "ada@city.test", "name": "Ada", "language": "en", "fs_uniquifier": "x", "active": True, "created_at": SHOWN[0]}
        connection.execute(table(connection, "person").insert(), {"id": person_id, **names})
        for shown_at, level in zip(SHOWN, (3, 5), strict=True):
            what = {"kind": "certificate", "label": "Open data", "level": level, "items": 1, "note": "", "shown_at": shown_at}
            ids = {"id": uuid4(), "person_id": person_id, "competence_id": competence_id, "source_id": uuid4()}
            connection.execute(table(connection, "evidence").insert(), {**ids, **what})
    return person_id, competence_id


def test_evidence_of_before_has_its_level_and_its_history(old):
    person_id, competence_id = write_as_before()
    upgrade()
    kept = db.session.scalars(select(Standing)).one()
    assert (kept.person_id, kept.competence_id, kept.level, kept.pieces) == (person_id, competence_id, 5, 2)
    assert (kept.rules_number, kept.falls_at) == (0, None), "when it falls is not known yet"
    db.session.rollback()
    apply_rules()
    kept = db.session.scalars(select(Standing).execution_options(populate_existing=True)).one()
    assert (kept.level, kept.rules_number, kept.falls_at is None) == (5, 1, kept.falls_to is None)
    assert isinstance(kept.id, UUID)
    changes = db.session.scalars(select(StandingChange).order_by(StandingChange.at)).all()
    assert [(one.at, one.before, one.after) for one in changes] == [(SHOWN[0], 0, 3), (SHOWN[1], 3, 5)]
    with transaction():
        assert recompute.compare(None, mend=False).different == []


def test_the_way_back_is_open(old):
    write_as_before()
    upgrade()
    downgrade(revision=BEFORE)
    with db.engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM evidence")) == 2


def test_whoever_spoke_as_trainer_and_as_manager_is_heard_once_after_the_upgrade(old):
    upgrade(revision="0025")
    with db.engine.begin() as connection:
        competence_id = connection.scalar(select(Competence.id).where(Competence.code == "1.3"))
        ada, mia = uuid4(), uuid4()
        for person_id, name in ((ada, "Ada"), (mia, "Mia")):
            names = {"email": f"{name.lower()}@city.test", "name": name, "language": "en", "fs_uniquifier": name, "external": False}
            connection.execute(table(connection, "person").insert(), {"id": person_id, **names, "active": True, "created_at": SHOWN[0]})
        pair = {"person_id": ada, "competence_id": competence_id}
        for kind in ("trainer_rating", "manager_rating"):
            what = {"kind": kind, "label": "", "level": 3, "items": 1, "note": "", "shown_at": SHOWN[1], "withdrawn_reason": ""}
            connection.execute(table(connection, "evidence").insert(), {**pair, **what, "id": uuid4(), "source_id": uuid4(), "by_id": mia})
        kept = {"level": 3, "confidence": "low", "pieces": 2, "rules_number": 1}
        connection.execute(table(connection, "standing").insert(), {**pair, **kept, "id": uuid4()})
    upgrade()
    apply_rules()
    now = db.session.scalars(select(Standing).where(Standing.person_id == ada)).one()
    assert (now.level, now.pieces, now.rules_number) == (2, 1, 1)
