"""Terms in working days: Monday to Friday, but for the holidays that are given."""

from collections.abc import Collection
from datetime import date, timedelta

_SATURDAY = 5


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether the city works on ``day``."""
    return day.weekday() < _SATURDAY and day not in holidays


def working_days_after(day: date, days: int, holidays: Collection[date] = ()) -> date:
    """The working day that comes ``days`` working days after ``day``."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day


def working_days_before(day: date, days: int, holidays: Collection[date] = ()) -> date:
    """The working day that comes ``days`` working days before ``day``."""
    while days > 0:
        day -= timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day


def working_days_between(day: date, later: date, holidays: Collection[date] = ()) -> int:
    """How many working days lie after ``day``, up to and with ``later``; 0 when ``later`` is not later."""
    return sum(is_working_day(day + timedelta(days=number), holidays) for number in range(1, (later - day).days + 1))
