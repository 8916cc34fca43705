"""Why an evaluation cannot go that way; the message says it to the officer."""

from lms.kit.errors import DomainError


class RoundOver(DomainError):
    """The result stands already, or the evaluation was called off."""


class NotNow(DomainError):
    """The evaluation is not where that can be done."""


class CannotEvaluate(DomainError):
    """This person may not judge this idea."""


class ScoresMissing(DomainError):
    """A criterion has no score, or none on the scale."""

    status = 422


class WordsMissing(DomainError):
    """Something has to be said in words."""

    status = 422
