"""Move a city from the embedded SQLite into PostgreSQL: the rows of a backup, table by table, in one transaction."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, bindparam, create_engine, select
from sqlalchemy.pool import NullPool

from lms.kit import search
from lms.kit.db import Base, db, transaction
from lms.kit.i18n import gettext as _
from lms.operations import queries
from lms.operations.backup_files import BackupRefused, Manifest

AT_ONCE = 200
"""Rows that are held in memory together; a row may be a film."""


def must_be_movable(manifest: Manifest, *, empty: bool) -> None:
    """Refuse a move that would lose something.

    :raises BackupRefused: when people are in the database, or the backup has an older schema (rows are moved as they are, not changed).
    """
    if not empty:
        raise BackupRefused(_("A backup of SQLite moves only into an empty PostgreSQL, and there are people in this one. Name another database."))
    if manifest.schema != queries.head_of_schema():
        raise BackupRefused(
            _("This backup is from an older version. Restore it on SQLite with this version, make a backup there, and move that one.")
        )


def move_in(file: Path) -> int:
    """Copy every row of the SQLite database ``file`` into ours, which is migrated and holds nobody; return how many rows."""
    source = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    tables = Base.metadata.sorted_tables
    with transaction(), source.connect() as from_there:
        here = db.session.connection()
        for table in reversed(tables):  # what the migrations put in comes again with the backup
            here.execute(table.delete())
        moved = sum(_copy(table, from_there, here) for table in tables)
        search.rebuild()
    source.dispose()
    return moved


def _copy(table: Table, from_there: Connection, here: Connection) -> int:
    """Copy one table. Columns that point into the same table are filled in afterwards, when every row is there."""
    own = [column.name for column in table.columns for key in column.foreign_keys if key.column.table is table]
    count = 0
    for rows in _pieces(table, from_there):
        here.execute(table.insert(), [{**row, **dict.fromkeys(own)} for row in rows])
        count += len(rows)
    pointers = [table.c[name].isnot(None) for name in own]
    for name, there in zip(own, pointers, strict=True):
        wanted = select(table.c.id.label("row_id"), table.c[name].label("target")).where(there)
        found = [row._asdict() for row in from_there.execute(wanted)]
        if found:
            here.execute(table.update().where(table.c.id == bindparam("row_id")).values({name: bindparam("target")}), found)
    return count


def _pieces(table: Table, connection: Connection) -> Iterator[Sequence[dict[str, Any]]]:
    rows = connection.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings()
    for piece in rows.partitions(AT_ONCE):
        yield [dict(row) for row in piece]
