"""Courses are loaded, reviewed by another person, and published once."""

from typing import Any

from lms.catalogue.models import VersionState
from tests.factories.courses import make_course, published_version


def test_a_small_course_is_published_with_its_steps(session: Any) -> None:
    version = make_course()
    assert version.state is VersionState.PUBLISHED
    assert [(step.key, step.kind) for step in version.steps] == [("01-why", "lesson"), ("02-check", "quiz")]
    assert published_version().id == version.id
