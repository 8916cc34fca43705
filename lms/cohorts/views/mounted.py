"""All pages of boot camps, for the application to mount."""

from lms.cohorts.views import (
    applications,
    camps,
    cohorts,
    inviting,
    people,
    programmes,
    queue,
    words,
)
from lms.cohorts.views.blueprint import bp

__all__ = [
    "applications",
    "bp",
    "camps",
    "cohorts",
    "inviting",
    "people",
    "programmes",
    "queue",
    "words",
]
