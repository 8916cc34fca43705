"""The refusals of credentials."""

from lms.kit.errors import DomainError


class NotEarned(DomainError):
    """A criterion of the certificate is not met."""


class IssuingStopped(DomainError):
    """No certificate is issued just now; completions wait."""


class IssuingNotStopped(DomainError):
    """There is no stop to lift."""


class AlreadyRevoked(DomainError):
    """The certificate was revoked before."""


class ReasonNeeded(DomainError):
    """Such a deed says why."""

    status = 422


class PaperWithdrawn(DomainError):
    """A revoked certificate has no paper any more."""
