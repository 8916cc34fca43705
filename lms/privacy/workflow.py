"""How a request for erasure moves: who may do what from where."""

from dataclasses import dataclass
from typing import Literal

Who = Literal["person", "officer", "second officer"]
"""The person themselves; HR or an administrator; another one than who checked."""


@dataclass(frozen=True, slots=True)
class Move:
    """One way from one state to another."""

    name: str
    before: str
    after: str
    who: Who
    settled: bool = False
    """Only when no duty is open and no hold stands."""
    reason: bool = False


MOVES = (
    Move("check", "asked", "checked", "officer", settled=True),
    Move("carry-out", "checked", "done", "second officer", settled=True),
    Move("refuse", "asked", "refused", "officer", reason=True),
    Move("refuse", "checked", "refused", "officer", reason=True),
    Move("withdraw", "asked", "withdrawn", "person"),
    Move("withdraw", "checked", "withdrawn", "person"),
)

ANSWER_MONTHS = 1
"""The law's term for an answer, from the day on which somebody asked."""
REMIND_DAYS = 20
"""Working days up to that day: in the second half of them HR is reminded, and once it is over all who may answer are told."""


def move_from(name: str, before: str) -> Move | None:
    """The move of that name from that state; None when there is none."""
    return next((move for move in MOVES if (move.name, move.before) == (name, before)), None)


def may(move: Move, *, is_person: bool, checked_it: bool) -> bool:
    """Whether somebody may make the move: nobody erases themselves, and nobody carries out what they checked."""
    if move.who == "person":
        return is_person
    return not is_person and not (move.who == "second officer" and checked_it)
