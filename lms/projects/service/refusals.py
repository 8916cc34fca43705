"""Why something cannot be done with a project; the message says it to the officer."""

from lms.kit.errors import DomainError


class NoSuchStep(DomainError):
    """The project is not where that can be done, or not by this person."""


class NotReady(DomainError):
    """Something is missing that the step asks for."""


class NeedsReason(DomainError):
    """The deed asks for a reason, which others read."""


class ProjectOver(DomainError):
    """The project has ended or was stopped: its plan stays as it is."""


class CameOfIt(DomainError):
    """Something else became of the idea already."""


class WrongPerson(DomainError):
    """That person cannot be owner or sponsor."""

    status = 422


class NameTaken(DomainError):
    """Another one has that name."""


class AmountRefused(DomainError):
    """An amount that cannot be booked or planned."""

    status = 422


class DateRefused(DomainError):
    """A date that cannot be."""

    status = 422


class Reached(DomainError):
    """The milestone was reached: it moves no more."""


class DecidedBefore(DomainError):
    """Somebody decided at this gate already."""


class NotTheirs(DomainError):
    """Who decides at this gate is somebody else."""

    status = 403


class GateWaits(DomainError):
    """A gate before this one is still open."""


class TooEarly(DomainError):
    """Benefits are looked at once the project runs."""
