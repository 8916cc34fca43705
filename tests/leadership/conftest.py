"""The team whose meetings the tests hold."""

from typing import Any

import pytest

from tests.factories.leadership import Team


@pytest.fixture
def team(session: Any) -> Team:
    """A leadership team with seats, members and a mandate."""
    return Team()
