"""Alembic's entrance: one history for the whole house."""

from importlib import import_module

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.schema import SchemaItem

from lms.kit import blobs, limits, scheduling, search  # noqa: F401  (their tables)
from lms.kit.db import Base, UtcDateTime, db, writing
from lms.kit.paths import PACKAGE

config = context.config
for _models in sorted([*PACKAGE.glob("*/models.py"), *PACKAGE.glob("*/models/*.py")]):
    import_module(".".join(("lms", *_models.relative_to(PACKAGE).with_suffix("").parts)))

database = db


def _ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: SchemaItem | None) -> bool:
    """The search index is the database's own affair; no model describes it."""
    return not (name or "").startswith("search_words")


def _render(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own types into migrations as plain SQLAlchemy."""
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=_ours,
        render_item=_render,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


with writing(), database.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # A batch rebuilds tables, and their rows must not cascade away. Said to the driver itself: within a transaction, which SQLAlchemy
        # would begin, SQLite does not hear it.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    _run(connection)
    connection.commit()
