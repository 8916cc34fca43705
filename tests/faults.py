"""The database fails at one statement of a deed after the other: whatever was half done by then has to be gone."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from lms.kit.db import db

_WRITES = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (?P<table>\w+)")

Counting = Callable[[], AbstractContextManager[list[str]]]
"""The fixture ``statements``."""


class Broken(Exception):
    """The database has failed, as it was told to."""


@contextmanager
def failing_at(wanted: str, occurrence: int) -> Iterator[None]:
    """The database fails when ``wanted`` is sent for the ``occurrence``-th time, counted from 1."""
    left = [occurrence]

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement == wanted:
            left[0] -= 1
            if left[0] == 0:
                raise Broken(statement)

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fail)


def tables_written(sent: list[str]) -> set[str]:
    """The tables that the statements ``sent`` write to."""
    return {found["table"] for statement in sent if (found := _WRITES.match(statement))}


def rows_of(tables: set[str]) -> dict[str, int]:
    """How many rows each of ``tables`` holds, in one statement."""
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in sorted(tables))
    return dict(db.session.execute(text(counted)).all())


def nothing_is_half_done(
    statements: Counting, prepare: Callable[[], Callable[[], object]], *, writes: set[str], also: Callable[[], object] = lambda: None
) -> None:
    """Do a deed once, then again with the database failing at each of its statements in turn: afterwards all is as it was before.

    ``prepare`` makes ready for one deed and returns it: each is failed on things of its own, and by a statement's text, because how many come
    before one depends on what is still in memory. ``writes`` are tables that the deed has to write to, else the test would prove nothing; ``also`` is
    what besides the number of rows in each table that it writes to must stay.
    """
    deed = prepare()
    with statements() as sent:
        deed()
    tables = tables_written(sent)
    assert writes <= tables
    for at, statement in enumerate(sent):
        deed = prepare()
        before = rows_of(tables), also()
        try:
            with failing_at(statement, sent[: at + 1].count(statement)):
                deed()
        except Broken:
            assert (rows_of(tables), also()) == before, statement
        else:
            assert statement.startswith("SELECT"), f"{statement} was not sent this time"  # a row was still in memory
