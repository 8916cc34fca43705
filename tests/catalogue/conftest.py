"""Those who write a course and those who review it."""

from typing import Any

import pytest

from lms.people.models import Person, Role
from tests.factories.people import make_person


@pytest.fixture
def author(session: Any) -> Person:
    return make_person("Tara Trainer", Role.TRAINER)


@pytest.fixture
def curator(session: Any) -> Person:
    return make_person("Cora Curator", Role.CURATOR)
