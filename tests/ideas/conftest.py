"""Who has ideas."""

from typing import Any

import pytest

from lms.people.models import Person
from tests.factories.people import make_person


@pytest.fixture
def author(session: Any) -> Person:
    """Somebody who writes an idea."""
    return make_person("Ira Idea")
