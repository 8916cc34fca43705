"""Why something of the strategy cannot be done; the message says it to the officer."""

from lms.kit.errors import DomainError


class NameTaken(DomainError):
    """Another thing has that address already."""
