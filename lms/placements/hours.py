"""Hours a week of somebody who is on several things at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """So many hours a week from a day to a day, both included."""

    hours: Decimal
    starts_on: date
    ends_on: date


def highest(spans: Iterable[Span], starts_on: date, ends_on: date) -> Decimal:
    """The most hours a week that the spans take together on any day of that time."""
    met = [one for one in spans if one.starts_on <= ends_on and one.ends_on >= starts_on]
    days = [max(one.starts_on, starts_on) for one in met]  # the sum can only rise where one begins
    return max((sum((one.hours for one in met if one.starts_on <= day <= one.ends_on), Decimal(0)) for day in days), default=Decimal(0))


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    """First days of all months from the one of ``first`` to the one of ``last``."""
    months, month = [], month_of(first)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months
