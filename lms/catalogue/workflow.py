"""The way of a version from draft to publication, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["draft", "in_review", "published", "superseded", "withdrawn"]
Who = Literal["author", "reviewer", "curator", "house"]
"""An author of the course; a curator who neither is an author nor wrote in the version; any curator; the house itself."""
Told = Literal["reviewers", "writers", "nobody"]
Deed = Literal["submit", "take-back", "send-back", "publish", "supersede", "withdraw", "offer-again"]


@dataclass(frozen=True, slots=True)
class Move:
    """One step of the way. ``clean``: the files may hold no errors; ``days``: within how many working days somebody should take the next step."""

    deed: Deed
    before: State
    after: State
    who: Who
    clean: bool = False
    reason: bool = False
    told: Told = "nobody"
    notice: str = ""
    days: int | None = None


MOVES = (
    Move("submit", "draft", "in_review", "author", clean=True, told="reviewers", notice="version-in-review", days=14),
    Move("take-back", "in_review", "draft", "author"),
    Move("send-back", "in_review", "draft", "reviewer", reason=True, told="writers", notice="version-returned"),
    Move("publish", "in_review", "published", "reviewer", clean=True, told="writers", notice="version-published"),
    Move("supersede", "published", "superseded", "house"),
    Move("withdraw", "published", "withdrawn", "curator", reason=True),
    Move("offer-again", "withdrawn", "published", "curator", reason=True),
)

LOOK_THROUGH_DAYS = 20
"""Working days up to the review-by day of a course: in the second half its authors are reminded, and once it is over the curators are told."""

BY_DEED: Mapping[Deed, Move] = {move.deed: move for move in MOVES}


def move_of(deed: Deed, state: str) -> Move | None:
    """The move that ``deed`` is from ``state``; None when it cannot be done there."""
    move = BY_DEED[deed]
    return move if move.before == state else None


def possible(state: str) -> tuple[Move, ...]:
    """The moves that lead away from ``state``."""
    return tuple(move for move in MOVES if move.before == state)


def may(move: Move, *, is_author: bool, wrote_it: bool, is_curator: bool) -> bool:
    """Whether somebody may make ``move``: four eyes for what reviewers do."""
    return {
        "author": is_author,
        "reviewer": is_curator and not is_author and not wrote_it,
        "curator": is_curator,
        "house": False,
    }[move.who]
