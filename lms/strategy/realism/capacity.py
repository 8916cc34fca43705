"""The hours that teams and champions have month by month, what is assumed where nobody said, and what the plan asks of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.strategy.network import dates
from lms.strategy.network.shapes import Plan, Task
from lms.strategy.network.timeline import Timeline

CHAMPIONS = "champions"
"""The account of the champions' hours; departments have their ids."""


def stated(plan: Plan) -> dict[str, dict[date, float]]:
    """Account -> month -> hours, as somebody said them."""
    said = {team: dict(months) for team, months in plan.capacity.items() if months}
    if plan.supply is not None and plan.supply.champion_hours:
        said[CHAMPIONS] = dict(plan.supply.champion_hours)
    return said


def hours_by_month(plan: Plan, timeline: Timeline) -> dict[str, list[float]]:
    """Account -> hours in each month. A month of which nobody spoke has what the last month before it had, else the first one after it.

    An account of which nobody ever spoke is missing here, and limits nothing; ``strains`` and ``silent`` name it.
    """
    return {name: [_hours(months, month) for month in timeline.months] for name, months in stated(plan).items()}


def _hours(said: Mapping[date, float], month: date) -> float:
    before = [one for one in said if one <= month]
    return said[max(before)] if before else said[min(said)]


@dataclass(slots=True)
class Strain:
    """What the plan asks of an account in a month, against what there is. ``hours`` is None where nobody ever said."""

    account: str
    month: date
    asked: float
    hours: float | None
    assumed: bool
    """Nobody said the hours of this very month."""
    by: dict[str, float] = field(default_factory=dict)
    """Activity -> its part of what is asked."""

    @property
    def too_much(self) -> bool:
        """More is asked than there is."""
        return self.hours is not None and self.asked > self.hours + 1e-6


def strains(plan: Plan, timeline: Timeline) -> list[Strain]:
    """What is asked of each account by month if every activity takes its likely duration and none has to wait for hours."""
    when, said, hours = dates.spans(plan, timeline, dates.likely), stated(plan), hours_by_month(plan, timeline)
    found: dict[tuple[str, int], Strain] = {}
    for task in plan.tasks:
        for account, asks in _asks(task):
            for month, share in _months(when[task.id], timeline):
                day = timeline.months[month]
                there = hours[account][month] * _left_of(month, timeline) if account in hours else None
                strain = found.setdefault((account, month), Strain(account, day, 0.0, there, day not in said.get(account, {})))
                strain.by[task.id] = strain.by.get(task.id, 0.0) + asks * share
                strain.asked += asks * share
    return [found[key] for key in sorted(found)]


def _left_of(month: int, timeline: Timeline) -> float:
    length = timeline.lengths[month]
    return (timeline.edges[month + 1] - timeline.edges[month]) / length if length else 0.0


def _asks(task: Task) -> list[tuple[str, float]]:
    asked = [(task.team, task.hours), (CHAMPIONS, task.champion_hours)]
    return [(account, hours) for account, hours in asked if account and hours > 0 and task.ended_on is None]


def _months(span: dates.Span, timeline: Timeline) -> list[tuple[int, float]]:
    """The months that a span touches, each with the share of its working days."""
    touched = []
    for month in range(timeline.month_of(span.begins), len(timeline.months)):
        days = min(span.ends, timeline.edges[month + 1]) - max(span.begins, timeline.edges[month])
        if timeline.edges[month] >= span.ends:
            break
        if days > 0 and timeline.lengths[month]:
            touched.append((month, days / timeline.lengths[month]))
    return touched
