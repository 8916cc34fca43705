"""Who carries what: departments against objectives, and where something is missing."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

MUCH = 4
"""A share of 4 of 10 initiatives in one department, or more, is a concentration."""
FEWEST = 4
"""Fewer initiatives than this are nobody's concentration."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a department does for an objective: how often it spoke about it, and how many initiatives of its own serve it."""

    contributions: int = 0
    initiatives: int = 0

    @property
    def level(self) -> int:
        """How dark the cell is, 0 to 5. An initiative weighs as much as two contributions."""
        return min(5, self.contributions + 2 * self.initiatives)


@dataclass(frozen=True, slots=True)
class Share(Generic[K]):
    """How many of all initiatives one department carries."""

    department: K
    initiatives: int
    of: int

    @property
    def percent(self) -> int:
        """Whole per cent."""
        return round(100 * self.initiatives / self.of)

    @property
    def is_much(self) -> bool:
        """Whether too much hangs on one department."""
        return self.of >= FEWEST and self.initiatives * 10 >= MUCH * self.of


@dataclass(frozen=True, slots=True)
class Coverage(Generic[K]):
    """The whole picture. A row has one cell for each objective, and one at its end for what is said in general."""

    rows: Mapping[K, tuple[Cell, ...]]
    uncarried: tuple[K, ...]
    """Objectives that no initiative serves."""
    shares: tuple[Share[K], ...]
    """Departments by how many initiatives they carry, most first."""


def coverage(
    departments: Sequence[K],
    objectives: Sequence[K],
    contributions: Collection[tuple[K, K | None]],
    initiatives: Collection[tuple[K, K | None]],
    above: Mapping[K, K | None],
) -> Coverage[K]:
    """Lay out contributions and initiatives, both as (department, objective or None).

    ``above`` leads from a department to the one above: what a department that has no row does counts for the nearest above that has one.
    """
    spoken = Counter((_row(key, departments, above), objective) for key, objective in contributions)
    done = Counter((_row(key, departments, above), objective) for key, objective in initiatives)
    columns: list[K | None] = [*objectives, None]
    rows = {one: tuple(Cell(spoken[one, column], done[one, column]) for column in columns) for one in departments}
    served = {objective for _department, objective in initiatives}
    carried = Counter(_row(key, departments, above) or key for key, _objective in initiatives)
    shares = tuple(Share(key, count, len(initiatives)) for key, count in carried.most_common())
    return Coverage(rows, tuple(one for one in objectives if one not in served), shares)


def _row(department: K, rows: Collection[K], above: Mapping[K, K | None]) -> K | None:
    """The nearest department, itself or above it, that has a row."""
    seen: set[K] = set()
    place: K | None = department
    while place is not None and place not in rows and place not in seen:
        seen.add(place)
        place = above.get(place)
    return place if place in rows else None
