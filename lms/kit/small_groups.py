"""Which groups are too small to be printed, so that nobody can be told from a figure."""

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")

LEAST = 10
"""A group of fewer people is not printed."""


def large_enough(people: int) -> bool:
    """Whether figures of a group of so many people may be printed."""
    return people >= LEAST


def printable(sizes: Mapping[K, int]) -> frozenset[K]:
    """The groups whose figures may stand beside the total of all.

    Whoever knows the total could take the printed groups from it: where what is left over is itself fewer than ``LEAST``
    people, the smallest printed group is kept back too. An empty group tells nothing and hides nobody.
    """
    shown = {group for group, people in sizes.items() if people == 0 or large_enough(people)}
    while 0 < sum(people for group, people in sizes.items() if group not in shown) < LEAST:
        filled = [group for group in shown if sizes[group]]
        if not filled:
            break
        shown.discard(min(filled, key=lambda group: (sizes[group], str(group))))
    return frozenset(shown)
