"""The two people whom every project has."""

import pytest

from tests.factories.projects import owner_and_sponsor


@pytest.fixture
def pair(session):
    """An owner and a sponsor."""
    return owner_and_sponsor()
