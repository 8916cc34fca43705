"""The refusals of relations."""

from lms.kit.errors import DomainError


class AlreadyListed(DomainError):
    """There is an organisation of that name."""


class NotListed(DomainError):
    """The person is nobody who can keep a contact."""

    status = 422


class BadDay(DomainError):
    """A contact lies in the past of the log, an action in the future."""

    status = 422


class NothingToHandOver(DomainError):
    """The officer keeps nothing."""


class BadFile(DomainError):
    """The list cannot be taken as it is; nothing was changed."""

    status = 422
