"""A time zone as iCalendar wants it (VTIMEZONE), from the zone data that Python has.

Outlook reads rules and not lists of dates, so a change that follows a yearly rule is written as one. (What the icalendar
library generates names each date, and the spring change an hour late.)
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

YEARS_BEFORE, YEARS_AFTER = 1, 8
"""Around the years that are asked for: so many tell a rule from a coincidence."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Change:
    """The clock is put forward or back."""

    at: datetime
    """The hour on the wall at which it happens, by the clock that is about to change; no time zone."""
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, int, Any]:
        """What changes of one rule have in common."""
        return self.before, self.after, self.name, self.at.month, self.at.time()


def time_zone(name: str, first_year: int, last_year: int) -> Timezone:
    """VTIMEZONE of the zone ``name`` (an IANA name), good for those years."""
    zone, first, last = ZoneInfo(name), first_year - YEARS_BEFORE, last_year + YEARS_AFTER
    component = Timezone()
    component.add("tzid", name)
    changes = _changes(zone, first, last)
    for change, rule in _ruled(changes, last) if changes else [(_always(zone, first), None)]:
        component.add_component(_observance(change, rule))
    return component


@lru_cache(maxsize=256)
def _changes(zone: ZoneInfo, first: int, last: int) -> tuple[Change, ...]:
    return tuple(_changes_day_by_day(zone, first, last))


def _changes_day_by_day(zone: ZoneInfo, first: int, last: int) -> Iterator[Change]:
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while day < end:
        following = day + timedelta(days=1)
        before, after = day.astimezone(zone).utcoffset(), following.astimezone(zone).utcoffset()
        if before is not None and after is not None and before != after:
            moment = _moment_of_change(zone, day, following)
            yield Change((moment + before).replace(tzinfo=None), before, after, moment.astimezone(zone).tzname() or "")
        day = following


def _moment_of_change(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    old = early.astimezone(zone).utcoffset()
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) // 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            early = middle
        else:
            late = middle
    return late


def _always(zone: ZoneInfo, year: int) -> Change:
    at = datetime(year, 1, 1, tzinfo=zone)
    offset = at.utcoffset() or timedelta()
    return Change(at.replace(tzinfo=None), offset, offset, at.tzname() or "")


def _ruled(changes: Sequence[Change], last: int) -> Iterator[tuple[Change, dict[str, Any] | None]]:
    """Changes that follow a rule until ``last`` as their first one with the rule; the rest one by one."""
    kinds: dict[Any, list[Change]] = defaultdict(list)
    for change in changes:
        kinds[change.kind].append(change)
    for same in kinds.values():
        rule = _rule_of(same, last)
        yield from [(same[0], rule)] if rule else [(change, None) for change in same]


def _rule_of(same: list[Change], last: int) -> dict[str, Any] | None:
    years = [change.at.year for change in same]
    if years != list(range(last - len(years) + 1, last + 1)) or len({change.at.weekday() for change in same}) > 1 or len(years) < YEARS_AFTER:
        return None
    weekday, month = WEEKDAYS[same[0].at.weekday()], same[0].at.month
    if all((change.at + timedelta(days=7)).month != month for change in same):
        return {"freq": "yearly", "bymonth": month, "byday": f"-1{weekday}"}
    weeks = {(change.at.day - 1) // 7 + 1 for change in same}
    return {"freq": "yearly", "bymonth": month, "byday": f"{weeks.pop()}{weekday}"} if len(weeks) == 1 else None


def _observance(change: Change, rule: dict[str, Any] | None) -> Any:
    part = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    part.add("dtstart", change.at)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if rule:
        part.add("rrule", rule)
    return part
