"""What happens to courses and their versions."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from lms.kit.events import Event


class Learners(StrEnum):
    """What a new version means for those who are learning from the one before."""

    PIN = "pin"
    """They finish the version they started."""
    MIGRATE = "migrate"
    """They move to the new one; steps whose text is the same stay done."""
    MIGRATE_WITH_CREDIT = "migrate_with_credit"
    """They move to the new one; every step whose key is still there stays done."""


@dataclass(frozen=True, slots=True)
class VersionSubmitted(Event):
    """A draft was handed in for review."""

    course_id: UUID
    version_id: UUID


@dataclass(frozen=True, slots=True)
class VersionSentBack(Event):
    """A version came back from review to its authors."""

    course_id: UUID
    version_id: UUID


@dataclass(frozen=True, slots=True)
class VersionPublished(Event):
    """A version is what learners get from now on; ``previous_id`` is the version it supersedes, None for the first."""

    course_id: UUID
    version_id: UUID
    previous_id: UUID | None
    learners: Learners


@dataclass(frozen=True, slots=True)
class AuthorNamed(Event):
    """Somebody may write the course, too, and mark what its learners hand in."""

    course_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class CourseWithdrawn(Event):
    """A course can no longer be found or begun; ``version_id`` is the version that was published."""

    course_id: UUID
    version_id: UUID
