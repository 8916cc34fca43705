"""Why something of openings and placements cannot be done; the message says it to the officer."""

from lms.kit.errors import DomainError


class OpeningRefused(DomainError):
    """The opening cannot be as it was written."""


class NoSuchStep(DomainError):
    """The step cannot be taken from where the thing is, perhaps since somebody was faster."""


class NeedsReason(DomainError):
    """The step asks for a reason."""


class NotPlaceable(DomainError):
    """This champion cannot be placed there."""


class TooManyHours(DomainError):
    """It would be more than the line manager agreed to."""


class TeamComplete(DomainError):
    """All seats of the team are taken."""


class BadDay(DomainError):
    """The day is not one on which that can be."""


class NothingSaid(DomainError):
    """A declaration without words."""


class NotReady(DomainError):
    """The run has no result that could be used."""
