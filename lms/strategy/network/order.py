"""What waits for what: circles by name, and an order in which everything comes after what it waits for."""

import heapq
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)


def circle(waits_for: Mapping[K, Iterable[K]]) -> list[K]:
    """A circle, in the order of work and closed: ``[a, b, c, a]`` when b waits for a, c for b and a for c. Empty when there is none."""
    done: set[K] = set()
    for begin in waits_for:
        path: dict[K, Any] = {}
        stack = [begin] if begin not in done else []
        while stack:
            here = stack[-1]
            ahead = path.setdefault(here, iter(tuple(waits_for.get(here, ()))))
            following = next((one for one in ahead if one not in done), None)
            if following is None:
                done.add(here)
                path.pop(here)
                stack.pop()
            elif following in path:
                found = stack[stack.index(following) :]
                return [following, *reversed(found)]
            else:
                stack.append(following)
    return []


def in_order(waits_for: Mapping[K, Iterable[K]], rank: Callable[[K], Any]) -> list[K]:
    """Everything after what it waits for; of those that may come next, the one of least ``rank`` first. No two ranks are alike.

    What is waited for but not in the mapping is left out. The mapping holds no circle.
    """
    left = {one: sum(before in waits_for for before in set(waits_for[one])) for one in waits_for}
    followers: dict[K, list[K]] = {one: [] for one in waits_for}
    for one in waits_for:
        for before in set(waits_for[one]):
            if before in followers:
                followers[before].append(one)
    ready = [(rank(one), one) for one, count in left.items() if not count]
    heapq.heapify(ready)
    order = []
    while ready:
        _rank, here = heapq.heappop(ready)
        order.append(here)
        for after in followers[here]:
            left[after] -= 1
            if not left[after]:
                heapq.heappush(ready, (rank(after), after))
    return order


def leading_to(targets: Iterable[K], waits_for: Mapping[K, Iterable[K]]) -> set[K]:
    """``targets`` and everything that they wait for, directly or through others."""
    found: set[K] = set()
    stack = list(targets)
    while stack:
        here = stack.pop()
        if here not in found:
            found.add(here)
            stack.extend(waits_for.get(here, ()))
    return found
