"""Serial schedule generation: the activities in order of urgency, each as early as what it waits for and the hours of the month allow.

All runs of a portion are scheduled at once: a row of numbers per activity. A team works on what comes first in the order; when its hours of a
month are used up, the rest waits for the next month. The champions' hours are a second such account. (Kelley 1963; Kolisch 1996 for the scheme.)
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lms.strategy.network import dates
from lms.strategy.network.order import in_order, leading_to
from lms.strategy.network.shapes import Plan, Task
from lms.strategy.network.timeline import Timeline
from lms.strategy.realism.capacity import CHAMPIONS, hours_by_month
from lms.strategy.realism.durations import Duration, Numbers

_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Work:
    """An activity as the schedule sees it."""

    key: str
    begins: float
    """Not before this working day."""
    waits_for: tuple[int, ...]
    """Places in the order."""
    asks: tuple[tuple[str, float], ...]
    """Account -> hours of a whole month."""
    over: bool


@dataclass(frozen=True, slots=True)
class Line:
    """When an activity begins and ends in each run, which of those that it waits for held it up last (-1: none), and the days it waited for hours."""

    begins: Numbers
    ends: Numbers
    held_up_by: NDArray[np.int64]
    waited: Numbers


class Network:
    """A plan, made ready to be scheduled many times."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.timeline = Timeline(plan.start, plan.holidays)
        tasks = {task.id: task for task in plan.tasks}
        self.order = _by_urgency(plan, self.timeline)
        self.place = {key: number for number, key in enumerate(self.order)}
        self.work = [self._work(tasks[key]) for key in self.order]
        self.durations = [_duration(tasks[key], plan) for key in self.order]
        self.hours = hours_by_month(plan, self.timeline)
        waits_for = plan.waits_for()
        self.last = {one.id: [self.place[task.id] for task in plan.tasks if task.promise == one.id] for one in plan.promises}
        """Promise -> the activities that it is made of."""
        self.paths = {one: self._path(ends, waits_for) for one, ends in self.last.items()}
        """Promise -> everything that leads to it, the last first."""

    def _path(self, ends: list[int], waits_for: Mapping[str, tuple[str, ...]]) -> list[int]:
        return sorted((self.place[key] for key in leading_to([self.order[place] for place in ends], waits_for) if key in self.place), reverse=True)

    def _work(self, task: Task) -> Work:
        asks = [(task.team or "", task.hours)] if task.team and task.hours > 0 else []
        asks += [(CHAMPIONS, task.champion_hours)] if task.champion_hours > 0 else []
        waits_for = tuple(self.place[one] for one in task.waits_for if one in self.place)
        return Work(task.id, dates.earliest_begin(task, self.timeline), waits_for, tuple(asks), task.ended_on is not None)

    def draw(self, probability: Numbers) -> Numbers:
        """What is left of each duration, in the order of the network."""
        return np.stack([one.rest(row) for one, row in zip(self.durations, probability, strict=True)]) if self.work else probability

    def accounts(self, runs: int, *, more_hours: Mapping[str, float] | None = None) -> dict[str, Numbers]:
        """Account -> hours left by month and run. ``more_hours``: account -> hours more in each month."""
        return {name: self._opened(name, runs, (more_hours or {}).get(name, 0.0)) for name in self.hours}

    def schedule(self, rest: Numbers, accounts: Mapping[str, Numbers] | None = None) -> list[Line]:
        """The activities of each run, in the order of the network; ``accounts`` (those of the plan, if none are given) are debited."""
        runs, lines = rest.shape[1], list[Line]()
        accounts = self.accounts(runs) if accounts is None else accounts
        for work, days in zip(self.work, rest, strict=True):
            begins, held_up_by = _when_free(work, lines, runs)
            if work.over:
                zero = np.zeros(runs)
                lines.append(Line(zero, zero, np.full(runs, -1), zero))
                continue
            asked = [(accounts[name], hours) for name, hours in work.asks if name in accounts]
            ends = self._worked_off(begins, days, asked) if asked else begins + days
            lines.append(Line(begins, ends, held_up_by, np.maximum(0.0, ends - begins - days)))
        return lines

    def _opened(self, name: str, runs: int, more: float) -> Numbers:
        """An account that is full. Of the first month only the days that are left count."""
        edges, lengths = self.timeline.edges, self.timeline.lengths
        hours = np.array(self.hours[name]) + more
        share = np.array([(edges[n + 1] - edges[n]) / lengths[n] if lengths[n] else 0.0 for n in range(len(lengths))])
        return np.repeat((hours * share)[:, None], runs, axis=1)

    def _worked_off(self, begins: Numbers, days: Numbers, asked: list[tuple[Numbers, float]]) -> Numbers:
        """When ``days`` of work are done that asks the accounts for so many hours of each month; the accounts are debited."""
        line, left = self.timeline, days.copy()
        ends = np.where(left <= _NOISE, begins, float(line.horizon + 1))
        for month in range(line.month_of(float(begins.min(initial=0.0))), len(line.months)):
            length = line.lengths[month]
            if not length:
                continue
            from_day = np.maximum(begins, line.edges[month])
            can = np.clip(line.edges[month + 1] - from_day, 0.0, None)
            for account, hours in asked:
                can = np.minimum(can, account[month] * (length / hours))
            done = np.minimum(left, can)
            for account, hours in asked:
                account[month] = np.maximum(0.0, account[month] - done * (hours / length))
            finished = (left > _NOISE) & (left - done <= _NOISE)
            left -= done
            ends[finished] = (from_day + done)[finished]
            if left.max() <= _NOISE:
                break
        return ends


def _when_free(work: Work, lines: list[Line], runs: int) -> tuple[Numbers, NDArray[np.int64]]:
    """When the activity can begin, and which of those that it waits for decides so."""
    begins, held_up_by = np.full(runs, work.begins), np.full(runs, -1)
    for place in work.waits_for:
        later = lines[place].ends > begins + _NOISE
        begins = np.where(later, lines[place].ends, begins)
        held_up_by[later] = place
    return begins, held_up_by


def _duration(task: Task, plan: Plan) -> Duration:
    return Duration(task.shortest, task.likely, task.longest, shape=plan.shape, elapsed=dates.elapsed(task, plan))


def _by_urgency(plan: Plan, timeline: Timeline) -> list[str]:
    """The order in which hours are given out: what is under way, then by the first promise that hangs on it, then by when it could begin."""
    waits_for, tasks = plan.waits_for(), {task.id: task for task in plan.tasks}
    due: dict[str, int] = dict.fromkeys(waits_for, timeline.horizon + 1)
    for promise in plan.promises:
        until = timeline.until(promise.promised_on)
        for key in leading_to([task.id for task in plan.tasks if task.promise == promise.id], waits_for):
            if key in due:
                due[key] = min(due[key], until)
    free = dates.spans(plan, timeline, dates.likely)
    return in_order(waits_for, rank=lambda key: (tasks[key].started_on is None, due[key], free[key].begins, key))
