"""The refusals of attendance."""

from lms.kit.errors import DomainError, NotFound


class NotYet(DomainError):
    """The session has not begun."""


class NoSuchSession(NotFound):
    """The session was cancelled: there is no attendance."""


class NotAParticipant(DomainError):
    """Attendance is noted of people who have a place."""

    status = 422


class AlreadyClosed(DomainError):
    """Somebody else closed it first."""


class WrongCode(DomainError):
    """Not the code of a session of this person, or not any more."""

    status = 422


class NoSessionNow(DomainError):
    """The person has no session at this hour."""

    status = 422


class NotedOtherwise(DomainError):
    """A trainer has noted the person already."""


class NothingToExplain(DomainError):
    """The person was there, or nobody has noted that they were not."""
