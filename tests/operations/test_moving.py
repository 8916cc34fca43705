"""A city that outgrew SQLite moves into PostgreSQL with everything it has."""

import pytest
from sqlalchemy import func, select

from lms.audit.service import first_break
from lms.credentials.models import Certificate
from lms.kit import search
from lms.kit.db import Base, db
from lms.operations.backup_files import BackupRefused
from lms.operations.service import backups
from lms.people.models import Person
from tests import postgres
from tests.conftest import create_app, migrate, settings_for
from tests.factories.certificates import certificate_of
from tests.factories.courses import LESSON, make_course
from tests.factories.people import make_department, make_person

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture
def backup(tmp_path):
    """A backup of a small city on SQLite, and what it holds."""
    address = f"sqlite:///{tmp_path / 'campus.sqlite'}"
    migrate(address)
    app = create_app(settings_for(address, tmp_path))
    with app.app_context():
        parks = make_department("Trees", parent=make_department("Parks"))
        head = make_person("Élise Ångström", department=parks)
        make_course("trees", {"01-why.md": LESSON})
        certificate_of(make_person("Ada Ademola", department=parks, manager_id=head.id))
        backups.make(tmp_path / "city.backup")
        rows = everything()
        db.session.remove()
        db.engine.dispose()
    return tmp_path / "city.backup", rows


@pytest.fixture
def elsewhere(tmp_path):
    """A house on an empty PostgreSQL."""
    app = create_app(settings_for(postgres.fresh(migrate), tmp_path / "elsewhere"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def everything():
    """Every row of every table by its key, as plain values."""
    tables = Base.metadata.sorted_tables
    return {table.name: {row.id: tuple(row) for row in db.session.execute(select(table))} for table in tables}


def test_every_row_moves_and_the_city_goes_on(backup, elsewhere, tmp_path):
    file, rows = backup
    assert backups.bring_back(file, tmp_path, force=False) is None
    assert everything() == rows
    assert first_break() is None
    assert search.find("course", "timetables")
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_nothing_moves_where_people_are(backup, elsewhere, tmp_path):
    make_person("Somebody")
    with pytest.raises(BackupRefused, match="only into an empty PostgreSQL"):
        backups.bring_back(backup[0], tmp_path, force=True)
    assert db.session.scalars(select(Person.name)).all() == ["Somebody"]
