"""The database: one base class, one session, and the one place that commits."""

import enum
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CTE,
    JSON,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    Numeric,
    Select,
    Table,
    TypeDecorator,
    Uuid,
    any_,
    collate,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, RelationshipProperty, mapped_column, registry, scoped_session
from sqlalchemy.pool import Pool
from sqlalchemy.sql import Executable

from lms.kit import events
from lms.kit.errors import DomainError

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_SECONDS = 8
"""How long a writer waits for its turn before the visitor gets a 503 with Retry-After."""
TURN_SECONDS = 0.001
"""How often it looks whether it is its turn. Most writers are done in two of these."""
_BE_PATIENT = f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive values are refused on the way in, and come out in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"An instant needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


TYPES: dict[Any, Any] = {
    datetime: UtcDateTime,
    date: Date,
    Decimal: Numeric(14, 2),
    UUID: Uuid,
    dict[str, Any]: JSON,
    list[Any]: JSON,
    list[str]: JSON,
    enum.StrEnum: Enum(enum.StrEnum, native_enum=False, length=40, values_callable=_values),
}


class Base(DeclarativeBase):
    """Base of every model: a UUID key, instants in UTC, enums by value."""

    __abstract__ = True
    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=TYPES)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-1)


R = TypeVar("R", bound=Base)
S = TypeVar("S")

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

_writing: ContextVar[bool] = ContextVar("writing", default=False)


