"""What every test stands on: one application, one database, each test in a transaction that is undone."""

import atexit
import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, has_request_context
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.engine import Engine

from lms.app import create_app
from lms.kit import migrations, pdf
from lms.kit.db import db as database
from lms.kit.pdf import PdfUnavailable
from lms.settings import Environment, Settings
from tests import demo_city, postgres
from tests.browser import PageClient

SHARED = Path(os.environ.get("CAMPUS_SHARED") or Path(__file__).resolve().parent.parent.parent / "shared")
ON_POSTGRES = os.environ.get("CAMPUS_TEST_DATABASE") == "postgresql"


@event.listens_for(Engine, "begin")
def _hands_of_a_test_write(connection: Any) -> None:
    """What a test puts in its place itself, outside any request, is no reading of the house, which PostgreSQL would hold to reading."""
    if connection.dialect.name == "postgresql" and not has_request_context():
        connection.connection.driver_connection.read_only = False


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input that lies beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the folder shared/ with real input is not beside this checkout")
    return SHARED


def migrate(address: str) -> None:
    """Bring the database at ``address`` up from empty, by the migrations that cities run. SQLite: once in this process, then as a copy."""
    if address.startswith("sqlite"):
        shutil.copyfile(_migrated(), address.removeprefix("sqlite:///"))
    else:
        _migrate(address)


@cache
def _migrated() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="campus-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    place = folder / "campus.sqlite"
    _migrate(f"sqlite:///{place}")
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return place


def _migrate(address: str) -> None:
    app = migrations.init_app(create_app(settings_for(address, Path("var/test"))))
    with app.app_context():
        upgrade()
        database.engine.dispose()


def settings_for(address: str, folder: Path) -> Settings:
    """Settings of a test house."""
    return Settings(
        environment=Environment.TEST,
        data_dir=folder,
        database_url=address,
        secret_key="a key that only tests use, long enough",
        base_url="http://campus.test",
        log_level="ERROR",
    )


def make_app(folder: Path) -> Flask:
    """A house with a database of its own (on the engine under test), migrated; for tests of several processes."""
    if ON_POSTGRES:
        return migrations.init_app(create_app(settings_for(postgres.fresh(migrate), folder)))
    address = f"sqlite:///{folder / 'campus.sqlite'}"
    migrate(address)
    return migrations.init_app(create_app(settings_for(address, folder)))


def of_run(factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of a run share."""
    mine = factory.getbasetemp()
    return mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The house. Most tests share it, each inside its own transaction."""
    app = make_app(tmp_path_factory.mktemp("house"))
    app.test_client_class = PageClient
    compiled = of_run(tmp_path_factory) / "templates"  # by whoever needed them first, for all workers: a tenth of a run was spent on it
    compiled.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    yield app
    with app.app_context():
        database.engine.dispose()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Flask]:
    """A house of its own, whose rows several connections see."""
    app = make_app(tmp_path)
    yield app
    with app.app_context():
        database.session.remove()
        database.engine.dispose()
        if ON_POSTGRES:
            postgres.drop(str(database.engine.url.database))


@pytest.fixture(scope="session")
def founded_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo city, for tests to copy: all workers of a run see the same."""
    return demo_city.founded(of_run(tmp_path_factory))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of a worker: a second Playwright in the same process cannot start."""
    from playwright.sync_api import sync_playwright  # most runs need no browser

    chromium = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium-headless-shell")
    drawn_here = ("--disable-gpu", "--disable-software-rasterizer", "--in-process-gpu")  # a process of its own for drawing took a tenth more
    quiet = ["--no-sandbox", *drawn_here, "--disable-background-networking", "--disable-component-update"]
    quiet += ["--js-flags=--no-maglev --no-turbofan"]  # each page's script is new and soon gone: making it fast took longer than running it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=quiet)
        yield browser
        browser.close()


@contextmanager
def undone(app: Flask) -> Iterator[Any]:
    """The database session within a transaction of its own; whatever is committed meanwhile is undone at the end."""
    with app.app_context():
        engines = database._app_engines[app]
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection
        database.session.remove()
        factory = database.session.session_factory
        old = dict(factory.kw)
        factory.configure(join_transaction_mode="create_savepoint")
        try:
            yield database.session
        finally:
            database.session.remove()
            factory.kw.clear()
            factory.kw.update(old)
            outer.rollback()
            connection.close()
            engines[None] = engine
            for name in list(g):
                g.pop(name)


@pytest.fixture
def session(app: Flask) -> Iterator[Any]:
    """The database session; whatever a test commits is undone at its end."""
    with undone(app) as session:
        yield session


@pytest.fixture
def client(app: Flask, session: Any) -> PageClient:
    """A browser without script that checks each page it gets."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@contextmanager
def _counting() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[list[str]]]:
    """``with statements() as seen:`` collects the statements sent to the database meanwhile."""
    return _counting


@pytest.fixture
def told_undrawn(monkeypatch: pytest.MonkeyPatch) -> Callable[[PageClient, str], str]:
    """``told_undrawn(client, address)`` is the page that stands in for the PDF where this machine can draw none."""

    def told(client: PageClient, address: str) -> str:
        def absent(*_args: object, **_more: object) -> bytes:
            raise PdfUnavailable("Libraries are missing.")

        with monkeypatch.context() as patch:
            patch.setattr(pdf, "draw", absent)
            answer = client.get(address)
        assert answer.status_code == 503
        assert "Libraries are missing." in answer.text
        return answer.text

    return told


def pytest_collection_finish() -> None:
    """Modules and thousands of collected tests stay to the end: looking through them for garbage took a seventh of a run.

    What tests put into their databases is looked through every 5,000 objects instead of 700: up to an eighth of what a file of tests takes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 100)
    gc.enable()


def pytest_sessionfinish() -> None:
    """What the last tests left is looked through once; pytest would do it ten times, through everything there is."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # the interpreter's own end takes everything down


ASKS_THE_DATABASE = frozenset({"app", "session", "client", "tmp_path", "tmp_path_factory"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what never asks a database: it ran on SQLite and would be the same."""
    if not ON_POSTGRES:
        return
    same = [item for item in items if not ASKS_THE_DATABASE.intersection(getattr(item, "fixturenames", ()))]
    if same:
        config.hook.pytest_deselected(items=same)
        items[:] = [item for item in items if item not in set(same)]
