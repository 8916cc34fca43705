"""What the matching thinks about: champions with hours by month, openings with needs, and what was said about pairs of them. Ids only, no names."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

Pair = tuple[str, str]
"""Champion, opening."""


@dataclass(frozen=True, slots=True)
class Need:
    """A competence at a level, which somebody on the team must have, or may have."""

    competence: str
    level: int
    must: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """A role: hours a week of each member from the month ``first`` to the month ``last`` (both counted from 0), for a team of some size."""

    key: str
    hours: float
    team: int
    first: int
    last: int
    needs: tuple[Need, ...] = ()

    @property
    def months(self) -> range:
        """The months in which the work goes on."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class Champion:
    """Somebody who can be placed. ``hours``: agreed hours a week in each month, 0 where they are not appointed or not yet."""

    key: str
    department: str
    hours: tuple[float, ...]
    levels: dict[str, int]
    growth: tuple[str, ...] = ()
    """Competences that they would like to practise."""

    def level(self, competence: str) -> int:
        """What their evidence shows."""
        return self.levels.get(competence, 0)


@dataclass(frozen=True, slots=True)
class Said:
    """Something about a champion and an opening."""

    champion: str
    opening: str

    @property
    def pair(self) -> Pair:
        """As a key."""
        return self.champion, self.opening


@dataclass(frozen=True)
class Problem:
    """Everything that a run knows: the snapshot."""

    months: tuple[str, ...]
    """First days of the months, as ISO dates."""
    champions: tuple[Champion, ...]
    openings: tuple[Opening, ...]
    held: tuple[Said, ...] = ()
    """Placements that live: proposed, accepted or confirmed. Nobody is taken off without consent."""
    conflicts: tuple[Said, ...] = ()
    """Conflicts of interest."""
    refused: tuple[Said, ...] = ()
    """“Not for me”, or declined before. Nobody but the matching sees these."""
    wished: tuple[Said, ...] = ()
    """“I would like this.”"""
    last: tuple[Said, ...] = ()
    """What the run before proposed."""
    parallel: int = 2
    """On how many openings a champion may be at once."""

    @cached_property
    def champion(self) -> dict[str, Champion]:
        """By key."""
        return {one.key: one for one in self.champions}

    @cached_property
    def opening(self) -> dict[str, Opening]:
        """By key."""
        return {one.key: one for one in self.openings}

    @cached_property
    def held_pairs(self) -> frozenset[Pair]:
        """Placements that live, of champions and openings that are in the snapshot."""
        return frozenset(one.pair for one in self.held if one.champion in self.champion and one.opening in self.opening)

    @cached_property
    def barred_pairs(self) -> frozenset[Pair]:
        """Pairs that may not be, for whatever reason."""
        return frozenset(one.pair for one in (*self.conflicts, *self.refused))

    @cached_property
    def wished_pairs(self) -> frozenset[Pair]:
        """Pairs that the champion would like."""
        return frozenset(one.pair for one in self.wished)

    @cached_property
    def last_pairs(self) -> frozenset[Pair]:
        """Pairs of the run before."""
        return frozenset(one.pair for one in self.last)

    def held_by(self, champion: str) -> Iterator[Opening]:
        """The openings that a champion is on already."""
        return (self.opening[opening] for one, opening in self.held_pairs if one == champion)

    def held_on(self, opening: str) -> Iterator[Champion]:
        """The champions who are on an opening already."""
        return (self.champion[champion] for champion, one in self.held_pairs if one == opening)


def presence(champion: Champion, opening: Opening) -> tuple[int, ...]:
    """The months of the opening in which the champion is appointed."""
    return tuple(month for month in opening.months if month < len(champion.hours) and champion.hours[month] > 0)


def reaches(champion: Champion, need: Need) -> bool:
    """Whether the champion has the competence at the level."""
    return champion.level(need.competence) >= need.level