def session() -> scoped_session[Any]:
    """The session of this request, command or job."""
    return db.session


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # the driver's own BEGIN comes too late for savepoints
        connection.execute(_BE_PATIENT)
        for pragma in (
            "foreign_keys=ON",
            "journal_mode=WAL",
            "synchronous=FULL",  # with NORMAL an acknowledged answer can be lost with the power
            "cache_size=-16000",
            "mmap_size=268435456",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("lower", 1, _lower, deterministic=True)  # its own knows the letters of English only


def _lower(value: str | None) -> str | None:
    return value if value is None else str(value).lower()


def _hurry(connection: Any, _record: Any, _proxy: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """SQLite carries commits to the disk all at the end: for filling a database that is filled anew when the power goes."""
    event.listen(Pool, "checkout", _hurry)
    try:
        yield
    finally:
        event.remove(Pool, "checkout", _hurry)
        os.sync()


def _begin_as_writer(driver: sqlite3.Connection) -> None:
    """Take SQLite's write lock, looking for it each millisecond: SQLite's own waiting sleeps longer each time, and whoever comes later goes first.

    :raises OperationalError: somebody held it for ``BUSY_SECONDS``, or the database cannot be used.
    """
    until = time.monotonic() + BUSY_SECONDS
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise OperationalError("BEGIN IMMEDIATE", None, error) from error
            time.sleep(TURN_SECONDS)
    finally:
        driver.execute(_BE_PATIENT)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A writer takes SQLite's write lock at once: a reader that turns writer would lose updates. PostgreSQL holds readers to reading."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        driver.read_only = not _writing.get()
    elif _writing.get():
        _begin_as_writer(driver)
    else:
        connection.exec_driver_sql("BEGIN")


@event.listens_for(Engine, "rollback")
def _end_of_reading(connection: Connection) -> None:
    """What only read on PostgreSQL ends with a COMMIT: after a ROLLBACK the driver lets the server forget all statements that it had prepared.

    Preparing them anew took two thirds of the server's time.
    """
    if connection.dialect.name == "postgresql" and not connection.invalidated:
        driver: Any = connection.connection.driver_connection
        if driver.read_only:
            with suppress(driver.Error):  # the rollback that follows will say the same
                driver.commit()


@contextmanager
def writing() -> Iterator[None]:
    """Let transactions that begin in here write. Nothing else may."""
    mark = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(mark)


@contextmanager
def transaction() -> Iterator[None]:
    """One unit of work: tell the events, then commit; on any error, roll back."""
    with writing():
        try:
            if db.session().in_transaction():
                db.session.rollback()  # what was read before belongs to no writing transaction
            yield
            current_app.extensions["lms.teller"].tell_all(db.session())
            db.session.commit()
        except BaseException:
            events.forget_events(db.session(), keep=0)
            db.session.rollback()
            raise


@contextmanager
def savepoint() -> Iterator[None]:
    """Undo, on an error, what was done and said inside; what came before stands."""
    current = db.session()
    mark = len(events.waiting_in(current))
    try:
        with current.begin_nested():
            yield
    except BaseException:
        events.forget_events(current, keep=mark)
        raise


class WouldLoseWork(RuntimeError):
    """Somebody let go of the database with unsaved rows in hand."""


def let_go() -> None:
    """Give the write lock back before something slow (hashing, compiling, drawing). Nothing may be written yet."""
    current = db.session()
    if current.new or current.dirty or current.deleted or events.waiting_in(current):
        raise WouldLoseWork
    db.session.rollback()


@contextmanager
def only_reading() -> Iterator[None]:
    """Read without the write lock, within a request that is sent like a writing one since what it asks is long. Nothing may be written yet."""
    let_go()
    mark = _writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        _writing.reset(mark)


def publish(fact: events.Event) -> None:
    """Remember that ``fact`` happened; it is told when the transaction is about to commit."""
    events.waiting_in(db.session()).append(fact)


def hold(row: R) -> R:
    """``row`` read anew and held for this transaction.

    What was loaded beside it (a person, a topic) stays as it was, so that a page can still be shown when the command refuses; where the row
    names another one now, that one has to be loaded again.
    """
    mapper = inspect(type(row))
    before = {relation.key: _named_by(row, relation) for relation in mapper.relationships}
    db.session.refresh(row, [column.key for column in mapper.column_attrs], with_for_update=True)
    others = [relation.key for relation in mapper.relationships if _named_by(row, relation) != before[relation.key]]
    if others:
        db.session.expire(row, others)
    return row


def _named_by(row: Base, relation: RelationshipProperty[Any]) -> list[Any]:
    """The values of a row that say which other rows stand beside it."""
    return [getattr(row, relation.parent.get_property_by_column(column).key) for column in relation.local_columns]


def is_sqlite() -> bool:
    """Whether this process speaks to the embedded database."""
    return bool(db.engine.dialect.name == "sqlite")


class DatabaseBusy(DomainError):
    """Another writer held the database for longer than we wait."""

    status = 503


_PASS_ALONE = text("SELECT pg_advisory_xact_lock(hashtext(name)) FROM unnest(CAST(:names AS text[])) AS name")


def one_at_a_time(name: str) -> None:
    """Until this transaction ends, let nobody else pass ``one_at_a_time`` of the same name."""
    each_one_at_a_time([name])


def each_one_at_a_time(names: Iterable[str]) -> None:
    """The same for several names in one statement; everybody takes them in the same order, so that no two wait for each other."""
    if not is_sqlite():  # on SQLite every writer is alone already
        send(_PASS_ALONE, {"names": sorted(set(names))})


def turn_taken(name: str) -> CTE:
    """``one_at_a_time`` on the same journey as an INSERT for PostgreSQL that takes its row from beside it: the row comes when the turn does."""
    return select(func.pg_advisory_xact_lock(func.hashtext(name)).label("alone")).cte("turn")


def send(statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> CursorResult[Any]:
    """Run a statement on tables, not models, within this transaction: the session's own way adds a quarter to what it costs.

    What was added to the session and not flushed is not seen.
    """
    result: CursorResult[Any] = db.session.connection().execute(statement, values)
    return result


def insert_into(model: type[Base]) -> Any:
    """An INSERT into the table of ``model`` that may say what to do on a conflict; both databases spell it the same."""
    return (sqlite.insert if is_sqlite() else postgresql.insert)(cast(Table, model.__table__))


def is_one_of(column: ColumnElement[Any], few: Select[Any]) -> ColumnElement[bool]:
    """Whether ``column`` is one of the few values of a query, found by an index where there is one.

    PostgreSQL reads a list within ``OR`` row by row, unless the list is an array that is there before.
    """
    return column.in_(few) if is_sqlite() else column == any_(func.array(few.scalar_subquery()))


def lowered(column: Any) -> ColumnElement[str]:
    """``column`` in small letters of every script, as ``str.lower`` makes them; PostgreSQL is told so, since its database may know English only."""
    return func.lower(column if is_sqlite() else collate(column, "und-x-icu"))


def put_together_once(build: Callable[[], S]) -> Callable[[], S]:
    """Let a statement that speaks the database's own dialect be built at its first use: building costs more than sending."""
    built: dict[bool, S] = {}

    @wraps(build)
    def statement() -> S:
        on_sqlite = is_sqlite()
        if on_sqlite not in built:
            built[on_sqlite] = build()
        return built[on_sqlite]

    return statement


def init_app(app: Flask) -> None:
    """Bind the database to ``app``."""
    db.init_app(app)
