"""Why the leadership team cannot do that; the message says it to the secretary or the member."""

from lms.kit.errors import DomainError


class NoSuchStep(DomainError):
    """The meeting is not where that can be done."""


class NeedsReason(DomainError):
    """The step asks for a reason."""


class SeatTaken(DomainError):
    """Somebody holds the seat in those days."""


class OnAnotherSeat(DomainError):
    """The person is a member on another seat in those days."""


class NotInOffice(DomainError):
    """The term is over, or the person holds no seat that day."""


class BadTerm(DomainError):
    """The days of the term cannot be."""


class NoMandate(DomainError):
    """There is no mandate in force, so nobody knows how many are enough."""


class NeedsOwner(DomainError):
    """What is approved is carried out by somebody, by a day."""


class NoQuorum(DomainError):
    """Too few are present with a vote."""


class MayNotVote(DomainError):
    """The seat has no vote on this item."""


class DeclaredAlready(DomainError):
    """The interest is recorded."""


class AlreadyDecided(DomainError):
    """Somebody recorded a decision on the item."""


class ReplacedAlready(DomainError):
    """A later decision replaced it."""


class MinutesStand(DomainError):
    """The minutes were approved."""


class NotLater(DomainError):
    """Minutes are approved at a later meeting."""


class OnTheAgenda(DomainError):
    """The item was dealt with, so it stays."""
