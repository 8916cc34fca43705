"""Why an idea cannot go that way; the message says it to the officer."""

from lms.kit.errors import DomainError


class NoSuchStep(DomainError):
    """The idea is not where that can be done."""


class NeedsReason(DomainError):
    """The step asks for a reason, which the authors and followers read."""
