"""Why an idea cannot go that way; the message says it to the officer."""

from lms.kit.errors import DomainError


class NoSuchStep(DomainError):
    """The idea is not where that can be done."""


class NeedsReason(DomainError):
    """The step asks for a reason, which the authors and followers read."""


class NothingWritten(DomainError):
    """There is no text."""

    status = 422


class NotYours(DomainError):
    """Authors cannot do that with their own idea."""


class AlreadyDone(DomainError):
    """It was done before."""


class ReasonMissing(DomainError):
    """Such a deed says why."""

    status = 422


class ChangedElsewhere(DomainError):
    """Another window, or a co-author, saved in between."""

    def __init__(self, message: str, *, revision: int) -> None:
        super().__init__(message)
        self.revision = revision


class NotWritable(DomainError):
    """The text is frozen: the idea was submitted."""


class NotComplete(DomainError):
    """Something that a pitch needs is missing."""

    status = 422


class NoSuchColleague(DomainError):
    """Nobody of that address can be asked."""

    status = 422


class JudgedIt(DomainError):
    """Whoever scored the idea cannot become its author while the evaluation runs."""


class CannotMerge(DomainError):
    """These two ideas cannot be merged."""


class TooLate(DomainError):
    """The days in which it can be undone are over."""


class ChallengeClosed(DomainError):
    """The challenge takes no ideas."""


class WrongDates(DomainError):
    """The days do not fit each other."""

    status = 422
