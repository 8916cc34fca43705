"""Reads of how an officer fits openings: what they reach, what they are short of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.champions.models import Champion
from lms.competency.queries.standings import standings_of
from lms.placements.models import Opening, OpeningNeed
from lms.placements.queries.openings import OpeningAtHand, sorted_needs


@dataclass(frozen=True, slots=True)
class Line:
    """A need, and the level that somebody shows of it."""

    need: OpeningNeed
    shown: int

    @property
    def reached(self) -> bool:
        """Whether the level is there."""
        return self.shown >= self.need.level

    @property
    def short(self) -> int:
        """Levels that are missing."""
        return max(0, self.need.level - self.shown)


@dataclass(frozen=True, slots=True)
class Fit:
    """All needs of an opening against one person's levels."""

    lines: tuple[Line, ...]

    @property
    def fits(self) -> bool:
        """Whether the person brings at least one competence that must be there, or all that is asked for is open to anybody."""
        musts = [line for line in self.lines if line.need.must]
        return any(line.reached for line in musts) or not musts

    @property
    def covers_all(self) -> bool:
        """Whether they alone would cover everything that must be there."""
        return all(line.reached for line in self.lines if line.need.must)

    @property
    def near(self) -> tuple[Line, ...]:
        """Needs of which one or two levels are missing."""
        return tuple(line for line in self.lines if 0 < line.short <= 2)


def fit(opening: Opening, levels: Mapping[UUID, int]) -> Fit:
    """How levels meet the needs."""
    return Fit(tuple(Line(need, levels.get(need.competence_id, 0)) for need in sorted_needs(opening)))


def levels_of(person_id: UUID) -> dict[UUID, int]:
    """Competence -> level that the person shows. One statement."""
    return {competence: level for (_person, competence), level in standings_of([person_id]).items()}


def fits_of(person_id: UUID, openings: Iterable[OpeningAtHand]) -> dict[UUID, Fit]:
    """Opening -> how the person fits. One statement."""
    levels = levels_of(person_id)
    return {one.opening.id: fit(one.opening, levels) for one in openings}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A champion, and how they fit an opening."""

    champion: Champion
    fit: Fit

    @property
    def reached(self) -> int:
        """How many of the needs they reach."""
        return sum(line.reached for line in self.fit.lines)


def candidates_for(found: OpeningAtHand, champions: Sequence[Champion], limit: int = 12) -> list[Candidate]:
    """The champions who bring most to an opening. One statement."""
    shown: dict[UUID, dict[UUID, int]] = {}
    for (person_id, competence_id), level in standings_of({one.person_id for one in champions}).items():
        shown.setdefault(person_id, {})[competence_id] = level
    everybody = [Candidate(one, fit(found.opening, shown.get(one.person_id, {}))) for one in champions]
    return sorted((one for one in everybody if one.reached), key=lambda one: -one.reached)[:limit]
