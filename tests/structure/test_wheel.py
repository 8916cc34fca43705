"""The wheel is built, installed elsewhere, and opened."""

import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.sources import ROOT, name_of

pytestmark = pytest.mark.slow
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An environment that holds the wheel and borrows the locked packages, but not this checkout."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home / "venv")
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(home / "venv"), "platbase": str(home / "venv")}))
    zipfile.ZipFile(wheel).extractall(site)
    # A line in a .pth file only lends a folder; the .pth of the editable checkout inside that folder is not read again.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    settings = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "LMS_ENVIRONMENT": "demo",
        "LMS_DATA_DIR": str(home / "data"),
        "DATABASE_URL": f"sqlite:///{home / 'data' / 'campus.sqlite'}",
        "SECRET_KEY": "one key for one test, long enough to be taken",
    }
    (home / "data").mkdir()
    return home, settings


def _lms(elsewhere: tuple[Path, dict[str, str]], *words: str) -> list[str]:
    home, _ = elsewhere
    start = "import sys; sys.argv[0] = 'lms'; from lms.__main__ import main; main()"
    return [str(home / "venv" / "bin" / "python"), "-c", start, *words]


@pytest.fixture(scope="module")
def address(elsewhere: tuple[Path, dict[str, str]]) -> Iterator[str]:
    home, settings = elsewhere
    upgraded = subprocess.run(_lms(elsewhere, "db", "upgrade"), cwd=home, env=settings, capture_output=True, text=True, check=False)
    assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    here = f"http://127.0.0.1:{port}"
    with subprocess.Popen(_lms(elsewhere, "serve", "--port", str(port)), cwd=home, env={**settings, "LMS_BASE_URL": here}) as server:
        try:
            deadline = time.monotonic() + 60
            while not _answers(here) and server.poll() is None and time.monotonic() < deadline:
                time.sleep(0.2)
            yield here
        finally:
            server.terminate()


def _answers(here: str) -> bool:
    try:
        with DIRECT.open(f"{here}/healthz", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_the_wheel_carries_what_stands_at_the_top_of_the_checkout(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for top in ("templates", "static", "courses", "migrations"):
        files = {name_of(path) for path in (ROOT / top).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
        assert files
        assert {f"lms/_bundle/{file}" for file in files} <= names
    assert "lms/translations/fr/LC_MESSAGES/messages.mo" in names


def test_the_wheel_runs_from_elsewhere_and_not_from_this_checkout(elsewhere: tuple[Path, dict[str, str]]) -> None:
    home, settings = elsewhere
    line = [_lms(elsewhere)[0], "-c", "import lms.app, flask; print(lms.app.__file__)"]
    where = subprocess.run(line, cwd=home, env=settings, capture_output=True, text=True, check=True).stdout
    assert where.startswith(str(home))


def test_the_installed_wheel_answers_with_a_page_and_its_style(address: str) -> None:
    assert _answers(address)
    with DIRECT.open(f"{address}/", timeout=10) as reply:
        page = reply.read().decode()
    assert page.count("<h1") == 1
    style = re.search(r'<link[^>]+href="([^"]+\.css[^"]*)"', page)
    assert style
    with DIRECT.open(f"{address}{style.group(1)}", timeout=10) as reply:
        assert reply.status == 200
