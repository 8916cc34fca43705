"""Terms in working days: Monday to Friday. Holidays differ from city to city and are not known here."""

from datetime import date, timedelta

_SATURDAY = 5


def working_days_after(day: date, days: int) -> date:
    """The working day that comes ``days`` working days after ``day``."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day
