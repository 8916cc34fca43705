"""A backup holds everything, and only what is whole comes back."""

import json
import shutil
import stat
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import select, update

from lms.app import create_app
from lms.catalogue.models import QuestionSet, Step
from lms.kit import blobs
from lms.kit.blobs import Blob
from lms.kit.db import db, transaction
from lms.operations import queries
from lms.operations.backup_files import KINDS, MANIFEST, BackupRefused
from lms.operations.service import backups
from lms.operations.service import postgresql as programs
from lms.people.models import Person
from tests import postgres
from tests.conftest import ON_POSTGRES, make_app, migrate, settings_for
from tests.factories.courses import make_course
from tests.factories.people import make_person

needs_dump = pytest.mark.skipif(ON_POSTGRES and not shutil.which("pg_dump"), reason="pg_dump is not installed here")
pytestmark = [pytest.mark.slow, needs_dump]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Flask]:
    """A house with one person, in a database of its own."""
    app = make_app(tmp_path)
    with app.app_context():
        make_person("Maria Kowalska", email="maria@city.test")
        yield app
        db.session.remove()
        db.engine.dispose()


def _names() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Person.name)).all())


def _rewritten(backup: Path, **changes: object) -> Path:
    with zipfile.ZipFile(backup) as old:
        manifest, name = json.loads(old.read(MANIFEST)), old.namelist()[1]
        with zipfile.ZipFile(backup.with_suffix(".new"), "w") as new:
            new.writestr(MANIFEST, json.dumps({**manifest, **changes}))
            new.writestr(name, old.read(name))
    return backup.with_suffix(".new")


def test_what_was_backed_up_comes_back_and_what_came_later_is_kept_beside(house, tmp_path):
    with transaction():
        digest = blobs.keep(b"a film")
    made = backups.make(tmp_path / "city.backup")
    make_person("Late Larsson")
    db.session.remove()
    kept = backups.bring_back(tmp_path / "city.backup", tmp_path, force=True)
    assert _names() == ["Maria Kowalska"]
    assert blobs.read(digest) == b"a film"
    assert kept is not None
    assert kept.exists()
    assert made.schema == queries.head_of_schema()


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_else(house, tmp_path):
    place = tmp_path / "backups" / "city.backup"
    backups.make(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [file.name for file in place.parent.iterdir()] == ["city.backup"]


def test_a_backup_made_while_people_write_is_one_instant(house, tmp_path):
    stop, count = threading.Event(), 0

    def write() -> None:
        nonlocal count
        with house.app_context():
            while not stop.is_set():
                with transaction():  # two rows together, so that a torn backup would hold one of them
                    for half in ("left", "right"):
                        digest = f"{half}{count}"
                        db.session.add(Blob(hash=digest, size=0, content=b""))
                count += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while count < 3:
            pass
        backups.make(tmp_path / "city.backup")
    finally:
        stop.set()
        writer.join()
    backups.bring_back(tmp_path / "city.backup", tmp_path, force=True)
    hashes = db.session.scalars(select(Blob.hash)).all()
    assert {name.removeprefix("left") for name in hashes if name.startswith("left")} == {
        name.removeprefix("right") for name in hashes if name.startswith("right")
    }


def test_people_are_not_replaced_without_force(house, tmp_path):
    backups.make(tmp_path / "city.backup")
    with pytest.raises(BackupRefused, match="There are people in this database already"):
        backups.bring_back(tmp_path / "city.backup", tmp_path, force=False)
    assert _names() == ["Maria Kowalska"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sha256": "0" * 64}, "not as it was made"),
        ({"size": 10}, "not as it was made"),
        ({"schema": "9999"}, "it is newer"),
        ({"format": 99}, "newer version"),
        ({"kind": "oracle"}, "no whole backup"),
    ],
)
def test_a_backup_that_does_not_fit_its_manifest_changes_nothing(house, tmp_path, changes, said):
    backups.make(tmp_path / "city.backup")
    with pytest.raises(BackupRefused, match=said):
        backups.bring_back(_rewritten(tmp_path / "city.backup", **changes), tmp_path, force=True)
    assert _names() == ["Maria Kowalska"]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 torn"])
def test_what_is_no_backup_is_refused(house, tmp_path, content):
    (tmp_path / "wrong").write_bytes(content)
    with pytest.raises(BackupRefused, match="no whole backup"):
        backups.bring_back(tmp_path / "wrong", tmp_path, force=True)
    with pytest.raises(BackupRefused, match="There is no file"):
        backups.bring_back(tmp_path / "nowhere", tmp_path, force=True)


