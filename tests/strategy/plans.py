"""Plans for tests of the pure rooms: only what matters is said."""

from datetime import date
from typing import Any

from lms.strategy.network.shapes import Plan, Promise, Task

MONDAY = date(2027, 1, 4)


def task(key: str, *waits_for: str, days: int | tuple[int, int, int] = 10, promise: str | None = None, **facts: Any) -> Task:
    """An activity of that many days, or of three points."""
    shortest, likely, longest = days if isinstance(days, tuple) else (days, days, days)
    return Task(id=key, title=f"Work {key}", initiative="one", shortest=shortest, likely=likely, longest=longest, waits_for=waits_for,
                promise=promise, **facts)  # fmt: skip


def promise(key: str = "p", promised_on: date = date(2027, 6, 30)) -> Promise:
    """A promise."""
    return Promise(id=key, title=f"Promise {key}", initiative="one", promised_on=promised_on, baseline_on=promised_on)


def plan(*tasks: Task, promises: tuple[Promise, ...] = (), **facts: Any) -> Plan:
    """A plan from Monday, 4 January 2027 on; durations move each by itself if nothing else is said."""
    facts = {"start": MONDAY, "correlation": 0.0, "promises": promises or (promise(),), **facts}
    return Plan(tasks=tasks, initiatives={"one": "Initiative one"}, **facts)
