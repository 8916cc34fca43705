"""What can go wrong in the domain, in words that a person may read."""


class DomainError(Exception):
    """A rule said no. ``str(error)`` is fit to show to the person who asked."""

    status = 409


class NotFound(DomainError):
    """There is no such thing, or none that this person may know of."""

    status = 404


class Forbidden(DomainError):
    """The thing is there, and this person may not do that with it."""

    status = 403


class SignInNeeded(DomainError):
    """Nobody is signed in, and the page is for people who are."""

    status = 401


class TooOften(DomainError):
    """The same was tried too many times; ``retry_after`` is in seconds."""

    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
