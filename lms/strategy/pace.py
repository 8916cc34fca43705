"""How far an indicator is on its way from the baseline to the target, beside how much of the time is gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

NEAR = Decimal("0.1")
"""An indicator that is less than this share of the way behind is still on pace."""
GRACE_DAYS = 14
"""After the day on which a measurement is due, it is late from then on."""
DAYS_PER_MONTH = 365.25 / 12


class Pace(StrEnum):
    """How an indicator moves."""

    NOT_MEASURED = "not_measured"
    AWAY = "away"
    """It moved away from the target."""
    BEHIND = "behind"
    ON_PACE = "on_pace"
    AHEAD = "ahead"
    REACHED = "reached"
    MISSED = "missed"
    """Its day has passed, and the target is not reached."""


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value of a day; ``at`` is when it was entered, since the newest of a day counts."""

    on_day: date
    value: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Aim:
    """From where to where, and by when."""

    baseline: Decimal
    baseline_on: date
    target: Decimal
    due_on: date
    every_months: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an indicator stands. Shares are of the way and of the time, 0 to 1 and beyond."""

    pace: Pace
    done: Decimal | None
    elapsed: Decimal
    current: Decimal | None
    measured_on: date | None
    due_again_on: date
    """When the next measurement is due."""
    late: bool
    """That day passed some time ago."""

    @property
    def percent(self) -> int | None:
        """Whole per cent of the way; less than nothing when it moved away."""
        return None if self.done is None else round(self.done * 100)

    @property
    def elapsed_percent(self) -> int:
        """Whole per cent of the time."""
        return round(self.elapsed * 100)


def counting(values: Iterable[Value]) -> list[Value]:
    """One value per day, the one that was entered last, in the order of days."""
    newest: dict[date, Value] = {}
    for value in sorted(values, key=lambda one: one.at):
        newest[value.on_day] = value
    return [newest[day] for day in sorted(newest)]


def share_done(aim: Aim, current: Decimal) -> Decimal:
    """(current - baseline) / (target - baseline): 0 at the baseline, 1 at the target, whichever way the target lies."""
    return (current - aim.baseline) / (aim.target - aim.baseline)


def share_elapsed(aim: Aim, today: date) -> Decimal:
    """The share of the days between baseline and due day that are gone, 0 to 1."""
    days = (aim.due_on - aim.baseline_on).days
    if days <= 0:
        return Decimal(1)
    return min(Decimal(1), max(Decimal(0), Decimal((today - aim.baseline_on).days) / days))


def progress(aim: Aim, values: Iterable[Value], today: date) -> Progress:
    """Where the indicator stands today. Values of days to come do not count yet."""
    known = [value for value in counting(values) if value.on_day <= today]
    last = known[-1] if known else None
    elapsed = share_elapsed(aim, today)
    done = share_done(aim, last.value) if last else None
    due_again = (last.on_day if last else aim.baseline_on) + timedelta(days=round(aim.every_months * DAYS_PER_MONTH))
    pace = _pace(done, elapsed, over=today > aim.due_on)
    late = pace not in (Pace.REACHED, Pace.MISSED) and today > due_again + timedelta(days=GRACE_DAYS)
    return Progress(pace, done, elapsed, last.value if last else None, last.on_day if last else None, due_again, late)


def _pace(done: Decimal | None, elapsed: Decimal, *, over: bool) -> Pace:
    if done is None:
        return Pace.MISSED if over else Pace.NOT_MEASURED
    if done >= 1:
        return Pace.REACHED
    if over:
        return Pace.MISSED
    if done < 0:
        return Pace.AWAY
    if done >= elapsed + NEAR:
        return Pace.AHEAD
    return Pace.ON_PACE if done >= elapsed - NEAR else Pace.BEHIND
