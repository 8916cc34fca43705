"""What can only be counted inside: statements a page."""

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.bench.journeys import Journey, cookie_of
from tests.bench.rows import City

NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def statements(app: Flask, city: City, journey: Journey) -> int:
    """How many statements the second call of a page sends (the first fills what is kept per process)."""
    name, _, value = cookie_of(app, city.learners[0]).partition("=")
    client = app.test_client()
    client.set_cookie(name, value, domain="localhost")
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            seen.append(statement)

    path = journey.paths[0][0]
    client.get(path)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        client.get(path)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen)
