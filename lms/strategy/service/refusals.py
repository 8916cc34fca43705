"""Why something of the strategy cannot be done; the message says it to the officer."""

from lms.kit.errors import DomainError


class NameTaken(DomainError):
    """Another thing has that address, or that code, already."""


class NoSuchStep(DomainError):
    """The step cannot be taken from here, or not by this person."""


class NeedsReason(DomainError):
    """The step asks for a reason."""

    status = 422


class NotReady(DomainError):
    """Something has to be so before the step can be taken."""


class ChangedMeanwhile(DomainError):
    """Somebody else changed the same since the form was opened."""


class NotEditable(DomainError):
    """The text stands as it was consolidated."""


class InUse(DomainError):
    """Other things hang on it, so it is not deleted."""


class WrongDates(DomainError):
    """Dates that cannot be."""

    status = 422


class NoSuchColleague(DomainError):
    """Nobody who works here has that address."""

    status = 422


class NotConsulted(DomainError):
    """The department is not asked, or the time to speak is over."""


class HasSpoken(DomainError):
    """The department has said something already, so it cannot sign that it has nothing to add."""
