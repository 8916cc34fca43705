"""An officer and her manager."""

import pytest

from tests.factories.people import make_person


@pytest.fixture
def sofia(session):
    return make_person("Sofia Marchetti")


@pytest.fixture
def lena(session, sofia):
    return make_person("Lena Fischer", manager_id=sofia.id)
