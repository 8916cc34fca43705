"""The way of a development plan from the officer's draft to the agreement of both, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["draft", "proposed", "agreed", "superseded", "closed"]
Who = Literal["officer", "manager", "either", "house"]
"""Whose plan it is; their line manager of today; one of both; the house itself."""
Deed = Literal["propose", "take-back", "return", "agree", "review", "close", "supersede"]


@dataclass(frozen=True, slots=True)
class Move:
    """One step of the way. ``signs``: who does it signs the text; ``days``: by when (in working days) somebody should take the next step."""

    deed: Deed
    before: State
    after: State
    who: Who
    reason: bool = False
    signs: bool = False
    notice: str = ""
    """What the other of both is told; nothing: nobody is."""
    by_mail: bool = False
    days: int | None = None


MOVES = (
    Move("propose", "draft", "proposed", "officer", signs=True, notice="plan-proposed", by_mail=True, days=5),
    Move("take-back", "proposed", "draft", "officer"),
    Move("return", "proposed", "draft", "manager", reason=True, notice="plan-returned", by_mail=True),
    Move("agree", "proposed", "agreed", "manager", signs=True, notice="plan-agreed", by_mail=True),
    Move("review", "agreed", "agreed", "either", reason=True, notice="plan-reviewed"),
    Move("close", "agreed", "closed", "either", reason=True, notice="plan-closed"),
    Move("supersede", "agreed", "superseded", "house"),
)

BY_DEED: Mapping[str, Move] = {move.deed: move for move in MOVES}


def move_of(deed: str, state: str) -> Move | None:
    """The move that ``deed`` is from ``state``; None when it cannot be done there."""
    move = BY_DEED.get(deed)
    return move if move is not None and move.before == state else None


def possible(state: str, *, is_officer: bool, is_manager: bool) -> tuple[Move, ...]:
    """The moves that somebody may make from ``state``."""
    return tuple(move for move in MOVES if move.before == state and may(move, is_officer=is_officer, is_manager=is_manager))


def may(move: Move, *, is_officer: bool, is_manager: bool) -> bool:
    """Whether somebody may make ``move``. Nobody is both: who is the officer answers nothing as the manager."""
    return {
        "officer": is_officer,
        "manager": is_manager and not is_officer,
        "either": is_officer or is_manager,
        "house": False,
    }[move.who]
