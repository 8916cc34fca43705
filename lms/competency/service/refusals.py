"""What competency refuses, as classes; the sentences are written where they are raised."""

from lms.kit.errors import DomainError, Forbidden


class NotYours(Forbidden):
    """It belongs to somebody else, or is about oneself and takes a second person."""


class ReasonNeeded(DomainError):
    """A reason is missing."""

    status = 422


class RatingRefused(DomainError):
    """A level or a day that cannot be."""

    status = 422


class ClaimRefused(DomainError):
    """A claim lacks something, or its file is not one that we keep."""

    status = 422


class CompetenceRetired(DomainError):
    """The framework ceased to name the competence while the claim waited: nothing new is shown for it."""


class ClaimElsewhere(DomainError):
    """The claim stands somewhere else by now."""


class NotFinished(DomainError):
    """Something of the self-assessment is still open."""

    status = 422


class RulesStale(DomainError):
    """Other rules came into force since this draft was made."""


class AlreadyNamed(DomainError):
    """The colleague is an observer already."""
