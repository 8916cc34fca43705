"""What of a share may be said: a share near none or all tells of everybody in the group, however large it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.kit.words import gettext as _

LOWEST, HIGHEST = 10, 90
"""Per cent. At them and beyond, only the side is told: so of ten people, too, it is never said that it is nobody, or everybody."""


class Side(StrEnum):
    """Whether a share is told, or only that it is near an end."""

    EXACT = "exact"
    LOW = "low"
    HIGH = "high"


class Trend(StrEnum):
    """Which way a share went."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Share:
    """A share as it is shown: whole per cent, or only its side."""

    side: Side
    percent: int | None

    @property
    def step(self) -> int:
        """1 (few) to 5 (nearly all), for the colour of a cell."""
        if self.percent is None:
            return 1 if self.side is Side.LOW else 5
        return min(5, 1 + self.percent // 20)

    def __str__(self) -> str:
        if self.percent is not None:
            return _("%(percent)s%%", percent=self.percent)
        return _("%(percent)s%% or less", percent=LOWEST) if self.side is Side.LOW else _("%(percent)s%% or more", percent=HIGHEST)


@dataclass(frozen=True, slots=True)
class Change:
    """How a share changed: percentage points where both figures are told, else the direction alone."""

    trend: Trend
    points: int | None

    def __str__(self) -> str:
        if self.points:
            return _("%(points)s points", points=f"{self.points:+d}")
        return {Trend.UP: _("up"), Trend.DOWN: _("down"), Trend.SAME: _("no change")}[self.trend]


@dataclass(frozen=True, slots=True)
class NearEnd:
    """A mean so near an end of its scale that it would tell of everybody."""

    side: Side
    bound: float

    def __str__(self) -> str:
        return _("%(bound)s or less", bound=self.bound) if self.side is Side.LOW else _("%(bound)s or more", bound=self.bound)


def mean(marks: Sequence[int], lowest: int, highest: int) -> float | NearEnd:
    """The mean of ``marks`` to one decimal, unless it lies in the outmost tenth of the scale. There is at least one."""
    exact, tenth = sum(marks) / len(marks), (highest - lowest) * LOWEST / 100
    if exact <= lowest + tenth:
        return NearEnd(Side.LOW, lowest + tenth)
    if exact >= highest - tenth:
        return NearEnd(Side.HIGH, highest - tenth)
    return round(exact, 1)


def share(part: int, whole: int) -> Share:
    """``part`` of ``whole`` as it may be shown. ``whole`` is above nought."""
    if part * 100 <= LOWEST * whole:
        return Share(Side.LOW, None)
    if part * 100 >= HIGHEST * whole:
        return Share(Side.HIGH, None)
    return Share(Side.EXACT, round(100 * part / whole))


def numbers(shown: Share, whole: int) -> tuple[int, int]:
    """How many of ``whole`` are in the share at least, and at most, from nothing but what is shown of it."""
    if shown.percent is None:
        return (0, LOWEST * whole // 100) if shown.side is Side.LOW else (-(-HIGHEST * whole // 100), whole)
    near = range((2 * shown.percent - 1) * whole // 200, (2 * shown.percent + 1) * whole // 200 + 2)
    fitting = [number for number in near if share(number, whole) == shown]
    return fitting[0], fitting[-1]


def average(total: float, whole: int, shown: Share) -> float | None:
    """``total`` over ``whole`` people, to one decimal; nothing where their share is near an end: an average of nought would tell of everybody."""
    return round(total / whole, 1) if shown.side is Side.EXACT else None


def at_most_missing(shown: Share, whole: int) -> int:
    """How many are not in the share at most, from nothing but what is shown of it."""
    told = {Side.LOW: 0, Side.HIGH: HIGHEST}.get(shown.side, shown.percent or 0)
    return -(-whole * (100 - told) // 100)


def change(now: Share, before: Share) -> Change:
    """From ``before`` to ``now``. Between two figures at the same end nothing is told but that they are the same."""
    if now.percent is not None and before.percent is not None:
        points = now.percent - before.percent
        return Change(Trend.UP if points > 0 else Trend.DOWN if points < 0 else Trend.SAME, points)
    place = {Side.LOW: 0, Side.EXACT: 1, Side.HIGH: 2}
    difference = place[now.side] - place[before.side]
    return Change(Trend.UP if difference > 0 else Trend.DOWN if difference < 0 else Trend.SAME, None)
