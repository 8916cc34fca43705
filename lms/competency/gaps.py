"""What a post requires beside what somebody has shown: gaps, and what another set of requirements would change.

Plain values: competences are any keys, levels are 0 (not enough evidence yet) to 8.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

class State(StrEnum):
    """Where somebody stands before a required level."""

    MET = "met"
    NEAR = "near"
    """One level is missing."""
    OPEN = "open"
    UNKNOWN = "unknown"
    """There is not enough evidence yet: that says nothing about what the person can do."""


@dataclass(frozen=True, slots=True)
class Gap(Generic[K]):
    """One required competence beside what is shown of it."""

    competence: K
    required: int
    shown: int

    @property
    def missing(self) -> int:
        """How many levels are missing; 0 when the requirement is met."""
        return max(0, self.required - self.shown)

    @property
    def state(self) -> State:
        """Where the person stands."""
        if self.missing == 0:
            return State.MET
        if self.shown == 0:
            return State.UNKNOWN
        return State.NEAR if self.missing == 1 else State.OPEN


def gaps_of(required: Mapping[K, int], shown: Mapping[K, int]) -> tuple[Gap[K], ...]:
    """Each required competence, in the order of ``required``; what is shown beyond does not matter here."""
    return tuple(Gap(competence, level, shown.get(competence, 0)) for competence, level in required.items())


def open_gaps(gaps: Iterable[Gap[K]]) -> tuple[Gap[K], ...]:
    """Those that are not met, the widest first."""
    return tuple(sorted((gap for gap in gaps if gap.missing), key=lambda gap: -gap.missing))


@dataclass(frozen=True, slots=True)
class Change(Generic[K]):
    """What becomes of one competence: the level before and after (0: not required), and how many people meet it."""

    competence: K
    before: int
    after: int
    met_before: int
    met_after: int
    opened: int
    """People who have a gap afterwards and had none."""
    closed: int
    """People who had a gap and have none afterwards."""

    @property
    def is_changed(self) -> bool:
        """Whether the requirement is another one."""
        return self.before != self.after


def changes(
    before: Mapping[K, int], after: Mapping[K, int], levels: Mapping[K, Mapping[int, int]], people: int
) -> tuple[Change[K], ...]:
    """What other requirements would mean for ``people`` people of a post.

    ``levels`` says, for each competence, how many of them show which level; who is not counted there shows 0.
    """
    return tuple(_change(one, before.get(one, 0), after.get(one, 0), levels.get(one, {}), people) for one in {**before, **after})


def _change(competence: K, before: int, after: int, levels: Mapping[int, int], people: int) -> Change[K]:
    def meeting(required: int) -> int:
        return people if required == 0 else sum(count for level, count in levels.items() if level >= required)

    met_before, met_after = meeting(before), meeting(after)
    return Change(competence, before, after, met_before, met_after, max(0, met_before - met_after), max(0, met_after - met_before))

