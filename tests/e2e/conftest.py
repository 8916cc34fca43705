"""The demo city behind a real server, and a real Chromium before it: one city and one browser for each worker."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from werkzeug.routing import MapAdapter

from lms.app import create_app
from lms.demo.founding import PASSWORD
from tests.conftest import of_run, settings_for
from tests.demo_city import LMS, ROOT, lms, of_city
from tests.e2e.acting import press
from tests.e2e.crawl import Found, crawl
from tests.e2e.places import STARTS, WITHIN
from tests.once import once

SCREENS = {"wide": (1280, 900), "narrow": (320, 700)}
PATIENCE = 15_000
"""Milliseconds that a browser may take for one thing while all workers are busy: a preview starts a process of its own."""
expect.set_options(timeout=PATIENCE)
ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()
"""What is started by these words ends when the tests do, also when they are killed and can end nothing themselves."""
REFUSALS = ("status of 404", "status of 409", "status of 422")
"""What Chromium notes of a page that refuses something on purpose; anything else in the console is a fault."""


@dataclass(frozen=True)
class House:
    """A running demo city."""

    address: str
    environment: dict[str, str]
    states: dict[str, Any] = field(default_factory=dict)
    """Cookies of those who signed in, so that everybody signs in once."""

    def lms(self, *words: str) -> str:
        """Run a command of the operator in this house."""
        return lms(self.environment, *words)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the server did not answer within a minute")


@pytest.fixture(scope="session")
def house(founded_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo city, loaded by its own command and served as an operator would; each worker has a copy of its own."""
    folder, port = tmp_path_factory.mktemp("house") / "city", _free_port()
    shutil.copytree(founded_city, folder)
    house = House(f"http://localhost:{port}", of_city(folder, f"http://localhost:{port}"))
    with (folder / "server.log").open("wb") as log:
        words = [*ENDS_WITH_US, *LMS, "serve", "--port", str(port), "--workers", "2"]
        server = subprocess.Popen(words, env=house.environment, cwd=ROOT, start_new_session=True, stdout=log, stderr=log)
        try:
            _wait_for(house.address, server)
            yield house
        finally:
            server.terminate()
            server.wait(20)


def _note_faults(page: Page) -> list[str]:
    faults: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known in message.text for known in REFUSALS):
            faults.append(f"{page.url}: {message.text}")

    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("console", hear)
    return faults


@contextmanager
def at_a_browser(
    house: House, browser: Browser, who: str | None = None, *, screen: str = "wide", dark: bool = False, script: bool = True
) -> Iterator[Page]:
    """Somebody at a browser, signed in; None is a visitor. At the end there must have been no fault in the console."""
    width, height = SCREENS[screen]
    context = browser.new_context(
        base_url=house.address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale="en-GB",
        reduced_motion="reduce",
        storage_state=house.states.get(who or ""),
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    faults = _note_faults(page)
    if who and who not in house.states:
        sign_in(page, who)
        house.states[who] = context.storage_state()
    try:
        yield page
    finally:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def visit(house: House, browser: Browser) -> Callable[..., Any]:
    """``with visit("maria.kowalska", screen="narrow", dark=True) as page:`` is somebody at a browser; nobody signs in a visitor."""
    return partial(at_a_browser, house, browser)


def sign_in(page: Page, who: str) -> None:
    """Sign in by the form, as everybody does."""
    page.goto("/sign-in")
    page.locator("main input[name=email]").fill(f"{who}@exampleville.example")
    page.locator("input[type=password]").fill(PASSWORD)
    press(page, "Sign in")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.fixture(scope="session")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> MapAdapter:
    """The URL map, to tell kinds of pages apart."""
    folder = tmp_path_factory.mktemp("map")
    app = create_app(settings_for(f"sqlite:///{folder / 'none.sqlite'}", folder))
    return app.url_map.bind("localhost")


@pytest.fixture(scope="session")
def everything(house: House, browser: Browser, adapter: MapAdapter, tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, Found]:
    """The pages that each of those in ``places.py`` can reach; one worker of a run finds them for all, whose cities are copies."""

    def find() -> dict[str | None, Found]:
        found = {}
        for who, starts in STARTS.items():
            with at_a_browser(house, browser, who) as page:
                found[who] = crawl(page.context.request, adapter, starts, WITHIN.get(who or "", "/"))
        return found

    return once(of_run(tmp_path_factory) / "everything", find)
