"""The refusals of the timetable."""

from lms.kit.errors import DomainError


class NoWhere(DomainError):
    """A session takes place somewhere."""

    status = 422


class EndsTooEarly(DomainError):
    """A session ends after it begins, on the same day."""

    status = 422


class InThePast(DomainError):
    """Nobody can come to a session that lies behind."""

    status = 422


class SessionOver(DomainError):
    """What was, stays as it is."""


class SessionHeld(DomainError):
    """Attendance belongs to the time at which a session was held."""


class SessionCancelled(DomainError):
    """The session was cancelled, and its participants were told."""


class CohortOver(DomainError):
    """The boot camp has ended or was cancelled."""


class NothingToMove(DomainError):
    """No session of the boot camp is still to come."""


class ReasonNeeded(DomainError):
    """Such a deed says why."""

    status = 422
