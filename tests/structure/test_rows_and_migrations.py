"""Rules for the database: foreign keys, and one numbered history."""

import re

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import func, select

from lms.competency.models import Competence
from lms.kit.db import db
from tests.structure.sources import ROOT

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


@pytest.fixture(scope="module")
def history() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)


def test_every_foreign_key_says_what_happens_on_delete(app: Flask) -> None:
    tables = db.metadata.tables.values()
    silent = [f"{table.name}.{key.parent.name}" for table in tables for key in table.foreign_keys if not key.ondelete]
    assert any(table.foreign_keys for table in tables)
    assert not silent, f"state ondelete= for {', '.join(sorted(silent))}"


def test_the_migrations_have_one_head(history: ScriptDirectory) -> None:
    assert len(history.get_heads()) == 1, f"heads: {history.get_heads()}"


def test_the_migrations_are_numbered_without_gaps_in_their_order(history: ScriptDirectory) -> None:
    in_order = [revision.path.rsplit("/", 1)[1] for revision in history.walk_revisions()][::-1]
    assert in_order == [path.name for path in VERSIONS]
    assert [name[:5] for name in in_order] == [f"{number:04}_" for number in range(1, len(in_order) + 1)]


def test_the_file_of_the_head_names_the_newest_migration(history: ScriptDirectory) -> None:
    # The file makes two branches that both add a migration conflict in version control, not at a city's next upgrade.
    head = (ROOT / "migrations" / "HEAD").read_text(encoding="utf-8").strip()
    assert re.sub(r"\.py$", "", head) in (history.get_current_head(), VERSIONS[-1].stem)


def test_rebuilding_a_table_takes_no_rows_with_it(session) -> None:
    # Migration 0002 brings DigComp's competences; later ones rebuild the tables above them, where a cascade would delete them.
    assert session.scalar(select(func.count()).select_from(Competence)) == 21
