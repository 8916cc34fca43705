"""Every route, opened by every role, each time undone: what was answered, shown and written."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.routing import Rule

from lms.kit.db import db
from lms.people.models import Person
from tests.browser import PageClient
from tests.security.scene import ROLES, Scene

REFUSALS = frozenset({"sign-in", "401", "403", "404"})
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@dataclass(frozen=True)
class Seen:
    """What one role got from one route."""

    method: str
    rule: str
    endpoint: str
    role: str
    status: int
    leads_to: str
    body: str
    headers: dict[str, str]
    writes: tuple[str, ...]
    """Statements that changed a row."""

    @property
    def cell(self) -> str:
        """How it stands in the table: the status, or that the visitor is asked to sign in."""
        asked = self.role == "visitor" and self.status in {302, 303} and self.leads_to.split("?")[0].endswith("/sign-in")
        return "sign-in" if asked else str(self.status)

    @property
    def refused(self) -> bool:
        """Whether the role got nothing."""
        return self.cell in REFUSALS

    def __str__(self) -> str:
        return f"{self.method} {self.rule} as {self.role}: {self.status}" + (f" ({self.body[:200]})" if self.status == 500 else "")


def routes(app: Flask, methods: Sequence[str] = ("GET", "POST")) -> list[tuple[str, Rule]]:
    """Each method of each route, in the order of the addresses."""
    pairs = [(method, rule) for rule in app.url_map.iter_rules() for method in methods if method in (rule.methods or set())]
    return sorted(pairs, key=lambda pair: (pair[1].rule, pair[0]))


@contextmanager
def writing_statements() -> Iterator[list[str]]:
    """Collect the statements that changed a row."""
    seen: list[str] = []

    def note(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES) and cursor.rowcount != 0:
            seen.append(" ".join(statement.split())[:120])

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "after_cursor_execute", note)


@contextmanager
def undoing(app: Flask) -> Iterator[None]:
    """Undo what is committed meanwhile; only inside ``tests.conftest.undone``."""
    db.session.remove()  # whoever set the scene may hold a savepoint open, and it must lie outside of ours
    with app.app_context():
        db.session.remove()
        savepoint = db._app_engines[app][None].begin_nested()  # type: ignore[union-attr]
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


class Browser:
    """A role at a browser whose cookies are set back after each request."""

    def __init__(self, app: Flask, scene: Scene, role: str) -> None:
        self.app = app
        self.role = role
        client = app.test_client()
        assert isinstance(client, PageClient)
        self.client = client
        if role != "visitor":
            client.sign_in(db.session.get_one(Person, scene.people[role]))
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in" if role == "visitor" else "/account").text)
        assert found, role
        self.token = found[1]
        self._cookies = dict(client._cookies or {})

    def open(self, method: str, path: str, **fields: Any) -> Any:
        """Send one request (a POST with its token), undone afterwards."""
        data = {"csrf_token": self.token, **fields} if method == "POST" else None
        return self.raw(method, path, data=data)

    def raw(self, method: str, path: str, **how: Any) -> Any:
        """Send one request as it is, undone afterwards."""
        with undoing(self.app):
            response = self.client.open(path, method=method, **how)
            response.get_data()
            response.close()  # files are sent from disk
        self.client._cookies = dict(self._cookies)
        return response


def walk(
    app: Flask,
    scene: Scene,
    *,
    roles: Sequence[str] = ROLES,
    methods: Sequence[str] = ("GET", "POST"),
    asks: Callable[[str, str], bool] = lambda _role, _rule: True,
) -> Iterator[Seen]:
    """Open every route as every role, but for what ``asks(role, rule)`` leaves out."""
    for role in roles:
        browser = Browser(app, scene, role)
        for method, rule in routes(app, methods):
            if asks(role, rule.rule):
                with writing_statements() as writes:
                    status, headers, body = answer_to(browser, method, scene.address(rule))
                yield Seen(method, rule.rule, rule.endpoint, role, status, headers.get("Location", ""), body, headers, tuple(writes))


def answer_to(browser: Browser, method: str, path: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text; a fault of ours is a 500 with its words."""
    try:
        response = browser.open(method, path)
    except Exception as fault:  # what a visitor would get as a page with 500
        return 500, {}, f"{type(fault).__name__}: {fault}"
    return response.status_code, dict(response.headers), response.text if response.mimetype.startswith("text/") else ""
