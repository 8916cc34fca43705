"""Terms in working days: Monday to Friday, but for the holidays that are given."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal

_SATURDAY = 5

Alarm = Literal["", "remind", "escalate"]


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


def alarm_by(due_on: date, days: int, today: date, holidays: Collection[date] = ()) -> Alarm:
    """What to do about a term of ``days`` that ends on ``due_on``: nothing; remind whoever is waited for in its second half; tell who stands
    above them once it is over."""
    if working_days_between(due_on, today, holidays):
        return "escalate"
    return "remind" if working_days_between(today, due_on, holidays) * 2 < days else ""
