"""What boot camps refuse, each as a class whose message is a sentence."""

from lms.kit.errors import DomainError
from lms.kit.problems import Problem


class FileHasErrors(DomainError):
    """A programme file that cannot be loaded; ``problems`` are all that is wrong with it."""

    status = 422

    def __init__(self, message: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(message)
        self.problems = problems


class CannotBePlanned(DomainError):
    """The facts of a cohort contradict each other."""


class AddressTaken(DomainError):
    """Another cohort has that address."""


class NoSuchStep(DomainError):
    """The thing is not where that can be done."""


class NotReady(DomainError):
    """Something is missing before the call can be opened."""


class NeedsReason(DomainError):
    """A step that others have to understand was made without a word."""


class NotOnTheStaff(DomainError):
    """The person is nobody who could run a cohort, or already does."""


class CallClosed(DomainError):
    """Applications are not taken any more, or not yet."""


class CannotApply(DomainError):
    """The person has applied, has a place, or runs the cohort."""


class NotAsked(DomainError):
    """Somebody else has to agree to the application."""


class CriteriaOpen(DomainError):
    """A criterion was not judged, or is not met."""


class OfferOver(DomainError):
    """The offer was answered, or its time is over."""


class NoSeatLeft(DomainError):
    """All seats are taken, or the cohort has begun."""


class CannotBeInvited(DomainError):
    """The person shows no gap here, or is part of the cohort already."""
