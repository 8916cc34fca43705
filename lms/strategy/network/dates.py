"""When each activity would begin and end if its duration were known and no team were ever short of hours: the critical path method."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from lms.kit.working_days import working_days_between
from lms.strategy.network.order import in_order
from lms.strategy.network.shapes import Plan, Task
from lms.strategy.network.timeline import Timeline

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in working days from the start of the plan."""

    begins: float
    ends: float


def likely(task: Task) -> float:
    """The most likely duration."""
    return task.likely


def longest(task: Task) -> float:
    """The longest duration."""
    return task.longest


def elapsed(task: Task, plan: Plan) -> int:
    """Working days that a task under way has taken before the start of the plan."""
    if task.started_on is None or task.started_on >= plan.start:
        return 0
    return working_days_between(task.started_on - _DAY, plan.start - _DAY, plan.holidays)


def spans(plan: Plan, timeline: Timeline, duration: Callable[[Task], float]) -> dict[str, Span]:
    """Task -> its span. What has ended is over before the start; what is under way lasts for the rest of its duration."""
    tasks: Mapping[str, Task] = {task.id: task for task in plan.tasks}
    found: dict[str, Span] = {}
    for key in in_order(plan.waits_for(), rank=lambda one: one):
        task = tasks[key]
        if task.ended_on is not None:
            found[key] = Span(0, 0)
            continue
        begins = max([earliest_begin(task, timeline), *(found[one].ends for one in task.waits_for if one in found)])
        rest = duration(task) - elapsed(task, plan)
        found[key] = Span(begins, begins + (max(1.0, rest) if task.started_on else rest))
    return found


def earliest_begin(task: Task, timeline: Timeline) -> float:
    """Before what no work on the task is left to be done: today, or the day that it may not begin before."""
    return timeline.begin(task.not_before) if task.not_before and not task.started_on else 0
