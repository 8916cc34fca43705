"""The refusals of champions."""

from lms.kit.errors import DomainError


class NoSuchStep(DomainError):
    """It cannot be done from where the champion stands, or not by this person."""


class NeedsReason(DomainError):
    """Such a step says why."""

    status = 422


class NeedsHours(DomainError):
    """The hours are missing, or out of bounds."""

    status = 422


class NotEligible(DomainError):
    """The evidence is not there."""


class AlreadyNamed(DomainError):
    """The person is on the way already, or is a champion."""


class TooEarly(DomainError):
    """Another year is talked about in the last months only."""


class NoMoreRenewals(DomainError):
    """Twice without a break is the most."""


class TermOver(DomainError):
    """The twelve months are over."""


class NotShown(DomainError):
    """Only champions who serve can be asked, and log what they did."""


class RulesRefused(DomainError):
    """The rules ask for something that cannot be."""

    status = 422


class BadFigures(DomainError):
    """What was done cannot have been done like that."""

    status = 422
