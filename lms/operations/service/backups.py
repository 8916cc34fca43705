"""Make a backup while people write, and bring one back."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import DatabaseError

from lms.catalogue.models import QuestionSet, Step
from lms.kit.clock import now
from lms.kit.db import db, is_sqlite, transaction
from lms.kit.i18n import gettext as _
from lms.kit.paths import bundled
from lms.kit.sanitiser import clean_lesson
from lms.operations import queries
from lms.operations.backup_files import BackupRefused, Manifest, pack, private_file, unpack
from lms.operations.service import moving, postgresql
from lms.people.models import Person

AT_ONCE = 200


@contextmanager
def _workplace(beside: Path) -> Iterator[Path]:
    """A folder that only we may read, on the same disk, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=beside) as folder:
        yield Path(folder)


# ── making ─────────────────────────────────────────────────


def make(place: Path) -> Manifest:
    """Write everything to the one file ``place``.

    :raises BackupRefused: when the database is empty, or a program for it is missing.
    """
    schema = queries.schema()
    db.session.rollback()
    if schema is None:
        raise BackupRefused(_("The database is empty: there is nothing to back up."))
    place.parent.mkdir(parents=True, exist_ok=True)
    kind = "sqlite" if is_sqlite() else "postgresql"
    with _workplace(place.parent) as folder:
        copy = folder / "database"
        (_copy_sqlite if kind == "sqlite" else postgresql.dump)(copy)
        return pack(copy, place, kind=kind, schema=schema, made_at=now().isoformat(timespec="seconds"))


def _copy_sqlite(copy: Path) -> None:
    """SQLite's online backup in one step: a picture of one instant, while others read and write."""
    with closing(sqlite3.connect(str(db.engine.url.database))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


# ── bringing back ──────────────────────────────────────────


def _is_empty() -> bool:
    if not inspect(db.session.connection()).has_table(Person.__tablename__):
        return True
    return db.session.scalar(select(Person.id).limit(1)) is None


def _empty_or_forced(*, force: bool) -> bool:
    """Whether nobody is in the database. One that cannot be read, which is when backups are wanted, may hold anything.

    :raises BackupRefused: when data would be replaced, and not ``force``.
    """
    try:
        empty = _is_empty()
    except DatabaseError as error:
        if not is_sqlite():
            raise BackupRefused(_("The database does not answer (%(kind)s).", kind=type(error.orig).__name__)) from None
        if not force:
            raise BackupRefused(
                _("The database here cannot be read: %(reason)s. To replace it, add --force; its file is kept beside.", reason=str(error.orig))
            ) from None
        empty = False
    finally:
        db.session.rollback()
    if not (empty or force):
        raise BackupRefused(_("There are people in this database already. To replace them, add --force; the data of now are kept beside."))
    return empty


def bring_back(backup: Path, data_dir: Path, *, force: bool) -> Path | None:
    """Make the database what it was when ``backup`` was made, then bring it up to this version's schema.

    Nobody else may use the database meanwhile (``serving.hold_house``). A backup of SQLite also moves into an empty PostgreSQL.
    Returns where the data of before were put.

    :raises BackupRefused: when the backup is damaged, newer, for another database, or data are here and not ``force``.
    """
    empty = _empty_or_forced(force=force)
    kind = "sqlite" if is_sqlite() else "postgresql"
    with _workplace(data_dir) as folder:
        fresh = folder / "database"
        manifest = unpack(backup, fresh)
        if (manifest.kind, kind) == ("sqlite", "postgresql"):
            moving.must_be_movable(manifest, empty=empty)
            upgrade()
            moving.move_in(fresh)
            clean_again()
            return None
        _must_fit(manifest, kind)
        stamp = now().strftime("%Y%m%d-%H%M%S")
        beside = data_dir / f"before-restore-{stamp}.backup"
        kept = _swap_sqlite(fresh, stamp) if kind == "sqlite" else _refill_postgresql(fresh, beside, empty=empty)
    upgrade()
    clean_again()
    return kept


def _must_fit(manifest: Manifest, kind: str) -> None:
    if manifest.kind != kind:
        raise BackupRefused(
            _("This backup is of %(theirs)s, and DATABASE_URL names %(ours)s. Restore it on the same kind.", theirs=manifest.kind, ours=kind)
        )
    if manifest.schema not in queries.known_schemas():
        raise BackupRefused(
            _("This backup has schema %(schema)s, which this version does not know: it is newer. Install that version first.", schema=manifest.schema)
        )


def _swap_sqlite(fresh: Path, stamp: str) -> Path | None:
    with closing(sqlite3.connect(fresh)) as connection:
        if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise BackupRefused(_("The database in this backup is damaged. Use another one."))
    place = Path(str(db.engine.url.database))
    db.engine.dispose()
    kept = None
    if place.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place)) as connection:  # what is damaged is kept as it lies there
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = place.with_name(f"{place.name}.before-restore-{stamp}")
        place.replace(kept)
        for rest in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                place.with_name(place.name + rest).replace(f"{kept}{rest}")
    with private_file(place) as target, fresh.open("rb") as source:
        shutil.copyfileobj(source, target)
    return kept


def _refill_postgresql(fresh: Path, beside: Path, *, empty: bool) -> Path | None:
    if not empty:
        make(beside)
    db.session.remove()
    db.engine.dispose()
    postgresql.refill(fresh)
    return None if empty else beside


def upgrade() -> None:
    """Bring the database to the newest schema."""
    config = Config()
    config.set_main_option("script_location", str(bundled("migrations")))
    command.upgrade(config, "head")
    db.session.remove()


def clean_again() -> int:
    """Pass all lessons and questions through the sanitiser; return how many were changed. A backup may come from anywhere."""
    with transaction():
        steps, sets = list(db.session.scalars(select(Step.id))), list(db.session.scalars(select(QuestionSet.id)))
    changed = 0
    for start in range(0, len(steps), AT_ONCE):
        with transaction():
            for row in db.session.execute(select(Step.id, Step.html).where(Step.id.in_(steps[start : start + AT_ONCE]))).all():
                clean = clean_lesson(row.html)
                if clean != row.html:
                    db.session.execute(update(Step).where(Step.id == row.id).values(html=clean))
                    changed += 1
    for key in sets:
        with transaction():
            content = db.session.execute(select(QuestionSet.content).where(QuestionSet.id == key)).scalar_one()
            clean_content = _cleaned(content)
            if clean_content != content:
                db.session.execute(update(QuestionSet).where(QuestionSet.id == key).values(content=clean_content))
                changed += 1
    return changed


def _cleaned(content: Any, name: str = "") -> Any:
    """The plain JSON of a quiz with each text under a name in ``_html`` made safe."""
    if isinstance(content, dict):
        return {key: _cleaned(value, key) for key, value in content.items()}
    if isinstance(content, list):
        return [_cleaned(value, name) for value in content]
    return clean_lesson(content) if isinstance(content, str) and name.endswith("_html") else content
