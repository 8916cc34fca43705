"""When training can close a gap, reckoned from stated assumptions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.kit.words import gettext as _

HOURS_A_MONTH = 6
"""Hours that an officer learns in a month, beside the work."""

MONTHS_AHEAD = 12


@dataclass(frozen=True, slots=True)
class Need:
    """That a person is needed at a level of a competence, by an opening or an initiative; no day: from now on, or without an end."""

    level: int
    starts_on: date | None = None
    ends_on: date | None = None

    def covers(self, month: date) -> bool:
        """Whether somebody is needed at some time of the month that begins on that day."""
        return (self.starts_on is None or self.starts_on < month_after(month, 1)) and (self.ends_on is None or self.ends_on >= month)


@dataclass(frozen=True, slots=True)
class AtMost:
    """A number that is told only as far as it cannot be higher."""

    number: int

    def __str__(self) -> str:
        return _("up to %(number)s", number=self.number)


@dataclass(frozen=True, slots=True)
class Training:
    """A way to a level: a course of so many minutes, with those that have to come before it, that anybody may begin today; or a boot camp that
    ends on a day and has seats."""

    name: str
    level: int
    minutes: int = 0
    ends_on: date | None = None
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """By when the gap can be closed, and by what."""

    month: date
    by: str


def month_after(month: date, count: int) -> date:
    """The first day of the month ``count`` months after ``month``."""
    place = month.year * 12 + month.month - 1 + count
    return date(place // 12, place % 12 + 1, 1)


def months_ahead(today: date, count: int = MONTHS_AHEAD) -> list[date]:
    """The first days of the next ``count`` months."""
    return [month_after(today, number) for number in range(1, count + 1)]


def ready_in(training: Training, today: date, hours_a_month: int = HOURS_A_MONTH) -> date:
    """The first month in which those who begin now have finished."""
    if training.ends_on is not None:
        return month_after(training.ends_on, 1)
    months = -(-training.minutes // (hours_a_month * 60))
    return month_after(today, max(1, months))


def earliest_closing(missing: int, level: int, trainings: Sequence[Training], today: date, hours_a_month: int = HOURS_A_MONTH) -> Closing | None:
    """The earliest month in which ``missing`` people can be at ``level``; None when nothing on offer leads there.

    A boot camp counts only as far as its seats go; what several of them have together counts from the end of the last that is needed.
    """
    fitting = sorted((one for one in trainings if one.level >= level), key=lambda one: (ready_in(one, today, hours_a_month), one.name))
    seats = 0
    for one in fitting:
        if one.seats is None:
            return Closing(ready_in(one, today, hours_a_month), one.name)
        seats += one.seats
        if seats >= missing:
            return Closing(ready_in(one, today, hours_a_month), one.name)
    return None


def remaining(at_level: int, lost_by_month: Sequence[int]) -> list[int]:
    """How many are still at the level at the end of each month, when nobody learns anything new."""
    left = []
    for lost in lost_by_month:
        at_level -= lost
        left.append(max(0, at_level))
    return left


def missing_for(needs: Iterable[Need], having: Mapping[int, int], month: date, *, least: int) -> int | AtMost:
    """How many people are missing in ``month`` for all of ``needs``, of one competence. Whoever shows more will do, and nobody fills two places.

    ``having`` says how many show each level or more. Fewer than ``least`` of them are not told of: then no more is said than how many are asked for.
    """
    due = [need.level for need in needs if need.covers(month)]
    if any(having.get(level, 0) < least for level in due):
        return AtMost(len(due))
    return max([0, *(sum(other >= level for other in due) - having[level] for level in due)])
