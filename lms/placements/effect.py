"""What champions change, as far as figures can say it: slip beside comparable work, how evenly hours lie, how many stop. Plain values only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from statistics import fmean

LEAST_PAIRS = 5
"""Of fewer comparisons nothing is said: one late project would be the whole answer."""
NEAREST = 3
WITHIN = 2.0
"""Work is comparable up to twice as long, or half."""
RESAMPLES = 2000
CERTAINTY = 0.95


@dataclass(frozen=True, slots=True)
class Work:
    """An initiative or project: what it is, how long it was planned for, and by how many days its milestones slipped on average."""

    kind: str
    days: int
    slip: float
    with_champions: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """Work with champions beside comparable work without. ``low`` and ``high`` hold the difference with the certainty above."""

    pairs: int
    theirs: float
    others: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """Days; below nought: work with champions slips less."""
        return self.theirs - self.others

    @property
    def can_be_told(self) -> bool:
        """Whether there are enough comparisons for a figure."""
        return self.pairs >= LEAST_PAIRS

    @property
    def is_clear(self) -> bool:
        """Whether the difference can be told from chance."""
        return self.can_be_told and (self.high < 0 or self.low > 0)


def slip_of(milestones: Sequence[tuple[date, date, date | None]], today: date) -> float | None:
    """By how many days milestones slipped on average: (first agreed, promised now, reached). Only those that should have been reached by now count.

    What is not reached yet is as late as it is promised, or as it is already.
    """
    due = [((reached or max(promised, today)) - baseline).days for baseline, promised, reached in milestones if baseline <= today]
    return fmean(due) if due else None


def compare(works: Sequence[Work]) -> Slip:
    """Each work with champions against the mean of up to three of the same kind without, the nearest in planned length."""
    without = [one for one in works if not one.with_champions]
    pairs = [(one.slip, fmean(near)) for one in works if one.with_champions and (near := [other.slip for other in _nearest(one, without)])]
    if not pairs:
        return Slip(0, 0.0, 0.0, 0.0, 0.0)
    low, high = _between([theirs - others for theirs, others in pairs])
    return Slip(len(pairs), fmean(theirs for theirs, _others in pairs), fmean(others for _theirs, others in pairs), low, high)


def _nearest(one: Work, without: Sequence[Work]) -> list[Work]:
    def far(other: Work) -> float:
        return abs(math.log(max(one.days, 1) / max(other.days, 1)))

    alike = [other for other in without if other.kind == one.kind and far(other) <= math.log(WITHIN) + 1e-9]
    return sorted(alike, key=far)[:NEAREST]


def _between(differences: Sequence[float]) -> tuple[float, float]:
    """Between what the mean lies when it is drawn again and again from the same comparisons; the same every time."""
    chance = Random(len(differences))  # noqa: S311  (a sample, no secret)
    means = sorted(fmean(chance.choices(differences, k=len(differences))) for _number in range(RESAMPLES))
    cut = round(RESAMPLES * (1 - CERTAINTY) / 2)
    return means[cut], means[-cut - 1]


def gini(hours: Sequence[float]) -> float | None:
    """How unevenly hours lie: 0 where everybody carries the same, near 1 where one carries all. None where nobody carries anything."""
    total = sum(hours)
    if not total:
        return None
    return sum((2 * place - len(hours) - 1) * one for place, one in enumerate(sorted(hours), start=1)) / (len(hours) * total)


@dataclass(frozen=True, slots=True)
class Turnover:
    """Champions who stopped in twelve months, and how many served at their beginning and at their end."""

    stopped: int
    before: int
    now: int

    @property
    def share(self) -> float | None:
        """Of those who served on average."""
        mean = (self.before + self.now) / 2
        return self.stopped / mean if mean else None
