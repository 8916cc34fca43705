"""What is to be said to a person about a session, from what was said before: each thing once (RFC 5546)."""

from dataclasses import dataclass
from enum import StrEnum


class Say(StrEnum):
    """What a letter says."""

    INVITE = "invite"
    UPDATE = "update"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person was told last about a session."""

    revision: int
    """The session's own sequence, then."""
    sequence: int
    """SEQUENCE of the calendar object that went to this person: it rises with each, whatever the session's does."""
    withdrawn: bool
    """The last word was that there is no such session for this person."""


@dataclass(frozen=True, slots=True)
class Word:
    """What is due, and with which SEQUENCE."""

    say: Say
    sequence: int


def due(said: Said | None, *, revision: int, cancelled: bool, has_place: bool) -> Word | None:
    """What a person must be told of a session that has not ended; None when they know."""
    comes = has_place and not cancelled
    if said is None:
        return Word(Say.INVITE, revision) if comes else None
    following = _following(said, revision)
    if said.withdrawn:
        return Word(Say.INVITE, following) if comes else None
    if not comes:
        return Word(Say.WITHDRAW, following)
    return Word(Say.UPDATE, following) if said.revision < revision else None


def anew(said: Said, *, revision: int) -> Word:
    """An invitation to what a person knows already, for whoever wants letters again."""
    return Word(Say.INVITE, _following(said, revision))


def _following(said: Said, revision: int) -> int:
    return max(revision, said.sequence + 1)
