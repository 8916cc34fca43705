"""The way of a claim of prior learning: every move, who may make it, and whether it needs a reason."""

from dataclasses import dataclass

CLAIMANT, REVIEWER = "claimant", "reviewer"


@dataclass(frozen=True, slots=True)
class Move:
    """A move from one state to another; ``notice`` is what the other side is told."""

    before: str
    after: str
    who: str
    reason: bool = False
    notice: str | None = None


MOVES = (
    Move("submitted", "accepted", REVIEWER, notice="claim-accepted"),
    Move("submitted", "returned", REVIEWER, reason=True, notice="claim-returned"),
    Move("submitted", "declined", REVIEWER, reason=True, notice="claim-declined"),
    Move("submitted", "withdrawn", CLAIMANT),
    Move("returned", "submitted", CLAIMANT, notice="claim-waits"),
    Move("returned", "withdrawn", CLAIMANT),
)
"""Accepted, declined and withdrawn are ends: who learnt something more makes a new claim."""

REVIEW_DAYS = 10
"""Working days in which a claim should be reviewed: in the second half HR is reminded, and once they are over all reviewers are told."""
RATING_DAYS = 10
"""Working days in which a rating that was asked for should be given: in the second half the one who was asked is reminded, and once they are
over the officer is told, who can ask somebody else."""


def move(before: str, after: str) -> Move | None:
    """The move from ``before`` to ``after``, or None when there is none."""
    return next((one for one in MOVES if (one.before, one.after) == (before, after)), None)
