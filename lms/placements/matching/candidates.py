"""Who may be placed where, how well they fit, and what stands against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.placements.matching.problem import Champion, Opening, Pair, Problem, presence, reaches

MUST, MAY = 3, 2
"""How much a competence weighs in the fit."""

NEAR = 2
"""So many levels below what is needed one is near enough to be placed on a wish."""


class Against(StrEnum):
    """Why a champion cannot be placed on an opening."""

    CONFLICT = "conflict"
    PRIVATE = "private"
    """They said that it is not for them, or declined it."""
    APPOINTMENT = "appointment"
    """They are appointed for less than half of its months."""
    HOURS = "hours"
    LIMIT = "limit"
    """They are on as many openings as one may be."""
    FULL = "full"
    COMPETENCE = "competence"
    """They reach none of what it needs."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A champion who could be placed on an opening."""

    fit: int
    """1 to 10: how much of what it needs they have."""
    months: tuple[int, ...]
    wished: bool
    grows: int
    """Competences that they would like to practise, and would."""


def fit_of(champion: Champion, opening: Opening) -> int:
    """How much of what the opening needs the champion has, in tenths (1 to 10): finer differences are no evidence. A level above counts no more."""
    if not opening.needs:
        return 5
    weights = [(MUST if need.must else MAY, min(champion.level(need.competence), need.level) / need.level) for need in opening.needs]
    return max(1, round(10 * sum(weight * share for weight, share in weights) / sum(weight for weight, _share in weights)))


def growth_of(champion: Champion, opening: Opening) -> int:
    """How many competences the champion would practise here that they would like to, and are not at yet."""
    return sum(need.competence in champion.growth and not reaches(champion, need) for need in opening.needs)


def free_hours(problem: Problem, champion: Champion) -> tuple[float, ...]:
    """What is left of the agreed hours in each month, beside what is held."""
    left = list(champion.hours)
    for opening in problem.held_by(champion.key):
        for month in opening.months:
            if month < len(left):
                left[month] -= opening.hours
    return tuple(max(0.0, hours) for hours in left)


def free_places(problem: Problem, champion: Champion) -> tuple[int, ...]:
    """On how many more openings the champion may be in each month."""
    taken = [0] * len(champion.hours)
    for opening in problem.held_by(champion.key):
        for month in opening.months:
            if month < len(taken):
                taken[month] += 1
    return tuple(max(0, problem.parallel - number) for number in taken)


def seats_left(problem: Problem, opening: Opening) -> int:
    """How many the team still lacks."""
    return max(0, opening.team - sum(1 for _champion in problem.held_on(opening.key)))


def is_relevant(champion: Champion, opening: Opening, *, wished: bool) -> bool:
    """Whether the champion brings something that the opening needs, or would like it and is near."""
    if not opening.needs or any(reaches(champion, need) for need in opening.needs):
        return True
    return wished and any(champion.level(need.competence) >= max(1, need.level - NEAR) for need in opening.needs)


def against(problem: Problem, champion: Champion, opening: Opening) -> Against | None:
    """The first thing that stands against the pair; None when it may be."""
    pair = (champion.key, opening.key)
    if pair in {one.pair for one in problem.conflicts}:
        return Against.CONFLICT
    if pair in problem.barred_pairs:
        return Against.PRIVATE
    if not is_relevant(champion, opening, wished=pair in problem.wished_pairs):
        return Against.COMPETENCE
    if not seats_left(problem, opening):
        return Against.FULL
    return room(champion, opening, free_hours(problem, champion), free_places(problem, champion))


def room(champion: Champion, opening: Opening, hours: tuple[float, ...], places: tuple[int, ...]) -> Against | None:
    """Whether the champion has the time."""
    months = presence(champion, opening)
    if 2 * len(months) < len(opening.months):
        return Against.APPOINTMENT
    if any(hours[month] < opening.hours for month in months):
        return Against.HOURS
    return Against.LIMIT if any(places[month] < 1 for month in months) else None


def candidates(problem: Problem) -> Mapping[Pair, Candidate]:
    """Every pair that may be, in a stable order. Pairs that are held already are none."""
    found: dict[Pair, Candidate] = {}
    open_ones = [opening for opening in sorted(problem.openings, key=lambda one: one.key) if seats_left(problem, opening)]
    for champion in sorted(problem.champions, key=lambda one: one.key):
        hours, places = free_hours(problem, champion), free_places(problem, champion)
        for opening in open_ones:
            pair = (champion.key, opening.key)
            wished = pair in problem.wished_pairs
            if pair in problem.held_pairs or pair in problem.barred_pairs or not is_relevant(champion, opening, wished=wished):
                continue
            if room(champion, opening, hours, places) is None:
                months = presence(champion, opening)
                found[pair] = Candidate(fit_of(champion, opening), months, wished, growth_of(champion, opening))
    return found
