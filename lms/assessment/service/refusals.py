"""What assessment refuses, as classes; the sentences are written where they are raised."""

from lms.assessment.models import Answer
from lms.kit.errors import DomainError, Forbidden


class NotYours(Forbidden):
    """The attempt belongs to somebody else, or marking it does."""


class CannotStart(DomainError):
    """No attempt may begin now."""


class TimeOver(DomainError):
    """The deadline has passed; what was saved before counts."""


class HandedIn(DomainError):
    """The attempt was handed in, so nothing can be answered any more."""


class AnsweredElsewhere(DomainError):
    """Another window saved this answer meanwhile; ``stored`` is what it saved, None when it was not answered."""

    def __init__(self, message: str, *, stored: Answer | None) -> None:
        super().__init__(message)
        self.stored = stored


class MarksRefused(DomainError):
    """The points do not fit the rubric."""

    status = 422


class BeingSat(DomainError):
    """Practice would tell the key of a question that is asked in an open attempt."""


class NotNeeded(DomainError):
    """Another attempt would change nothing now."""


class ReasonNeeded(DomainError):
    """What touches somebody's result is said with its reason."""

    status = 422


class AlreadyMarked(DomainError):
    """Somebody has marked the answer."""
