"""The clock on the wall and the instant, around the change of summer time."""

from datetime import UTC, date, datetime, time

import pytest

from lms.cohorts import hours
from lms.cohorts.hours import Hour

CASES = [
    # zone, day, hour -> UTC, how often shown
    ("Europe/Brussels", date(2026, 3, 28), time(10), "2026-03-28 09:00", Hour.ONCE),
    ("Europe/Brussels", date(2026, 3, 29), time(10), "2026-03-29 08:00", Hour.ONCE),
    ("Europe/Brussels", date(2026, 3, 29), time(1, 59), "2026-03-29 00:59", Hour.ONCE),
    ("Europe/Brussels", date(2026, 3, 29), time(2), "2026-03-29 01:00", Hour.NEVER),
    ("Europe/Brussels", date(2026, 3, 29), time(2, 30), "2026-03-29 01:30", Hour.NEVER),
    ("Europe/Brussels", date(2026, 3, 29), time(3), "2026-03-29 01:00", Hour.ONCE),
    ("Europe/Brussels", date(2026, 10, 24), time(10), "2026-10-24 08:00", Hour.ONCE),
    ("Europe/Brussels", date(2026, 10, 25), time(2, 30), "2026-10-25 00:30", Hour.TWICE),
    ("Europe/Brussels", date(2026, 10, 25), time(3), "2026-10-25 02:00", Hour.ONCE),
    ("Europe/Brussels", date(2026, 10, 25), time(10), "2026-10-25 09:00", Hour.ONCE),
    ("Europe/Lisbon", date(2026, 3, 29), time(1, 30), "2026-03-29 01:30", Hour.NEVER),
    ("Europe/Lisbon", date(2026, 3, 29), time(10), "2026-03-29 09:00", Hour.ONCE),
    ("Europe/Lisbon", date(2026, 10, 25), time(1, 30), "2026-10-25 00:30", Hour.TWICE),
    ("Atlantic/Azores", date(2026, 3, 29), time(0, 30), "2026-03-29 01:30", Hour.NEVER),
    ("Atlantic/Azores", date(2026, 10, 25), time(0, 30), "2026-10-25 00:30", Hour.TWICE),
    ("Atlantic/Azores", date(2026, 10, 25), time(10), "2026-10-25 11:00", Hour.ONCE),
    ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08 07:30", Hour.NEVER),
    ("America/New_York", date(2026, 3, 20), time(10), "2026-03-20 14:00", Hour.ONCE),  # summer time there, not yet in Europe
    ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01 05:30", Hour.TWICE),
    ("UTC", date(2026, 3, 29), time(2, 30), "2026-03-29 02:30", Hour.ONCE),
]


@pytest.mark.parametrize(("zone", "day", "hour", "instant", "shown"), CASES)
def test_an_hour_on_the_wall_is_an_instant(zone, day, hour, instant, shown):
    placed = hours.placed(day, hour, zone)
    assert (placed.at, placed.hour) == (datetime.fromisoformat(instant).replace(tzinfo=UTC), shown)


@pytest.mark.parametrize("zone", ["Europe/Brussels", "Europe/Lisbon", "Atlantic/Azores", "America/New_York"])
@pytest.mark.parametrize("days", [-30, 1, 28, 31, 180, 366])
def test_a_move_keeps_the_hour_on_the_wall(zone, days):
    at = hours.placed(date(2026, 3, 1), time(10), zone).at
    later = hours.moved(at, days, zone)
    assert hours.wall(later.at, zone).time() == time(10)
    assert (hours.wall(later.at, zone).date() - date(2026, 3, 1)).days == days


def test_a_span_is_read_off_the_wall():
    begins, ends = datetime(2026, 10, 25, 0, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
    assert hours.span(begins, ends, "Europe/Brussels") == "02:00–03:00"
