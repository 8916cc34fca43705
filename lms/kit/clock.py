"""The only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This instant, in UTC."""
    return _told.get() or datetime.now(UTC)


def today(zone: str | None = None) -> date:
    """The calendar day it is now in the city, or in ``zone`` (an IANA name); in UTC where no application is at hand."""
    city = current_app.config["TIME_ZONE"] if has_app_context() else "UTC"
    return now().astimezone(ZoneInfo(zone or city)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` inside: for the demo city's past, and for tests. No request can reach this."""
    mark = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(mark)
