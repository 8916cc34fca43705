"""The refusals of the catalogue."""

from collections.abc import Sequence

from lms.catalogue.comparing import FileChange
from lms.kit.errors import DomainError, Forbidden
from lms.kit.problems import Problem


class BadAddress(DomainError):
    """The address of a course is not one, is ours, or is taken."""

    status = 422


class NotAnAuthor(Forbidden):
    """Only authors of a course write it."""


class NotADraft(DomainError):
    """The files of this version may not be changed."""


class DraftIsOpen(DomainError):
    """There is an open version already."""


class EditedMeanwhile(DomainError):
    """Somebody else saved the file after it was opened; ``theirs`` is its text now, ``hash`` its hash ("" when it is gone)."""

    def __init__(self, message: str, *, theirs: str, hash: str) -> None:
        super().__init__(message)
        self.theirs, self.hash = theirs, hash


class WouldOverwrite(DomainError):
    """Somebody else wrote in the draft, too; ``changes`` are the files that would no longer be as they are, ``hash`` the draft's content now."""

    def __init__(self, message: str, *, changes: Sequence[FileChange], hash: str) -> None:
        super().__init__(message)
        self.changes, self.hash = tuple(changes), hash


class BadFile(DomainError):
    """A file's name or size does not fit."""

    status = 422


class NoSuchMove(DomainError):
    """The version is not where this could be done."""


class NeedsReason(DomainError):
    """Who sends something back, or takes it away, says why."""

    status = 422


class OwnText(Forbidden):
    """Nobody reviews what they wrote."""


class HasErrors(DomainError):
    """The files hold errors; ``problems`` are those."""

    status = 422

    def __init__(self, message: str, *, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class ChangedMeanwhile(DomainError):
    """The version is no longer what was checked or compiled."""


class NoTrainer(DomainError):
    """Who is named as author does not hold the role."""

    status = 422


class LastAuthor(DomainError):
    """A course without an author could not be mended."""