def test_a_torn_backup_is_refused(house, tmp_path):
    backups.make(tmp_path / "city.backup")
    whole = (tmp_path / "city.backup").read_bytes()
    (tmp_path / "torn").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupRefused, match="no whole backup"):
        backups.bring_back(tmp_path / "torn", tmp_path, force=True)


def test_scripts_in_a_backup_are_cleaned_when_it_comes_back(house, tmp_path):
    version = make_course()
    with transaction():
        db.session.execute(
            update(Step).where(Step.version_id == version.id).values(html="<p>Fine</p><script>steal()</script><img src=x onerror=steal()>")
        )
        quiz = db.session.scalars(select(QuestionSet)).first()
        quiz.content = {**quiz.content, "stem_html": "<p onclick=steal()>Why</p>"}
    backups.make(tmp_path / "city.backup")
    backups.bring_back(tmp_path / "city.backup", tmp_path, force=True)
    texts = [*db.session.scalars(select(Step.html)), json.dumps(db.session.scalars(select(QuestionSet.content)).first())]
    assert not [text for text in texts if "steal" in text]
    assert "<p>Fine</p>" in texts[0]


def test_a_lesson_that_is_clean_already_stays_byte_for_byte(house, tmp_path):
    make_course()
    assert backups.clean_again() == 0


@pytest.mark.parametrize("steps", [1, 9])
def test_an_older_schema_replaces_a_newer_one_and_is_upgraded(house, tmp_path, steps):
    """Whatever the newer schema added must not stand in the way of the older one."""
    db.session.remove()
    downgrade(revision=f"-{steps}")
    older = backups.make(tmp_path / "old.backup").schema
    backups.upgrade()
    backups.bring_back(tmp_path / "old.backup", tmp_path, force=True)
    assert older != queries.head_of_schema()
    assert queries.schema() == queries.head_of_schema()
    assert _names() == ["Maria Kowalska"]


@pytest.mark.postgres
@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite takes the whole file or none")
def test_where_postgresql_fails_half_way_all_is_as_it_was(house, tmp_path):
    backups.make(tmp_path / "city.backup")
    with zipfile.ZipFile(tmp_path / "city.backup") as packed:
        whole = packed.read(KINDS["postgresql"])
    (tmp_path / "torn.dump").write_bytes(whole[: -len(whole) // 10])
    make_person("Late Larsson")
    db.session.remove()
    with pytest.raises(BackupRefused, match="failed"):
        programs.refill(tmp_path / "torn.dump")
    assert _names() == ["Late Larsson", "Maria Kowalska"]


@pytest.mark.postgres
@pytest.mark.skipif(not ON_POSTGRES, reason="the address of SQLite is a path")
def test_what_an_address_says_in_its_query_holds_for_backups_too(tmp_path):
    """There stands the folder of a socket, or the certificate to insist on."""
    plain = urlsplit(postgres.fresh(migrate))
    asked = f"host={plain.hostname}&port={plain.port}&application_name=campus"
    address = urlunsplit(plain._replace(netloc=plain.netloc.rpartition("@")[0] + "@", query=asked))
    with create_app(settings_for(address, tmp_path)).app_context():
        make_person("Maria Kowalska")
        backups.make(tmp_path / "city.backup")
        make_person("Late Larsson")
        db.session.remove()
        backups.bring_back(tmp_path / "city.backup", tmp_path, force=True)
        assert _names() == ["Maria Kowalska"]
        db.session.remove()
        db.engine.dispose()


@pytest.mark.skipif(ON_POSTGRES, reason="only the embedded database is a file of ours")
@pytest.mark.parametrize("where", [0, 8192])
def test_a_damaged_database_is_moved_aside_for_a_backup(house, tmp_path, where):
    backups.make(tmp_path / "city.backup")
    db.session.remove()
    db.engine.dispose()
    place = Path(str(db.engine.url.database))
    damaged = bytearray(place.read_bytes())
    damaged[where : where + 200_000] = b"\xff" * 200_000
    place.write_bytes(damaged)
    with pytest.raises(BackupRefused, match="cannot be read"):
        backups.bring_back(tmp_path / "city.backup", tmp_path, force=False)
    kept = backups.bring_back(tmp_path / "city.backup", tmp_path, force=True)
    assert kept is not None
    assert kept.read_bytes()[where : where + 100] == b"\xff" * 100
    assert _names() == ["Maria Kowalska"]
