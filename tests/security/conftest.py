"""One scene for all tests of this folder."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import undone
from tests.security.scene import Scene, set_up


@pytest.fixture(scope="package")
def scene(app: Flask) -> Iterator[Scene]:
    """One of everything; tests undo what they do to it."""
    with undone(app):
        yield set_up()
