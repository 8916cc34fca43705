"""Working days as whole numbers from the day on which a plan is looked at, and back; and the months that they lie in.

Work that begins at ``s`` and takes ``d`` is over at ``s + d``: at the end of working day number ``s + d``, counted from 1.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise

from lms.kit.working_days import is_working_day

_NOISE = 1e-9


class Timeline:
    """The city's working days from ``start`` on, for ``months`` calendar months; what is later lies beyond the horizon."""

    def __init__(self, start: date, holidays: Collection[date] = (), *, months: int = 120) -> None:
        self.months = [later_month(start.replace(day=1), number) for number in range(months)]
        """The first day of each month."""
        first, last = self.months[0], later_month(self.months[0], months)
        away = frozenset(holidays)
        every = [day for number in range((last - first).days) if is_working_day(day := first + timedelta(days=number), away)]
        before = bisect_left(every, start)
        self.start, self._days = start, every[before:]
        edges = [bisect_left(every, month) for month in [*self.months, last]]
        self.edges = [max(0, edge - before) for edge in edges]
        """Where each month begins, and where the last one ends, in working days from the start."""
        self.lengths = [later - edge for edge, later in pairwise(edges)]
        """Working days of each whole month; of the first one too, though some may lie before the start."""

    @property
    def horizon(self) -> int:
        """How many working days there are."""
        return len(self._days)

    def until(self, day: date) -> int:
        """How many working days there are up to and with ``day``."""
        return bisect_right(self._days, day)

    def begin(self, day: date) -> int:
        """When work can begin that may not begin before ``day``."""
        return bisect_left(self._days, day)

    def days_of(self, over: float) -> int:
        """The number of the working day at whose end work is done that is over at ``over``."""
        return math.ceil(over - _NOISE)

    def day(self, number: int) -> date | None:
        """The date of the working day with that ``number``, counted from 1; the start for 0; nothing beyond the horizon."""
        if number > len(self._days):
            return None
        return self._days[number - 1] if number > 0 else self.start

    def first_day(self, begins: float) -> date | None:
        """The date on which work begins that begins at ``begins``."""
        return self.day(math.floor(begins + _NOISE) + 1)

    def month_of(self, begins: float) -> int:
        """The number of the month in which work is done that begins at ``begins``."""
        return min(bisect_right(self.edges, begins) - 1, len(self.months) - 1)


def later_month(month: date, months: int) -> date:
    """The first day of the month that comes ``months`` months after ``month``."""
    years, number = divmod(month.month - 1 + months, 12)
    return date(month.year + years, number + 1, 1)
