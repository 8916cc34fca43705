"""What a plan refuses."""

from lms.kit.errors import DomainError


class NoSuchMove(DomainError):
    """The plan is not where that can be done, or it is not this person's to do."""


class NeedsReason(DomainError):
    """The move asks for a reason, and none is given."""

    status = 422


class NotADraft(DomainError):
    """The text was signed; a change is a new version."""


class NothingPlanned(DomainError):
    """A plan without goals or actions cannot be proposed."""

    status = 422


class NoManager(DomainError):
    """Nobody is there to agree."""


class ChangedMeanwhile(DomainError):
    """The plan is not the one that was read."""


class ActionRefused(DomainError):
    """An action cannot be like that."""

    status = 422


class TooMuch(DomainError):
    """More goals or actions than a plan should have."""

    status = 422
