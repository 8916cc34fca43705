"""The way of a bottleneck from a report to the reporter's word that it is gone, as a table. Terms are in working days of the city."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from lms.kit.working_days import Alarm, alarm_by, working_days_after

Who = Literal["office", "owner", "reporter", "house"]
"""The programme office; whoever removes it; whoever reported it, from inside or outside; the house itself, by a job."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way. Each tells the reporter, with the reason where there is one."""

    deed: str
    before: tuple[str, ...]
    after: str
    who: tuple[Who, ...]
    reason: bool = False
    """It needs words, which the reporter reads."""


OPEN = ("reported", "triaged", "confirmed", "owned", "in_removal", "removal_reported")
"""States in which it still stands in the way."""
ENDS = ("closed", "rejected", "duplicate")
"""Ends, after which what is known of an outside reporter is forgotten in time. What was raised to others is none: their answer may come."""

STEPS = (
    Step("triage", ("reported",), "triaged", ("office",)),
    Step("confirm", ("triaged",), "confirmed", ("office",)),
    Step("own", ("confirmed", "owned", "in_removal"), "owned", ("office",)),
    Step("begin", ("owned",), "in_removal", ("owner", "office"), reason=True),
    Step("report-removal", ("in_removal",), "removal_reported", ("owner", "office"), reason=True),
    Step("gone", ("removal_reported",), "confirmed_gone", ("reporter",)),
    Step("not-gone", ("removal_reported",), "in_removal", ("reporter",), reason=True),
    Step("close", ("confirmed_gone",), "closed", ("office", "house")),
    Step("close-unanswered", ("removal_reported",), "closed", ("office", "house")),
    Step("come-back", ("closed",), "confirmed", ("reporter", "office"), reason=True),
    Step("reject", ("reported", "triaged", "confirmed"), "rejected", ("office",), reason=True),
    Step("duplicate", ("reported", "triaged", "confirmed"), "duplicate", ("office",)),
    Step("raise", ("triaged", "confirmed", "owned", "in_removal"), "raised", ("office",), reason=True),
    Step("take-up", ("raised",), "confirmed", ("office",), reason=True),
)

BY_DEED: Mapping[str, Step] = {step.deed: step for step in STEPS}

TRIAGE_DAYS = 5
"""Working days within which a report is looked at."""
BETWEEN_REMINDERS = timedelta(days=14)
REMINDERS = 2
"""So many stay unanswered before it is closed without the reporter's word."""
COMES_BACK_WITHIN = timedelta(days=365)
"""A closed one that returns within this time is the same one."""


def step_of(deed: str, state: str) -> Step | None:
    """The step that ``deed`` is from ``state``; None when it cannot be taken there."""
    step = BY_DEED.get(deed)
    return step if step is not None and state in step.before else None


def possible(state: str, roles: tuple[Who, ...]) -> tuple[Step, ...]:
    """The steps that somebody with ``roles`` may take from ``state``."""
    return tuple(step for step in STEPS if state in step.before and set(step.who) & set(roles))


def triage_alarm(reported_on: date, today: date, holidays: Collection[date]) -> Alarm:
    """What the house does about a report that nobody looked at: nothing; remind after half the term; tell the city manager once it is over."""
    return alarm_by(working_days_after(reported_on, TRIAGE_DAYS, holidays), TRIAGE_DAYS, today, holidays)


def reminder_due(asked_at: datetime, reminded: Sequence[datetime], now: datetime) -> bool:
    """Whether the reporter should be asked again whether it is gone."""
    return len(reminded) < REMINDERS and now >= max([asked_at, *reminded]) + BETWEEN_REMINDERS


def may_close_unanswered(reminded: Sequence[datetime], now: datetime) -> bool:
    """Whether two reminders, the second two weeks after the first, stayed unanswered for two weeks more."""
    if len(reminded) < REMINDERS:
        return False
    last, before = sorted(reminded, reverse=True)[:2]
    return last - before >= BETWEEN_REMINDERS and now - last >= BETWEEN_REMINDERS


def comes_back_in_time(closed_at: datetime, now: datetime) -> bool:
    """Whether what was closed is still the same one when it returns."""
    return now - closed_at <= COMES_BACK_WITHIN
