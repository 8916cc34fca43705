"""Why something of the road map cannot be done; the message says it to the officer."""

from lms.kit.errors import DomainError


class CircleRefused(DomainError):
    """Activities would wait for each other in a circle."""


class OthersWait(DomainError):
    """Something cannot go, since other work waits for it."""


class NeedsReason(DomainError):
    """A promised date moves with a reason only."""

    status = 422


class WrongFigures(DomainError):
    """Durations, hours or days that cannot be."""

    status = 422


class PlanClosed(DomainError):
    """The work of the initiative is over."""


class ChangedMeanwhile(DomainError):
    """Somebody else changed it since the page was opened."""


class PromiseStands(DomainError):
    """A promise that was given, moved or kept is not taken out of the plan."""


class NotTheOwner(DomainError):
    """Only the owner stands behind the dates of an initiative."""


class NotAccepted(DomainError):
    """Owners have not accepted the dates that shall be agreed."""


class CheckWaits(DomainError):
    """A check of realism is under way already."""


class NothingToCheck(DomainError):
    """There is no promise to be checked, or no plan that could be checked again."""
