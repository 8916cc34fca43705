"""Facts that assessment tells the house."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class QuizPassed(Event):
    """By the rule of which attempt counts, the quiz is passed. Told again when a later attempt passes too."""

    enrolment_id: UUID
    version_id: UUID
    quiz_key: str
    attempt_id: UUID


@dataclass(frozen=True, slots=True)
class AttemptMarked(Event):
    """All answers of an attempt have their points."""

    attempt_id: UUID
    enrolment_id: UUID
    person_id: UUID
    passed: bool
