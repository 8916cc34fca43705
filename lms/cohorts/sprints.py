"""When a sprint begins and ends: on the days of the plan, and later where what was still to come was moved while the boot camp ran."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.cohorts.programme_files.shapes import Sprint


@dataclass(frozen=True, slots=True)
class Shift:
    """That on a day everything moved that then was still to come."""

    on: date
    days: int


@dataclass(frozen=True, slots=True)
class Dates:
    """The first and the last day of a sprint."""

    first: date
    last: date


def dates_of(sprint: Sprint, starts_on: date, shifts: Sequence[Shift]) -> Dates:
    """The days of ``sprint`` in a cohort that began on ``starts_on``, after ``shifts`` in their order."""
    first = _moved(starts_on + timedelta(days=sprint.begins_day), shifts)
    # it is over at the end of its last day, so that day is still to come on itself
    after = _moved(starts_on + timedelta(days=sprint.ends_day + 1), shifts)
    return Dates(first, after - timedelta(days=1))


def _moved(day: date, shifts: Sequence[Shift]) -> date:
    for shift in shifts:
        if day > shift.on:
            day += timedelta(days=shift.days)
    return day
