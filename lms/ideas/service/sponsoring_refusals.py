"""Why a sponsorship, a grant or a pilot cannot go that way; the message says it to the officer."""

from lms.kit.errors import DomainError


class NotSeeking(DomainError):
    """The idea does not seek a sponsor (any more)."""


class MayNotSponsor(DomainError):
    """This person may not stand for this idea."""


class TooMany(DomainError):
    """A sponsor stands for three ideas already."""


class NotThere(DomainError):
    """The charter, grant or pilot is not where that can be done."""


class TooEarly(DomainError):
    """The review is held on its day, or a few days before."""


class ChangedMeanwhile(DomainError):
    """The text is not the one that was read."""


class WordsMissing(DomainError):
    """Something has to be said in words."""

    status = 422


class DatesWrong(DomainError):
    """Dates that cannot be."""

    status = 422


class FourEyes(DomainError):
    """Whoever asked for money, or stands for the idea, or wrote it, does not book it."""


class FundEmpty(DomainError):
    """There is not enough left in the fund."""


class OtherDepartment(DomainError):
    """The fund is there for the ideas of a department."""


class AboveCeiling(DomainError):
    """More than one idea may have at this stage."""

    status = 422


class TooMuchUsed(DomainError):
    """More was spent than was granted, or less than nothing."""

    status = 422
