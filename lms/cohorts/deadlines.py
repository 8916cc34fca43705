"""Until when work is taken: the due instant, the days it may be late, and extensions that belong to a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

RETURN_DAYS = 7
"""Work that was marked and not passed is taken again for so many days after the mark, however late the trainer came to it."""


class Window(StrEnum):
    """Where a moment lies with regard to a task."""

    BEFORE = "before"
    """The task is not open yet."""
    ON_TIME = "on_time"
    LATE = "late"
    """After the due instant, and still taken."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Deadline:
    """From when to when something is taken from one person; due and closing instants themselves still count."""

    opens: datetime
    due: datetime
    closes: datetime
    extended: bool = False

    def window(self, moment: datetime) -> Window:
        """Where ``moment`` lies; the server's clock says the moment."""
        if moment < self.opens:
            return Window.BEFORE
        if moment <= self.due:
            return Window.ON_TIME
        return Window.LATE if moment <= self.closes else Window.CLOSED


def deadline(opens: datetime, due: datetime, late_days: int, extensions: Iterable[datetime], zone: str) -> Deadline:
    """The deadline of a person with those extensions: the latest one moves the due instant, never to an earlier one; the days of grace follow it."""
    latest = max([due, *extensions])
    return Deadline(opens, latest, moved(latest, late_days, zone), extended=latest > due)


def after_return(dead: Deadline, marked_at: datetime, zone: str) -> Deadline:
    """The deadline of somebody whose try did not pass: the next is taken until the task closes, or so many days after the mark."""
    return replace(dead, closes=max(dead.closes, moved(marked_at, RETURN_DAYS, zone)))


def instant(first_day: date, day: int, at: time, zone: str) -> datetime:
    """The instant at which the clocks of ``zone`` show ``at`` on the day ``day`` after ``first_day``.

    An hour that the change to summer time leaves out is the one after it; one that comes twice is the first.
    """
    local = datetime.combine(first_day + timedelta(days=day), at, ZoneInfo(zone))
    return local.astimezone(UTC)


def moved(moment: datetime, days: int, zone: str) -> datetime:
    """``moment`` moved by whole days of the calendar: the clocks of ``zone`` show the same hour, also over a change of summer time."""
    local = moment.astimezone(ZoneInfo(zone))
    return instant(local.date(), days, local.timetz().replace(tzinfo=None), zone)
