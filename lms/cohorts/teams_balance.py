"""Teams balanced by department and level.

A draft in snake order gives sizes that differ by at most one; then members of two teams change places as long as that makes it better.
The same people and the same seed give the same teams, whoever computes them again.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random

TRIES = 200
"""Random splits that the balance is compared with."""
_PASSES = 30
_WEIGHT = 4.0
"""What a squared level of difference from the mean counts, in pairs of colleagues of one department."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is put into a team: a name for the person, the department, and the sum of their levels."""

    key: str
    department: Hashable
    level: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How a split looks: smaller is better in both."""

    same_department: float
    """Pairs of people of one department within a team."""
    level_gap: float
    """Mean level of the strongest team minus that of the weakest."""


Split = tuple[tuple[Candidate, ...], ...]


def number_of_teams(people: int, size: int) -> int:
    """How many teams of about ``size`` there are; at least one."""
    return max(1, round(people / max(1, size)))


def balanced(people: Sequence[Candidate], teams: int, seed: str) -> Split:
    """Split ``people`` into ``teams``, never worse by ``cost`` than the draft in snake order that it begins with."""
    rows = [list(team) for team in snake(people, teams, seed)]
    mean = _mean(people)
    for _pass in range(_PASSES):
        if not _improve(rows, mean):
            break
    return tuple(tuple(sorted(row, key=lambda one: one.key)) for row in rows)


def snake(people: Sequence[Candidate], teams: int, seed: str) -> Split:
    """Deal the people out, the highest levels first, forwards and backwards in turn."""
    order = sorted(people, key=lambda one: (-one.level, _ticket(seed, one.key)))
    rows: list[list[Candidate]] = [[] for _team in range(teams)]
    for place, one in enumerate(order):
        turn, column = divmod(place, teams)
        rows[column if turn % 2 == 0 else teams - 1 - column].append(one)
    return tuple(tuple(row) for row in rows)


def cost(split: Sequence[Sequence[Candidate]]) -> float:
    """What is bad about a split: colleagues together, and teams whose mean level is far from the mean of all."""
    mean = _mean([one for team in split for one in team])
    return sum(_cost_of(team, mean) for team in split)


def balance_of(split: Sequence[Sequence[Candidate]]) -> Balance:
    """The two figures that explain a split."""
    means = [mean_level(team) for team in split if team]
    return Balance(float(sum(_pairs(team) for team in split)), max(means) - min(means) if means else 0.0)


def random_balance(people: Sequence[Candidate], teams: int, seed: str) -> Balance:
    """What a split by chance gives, on average of ``TRIES``."""
    chance = Random(f"{seed}:chance")  # noqa: S311  (a comparison, no secret)
    order = sorted(people, key=lambda one: one.key)
    found = []
    for _try in range(TRIES):
        chance.shuffle(order)
        found.append(balance_of([order[start::teams] for start in range(teams)]))
    return Balance(sum(each.same_department for each in found) / TRIES, sum(each.level_gap for each in found) / TRIES)


def mean_level(team: Sequence[Candidate]) -> float:
    """The mean of a team's levels; 0 for nobody."""
    return _mean(team)


def _mean(people: Sequence[Candidate]) -> float:
    return sum(one.level for one in people) / len(people) if people else 0.0


def _ticket(seed: str, key: str) -> str:
    return sha256(f"{seed}:{key}".encode()).hexdigest()


def _pairs(team: Sequence[Candidate]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(one.department for one in team if one.department is not None).values())


def _cost_of(team: Sequence[Candidate], mean: float) -> float:
    return _pairs(team) + (_WEIGHT * (_mean(team) - mean) ** 2 if team else 0.0)


def _improve(rows: list[list[Candidate]], mean: float) -> bool:
    """Swap each pair of members of two teams where that lowers the cost; whether any was swapped."""
    better = False
    for left in range(len(rows)):
        for right in range(left + 1, len(rows)):
            better = _improve_two(rows[left], rows[right], mean) or better
    return better


def _improve_two(left: list[Candidate], right: list[Candidate], mean: float) -> bool:
    better, now = False, _cost_of(left, mean) + _cost_of(right, mean)
    for here in range(len(left)):
        for there in range(len(right)):
            left[here], right[there] = right[there], left[here]
            then = _cost_of(left, mean) + _cost_of(right, mean)
            if then < now - 1e-9:
                better, now = True, then
            else:
                left[here], right[there] = right[there], left[here]
    return better
