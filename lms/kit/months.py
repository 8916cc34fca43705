"""Months of the calendar, added to instants."""

import calendar
from datetime import datetime

SHORTEST = 28
"""Every month has these days; asking the calendar for the last one takes longer than all the rest."""


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time ``months`` later; the last day of a month that is too short."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    day = moment.day if moment.day <= SHORTEST else min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def whole_months(start: datetime, end: datetime) -> int:
    """How many whole months lie between ``start`` and ``end``; 0 when ``end`` comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months if months_later(start, months) <= end else months - 1) if end > start else 0
