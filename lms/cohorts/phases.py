"""Where a person stands with a task, and which phases of the capstone are open to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskState(StrEnum):
    """Where somebody stands with a task."""

    LOCKED = "locked"
    """A phase whose forerunner is not passed."""
    NOT_YET = "not_yet"
    """It opens later."""
    OPEN = "open"
    OVERDUE = "overdue"
    """The due instant is over, and it is still taken."""
    WAITING = "waiting"
    """Handed in, and not marked."""
    RETURNED = "returned"
    """Marked, not passed, and there is a try left."""
    FAILED = "failed"
    """Marked, not passed, and no try or time is left."""
    PASSED = "passed"
    MISSING = "missing"
    """Nothing was handed in, and nothing is taken any more."""


CAN_HAND_IN = frozenset({TaskState.OPEN, TaskState.OVERDUE, TaskState.WAITING, TaskState.RETURNED})
"""States in which a try may be taken, if one is left."""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the state of a task depends on, for one person."""

    opens: datetime
    due: datetime
    closes: datetime
    tries: int
    """How many there are in all."""
    used: int
    """How many were handed in."""
    passed: bool | None
    """By the newest mark of the newest try; nothing while it waits."""
    settled: bool = False
    """The newest try of the person's team passed: the team hands in nothing more, whoever of them is not passed."""


def state_of(facts: TaskFacts, moment: datetime) -> TaskState:
    """Where somebody stands with a task at ``moment``; what was handed in stands whatever the clock says."""
    if facts.used:
        return _state_of_handed_in(facts, moment)
    if moment < facts.opens:
        return TaskState.NOT_YET
    if moment <= facts.due:
        return TaskState.MISSING if facts.settled else TaskState.OPEN
    return TaskState.OVERDUE if moment <= facts.closes and not facts.settled else TaskState.MISSING


def _state_of_handed_in(facts: TaskFacts, moment: datetime) -> TaskState:
    if facts.passed is None:
        return TaskState.WAITING
    if facts.passed:
        return TaskState.PASSED
    another = facts.used < facts.tries and moment <= facts.closes and not facts.settled
    return TaskState.RETURNED if another else TaskState.FAILED


def states_of_phases(phases: Sequence[TaskFacts], moment: datetime) -> list[TaskState]:
    """Where somebody stands with the phases, in their order.

    A phase opens when the one before is passed, and not before its own day. What was handed in for a later phase keeps its state
    when an earlier one is marked again and fails: the work is not taken away, only nothing new is taken until the earlier is passed.
    """
    states: list[TaskState] = []
    for phase in phases:
        state = state_of(phase, moment)
        behind = bool(states) and states[-1] is not TaskState.PASSED
        states.append(TaskState.LOCKED if behind and not phase.used else state)
    return states


def takes_new(states: Sequence[TaskState], index: int) -> bool:
    """Whether the phase at ``index`` takes a new try: all before it are passed, and it is open itself."""
    return all(state is TaskState.PASSED for state in states[:index]) and states[index] in CAN_HAND_IN
