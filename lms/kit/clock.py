"""The only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This instant, in UTC."""
    return _told.get() or datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """The calendar day it is now in ``zone`` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` inside: for the demo city's past, and for tests. No request can reach this."""
    mark = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(mark)
