"""One small demo city for all tests that need one: founded by its own command, once in a run, and copied."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.once import once

ROOT = Path(__file__).resolve().parent.parent
LMS = (sys.executable, "-m", "lms")
SIZE = ("--people", "60", "--learners", "8")


def of_city(folder: Path, address: str = "http://localhost") -> dict[str, str]:
    """The settings of the city in ``folder``."""
    return {
        **os.environ,
        "LMS_ENVIRONMENT": "demo",
        "LMS_DATA_DIR": str(folder),
        "LMS_BASE_URL": address,
        "DATABASE_URL": f"sqlite:///{folder / 'campus.sqlite'}",
        "SECRET_KEY": "only for tests of the demo city, and long enough",
    }


def lms(environment: dict[str, str], *words: str) -> str:
    """Run a command of the operator, and return what it says."""
    done = subprocess.run([*LMS, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def founded(run: Path) -> Path:
    """The folder of a city in which nobody did anything yet, the same for all workers of ``run``."""
    return once(run / "founded", lambda: _found(run / "city"))


def _found(city: Path) -> Path:
    shutil.rmtree(city, ignore_errors=True)
    city.mkdir()
    lms(of_city(city), "db", "upgrade")
    lms(of_city(city), "demo", "load", *SIZE)
    with closing(sqlite3.connect(city / "campus.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return city
