"""When trainers owe a participant a check-in: two ratings "needs attention" in a row in one dimension, or three in all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

NEEDS_ATTENTION = "needs_attention"
IN_A_ROW, IN_ALL = 2, 3
WORKING_DAYS = 5
"""By when the talk should have taken place."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating as it stands: ``when`` is the occasion's moment, by which ratings follow each other."""

    dimension: str
    occasion: str
    when: datetime
    rating: str

    @property
    def key(self) -> tuple[str, str]:
        """What a correction has in common with what it corrects."""
        return self.dimension, self.occasion


@dataclass(frozen=True, slots=True)
class Due:
    """That a check-in is due, and the ratings that ask for it, in their order."""

    cause: Literal["in_a_row", "in_all"]
    ratings: tuple[Rated, ...]


def in_order(ratings: Sequence[Rated]) -> list[Rated]:
    """``ratings`` by the moment of their occasion."""
    return sorted(ratings, key=lambda one: (one.when, one.occasion, one.dimension))


def due(ratings: Sequence[Rated], talked_about: Collection[tuple[str, str]] = ()) -> Due | None:
    """Whether the ratings of one person ask for a check-in.

    ``talked_about`` holds the keys of ratings that earlier check-ins were about: they still count, but something must have come since.
    """
    low = [one for one in in_order(ratings) if one.rating == NEEDS_ATTENTION]
    new = [one for one in low if one.key not in talked_about]
    if not new:
        return None
    for run in _runs(in_order(ratings)):
        if len(run) >= IN_A_ROW and any(one in new for one in run):
            return Due("in_a_row", tuple(run))
    return Due("in_all", tuple(low)) if len(low) >= IN_ALL else None


def _runs(ratings: Sequence[Rated]) -> list[list[Rated]]:
    """The stretches of "needs attention" in each dimension, without a better rating in between."""
    runs: list[list[Rated]] = []
    for dimension in dict.fromkeys(one.dimension for one in ratings):
        run: list[Rated] = []
        for one in ratings:
            if one.dimension != dimension:
                continue
            if one.rating == NEEDS_ATTENTION:
                run.append(one)
            elif run:
                runs.append(run)
                run = []
        if run:
            runs.append(run)
    return runs
