"""Whether people who can do several things have the hours for all of them: a flow from needs to whoever can meet them, and where it is too narrow."""

from collections import deque
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Scarce(Generic[Key]):
    """Needs that together ask for more hours than everybody has who could meet any of them."""

    needs: frozenset[Key]
    asked: float
    hours: float


@dataclass(frozen=True, slots=True)
class _Flow(Generic[Key]):
    """Hours that are still asked for, still free, and given by a group to a need."""

    asked: dict[Key, float]
    free: list[float]
    given: dict[tuple[Key, int], float]
    able: Mapping[Key, tuple[int, ...]]


def scarce(asked: Mapping[Key, float], groups: Sequence[tuple[Collection[Key], float]]) -> list[Scarce[Key]]:
    """The sets of needs for which the hours are too few, the smallest that show it. ``groups``: what somebody can do, and their hours.

    Where each set of needs asks for no more than its people have, the hours can be shared out (Hall); so a set that does not is all that can fail.
    """
    able = {need: tuple(number for number, (can, _hours) in enumerate(groups) if need in can) for need in asked}
    flow = _Flow(dict(asked), [hours for _can, hours in groups], {}, able)
    for need in asked:
        while flow.asked[need] > LEAST and _give(flow, need):
            pass
    found: list[frozenset[Key]] = []
    for need in asked:
        if flow.asked[need] > LEAST:
            wide = _reached(flow, need)[0].keys() | {need}
            apart = [one for one in found if not one & wide]
            found = [*apart, frozenset(wide.union(*(one for one in found if one & wide)))]
    return [_measured(asked, groups, needs, able) for needs in found]


def _measured(
    asked: Mapping[Key, float], groups: Sequence[tuple[Collection[Key], float]], needs: frozenset[Key], able: Mapping[Key, tuple[int, ...]]
) -> Scarce[Key]:
    people = {number for need in needs for number in able[need]}
    return Scarce(needs, sum(asked[need] for need in needs), sum(groups[number][1] for number in people))


def _reached(flow: _Flow[Key], start: Key) -> tuple[dict[Key, int], dict[int, Key], int | None]:
    """From a need: whoever can meet it, what they give to others, whoever can meet that, and so on, until somebody is free."""
    needs: dict[Key, int] = {}
    people: dict[int, Key] = {}
    waiting = deque([start])
    while waiting:
        need = waiting.popleft()
        for number in flow.able[need]:
            if number in people:
                continue
            people[number] = need
            if flow.free[number] > LEAST:
                return needs, people, number
            for other in flow.asked:
                if other != start and other not in needs and flow.given.get((other, number), 0.0) > LEAST:
                    needs[other] = number
                    waiting.append(other)
    return needs, people, None


def _give(flow: _Flow[Key], start: Key) -> bool:
    """Let as many hours as the nearest way allows go to a need: somebody free helps, perhaps in the place of who then helps here."""
    needs, people, last = _reached(flow, start)
    if last is None:
        return False
    way = [(people[last], last)]
    while way[-1][0] != start:
        number = needs[way[-1][0]]
        way.append((people[number], number))
    moved = [flow.given[need, number] for (need, _), (_, number) in pairwise(way)]
    amount = min([flow.asked[start], flow.free[last], *moved])
    for need, number in way:
        flow.given[need, number] = flow.given.get((need, number), 0.0) + amount
    for (need, _), (_, number) in pairwise(way):
        flow.given[need, number] -= amount
    flow.asked[start] -= amount
    flow.free[last] -= amount
    return True
