"""People who are in several cells of a sum: each counts in every one of them, but no more than once in all."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from lms.reports.disclosure.grouping import THRESHOLD, Department, Kind

WHOLE = 840
"""One person, in parts that can be shared evenly by up to eight cells."""
LEAST = THRESHOLD * WHOLE
"""The threshold in parts: cells that hold so many together are of that many people or more, whatever the cells are."""

Cell = tuple[Department, Kind]


def in_parts(people: Iterable[tuple[Cell, Hashable]]) -> Mapping[Cell, int]:
    """The layer of those people for a ``Grouping`` with ``least=LEAST``: who is in three cells is a third of a person in each.

    A manager with twelve graduates is one person who answers twelve times. Counted by answers, their twelve would look like a group.
    """
    cells_of: dict[Hashable, set[Cell]] = defaultdict(set)
    for cell, person in people:
        cells_of[person].add(cell)
    parts: dict[Cell, int] = defaultdict(int)
    for cells in cells_of.values():
        for cell in cells:
            parts[cell] += WHOLE // len(cells)
    return parts
