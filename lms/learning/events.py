"""Facts that learning tells the house."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class CourseCompleted(Event):
    """Every step that counts is done. Told once per enrolment."""

    enrolment_id: UUID
    person_id: UUID
    course_id: UUID
    version_id: UUID
