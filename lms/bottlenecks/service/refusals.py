"""Why that cannot be done with a bottleneck; the message says it to whoever asked."""

from lms.kit.errors import DomainError


class NoSuchStep(DomainError):
    """The bottleneck is not where that can be done, or not by this person."""


class NeedsReason(DomainError):
    """The step asks for words, which the reporter reads."""


class NeedsOwner(DomainError):
    """Somebody has to be named who removes it."""


class NeedsOther(DomainError):
    """It has to be said of which other one it is a duplicate, or to whom it was raised."""


class StillUnanswered(DomainError):
    """The reporter was not asked twice yet."""


class TooLate(DomainError):
    """It was closed so long ago that it is another one."""


class BadRange(DomainError):
    """The lower end lies above the upper."""


class LinkedAlready(DomainError):
    """The initiative is linked."""
