"""Processes load what they need and no more."""

import subprocess
import sys

import pytest

from lms.cli import COMMANDS, commands
from tests.structure.sources import ROOT


def _loaded(imported: str, *packages: str) -> str:
    asked = f"import sys; import {imported}; print([name for name in sys.modules if name.startswith({packages})])"
    return subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def test_the_application_loads_without_numpy_and_without_the_simulation():
    assert _loaded("lms.app", "numpy", "lms.strategy.realism") == "[]"


def test_serving_begins_without_the_house_which_gunicorn_loads():
    assert _loaded("lms.cli, lms.operations.serving", "lms.app", "lms.people", "flask_security", "alembic") == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_where_the_table_says(name):
    found = commands.get_command(None, name)
    assert found is not None
    assert found.name == name


def test_a_command_that_is_not_in_the_table_is_none():
    assert commands.get_command(None, "sell") is None
