"""The clock on the wall and the instant: a session stands at ten o'clock before and after the change of summer time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Hour(StrEnum):
    """How often the clock on the wall shows an hour of a day."""

    ONCE = "once"
    NEVER = "never"
    """The clock is put forward over it."""
    TWICE = "twice"
    """The clock is put back over it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The instant of an hour on the wall."""

    at: datetime
    """In UTC. An hour that is shown twice is its first showing; one that is never shown moves on by as much as the clock (RFC 5545, 3.3.5)."""
    hour: Hour


def placed(day: date, hour: time, zone: str) -> Placed:
    """The instant at which the clock in ``zone`` (an IANA name) shows ``hour`` on ``day``."""
    shown = datetime.combine(day, hour, ZoneInfo(zone))
    first, second = shown.astimezone(UTC), shown.replace(fold=1).astimezone(UTC)
    if first == second:
        return Placed(first, Hour.ONCE)
    return Placed(first, Hour.TWICE if wall(first, zone).time() == hour else Hour.NEVER)


def wall(moment: datetime, zone: str) -> datetime:
    """What the clock in ``zone`` shows at ``moment``."""
    return moment.astimezone(ZoneInfo(zone))


def moved(moment: datetime, days: int, zone: str) -> Placed:
    """The instant ``days`` later at the same hour on the wall."""
    shown = wall(moment, zone)
    return placed(shown.date() + timedelta(days=days), shown.time(), zone)


def span(begins_at: datetime, ends_at: datetime, zone: str) -> str:
    """``10:00–12:00``, as the clock in ``zone`` shows it."""
    return f"{wall(begins_at, zone):%H:%M}–{wall(ends_at, zone):%H:%M}"
