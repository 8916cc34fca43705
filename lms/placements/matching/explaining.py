"""Why somebody is placed or not, and what would change it. Each statement says what solving a changed problem gave: anybody can check it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from lms.placements.matching.candidates import against, fit_of
from lms.placements.matching.problem import Champion, Pair, Problem, Said, presence, reaches
from lms.placements.matching.scoring import STAGES, team_of, uncovered, value

FARTHEST = 3
"""Levels that somebody may be short of and still be told about it."""
LEAST_DIFFERENCE = 0.005
"""What is less is rounding."""
MOST_OPENINGS = 2
"""Openings whose closing is tried."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan, and for each stage what is proven of it: the least that any plan could have there."""

    plan: tuple[Pair, ...]
    bounds: tuple[float, ...]


Solve = Callable[[Problem, Mapping[Pair, int]], Found]
"""Solves a problem with some pairs fixed."""


class Turn(StrEnum):
    """What may be different."""

    LEVEL = "level"
    """The champion shows a competence at the level that is needed."""
    CLOSED = "closed"
    """Another opening closed."""
    HOURS = "hours"
    """The champion had as many hours more as the opening takes."""
    WISH = "wish"
    """The champion said that they would like it."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that would get the pair placed."""

    turn: Turn
    competence: str = ""
    level: int = 0
    opening: str = ""
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Brings:
    """A competence that the champion brings; ``alone``: nobody else on the team has it."""

    competence: str
    level: int
    must: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Hole:
    """A competence that would be uncovered in some months if the pair were the other way round."""

    opening: str
    competence: str
    level: int
    months: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be said of a champion and an opening in a run."""

    placed: bool
    fit: int
    against: str = ""
    """What stands against the pair at any price; empty where nothing does."""
    brings: tuple[Brings, ...] = ()
    stage: str = ""
    """The first stage on which the plan with the pair the other way round is worse; empty where the two are equal."""
    by: float = 0.0
    proven: bool = True
    """Whether ``stage`` and ``by`` are; where not, ``stage`` is the one in which both plans are within what nobody has proven."""
    holes: tuple[Hole, ...] = ()
    changes: tuple[Change, ...] = ()


def answer(problem: Problem, found: Found, pair: Pair, solve: Solve) -> Answer:
    """Why the pair is in the plan, or why it is not and what would change that. Solves up to eight times."""
    champion, opening = problem.champion[pair[0]], problem.opening[pair[1]]
    plan, fit = found.plan, fit_of(champion, opening)
    if pair in plan:
        return replace(_difference(problem, found, solve(problem, {pair: 0})), placed=True, fit=fit, brings=_brings(problem, plan, pair))
    stands_against = against(problem, champion, opening)
    changes = () if stands_against in ("conflict", "private") else tuple(_changes(problem, plan, pair, solve))
    if stands_against is not None:
        return Answer(False, fit, stands_against.value, changes=changes)
    other = _difference(problem, found, solve(problem, {pair: 1}))
    return replace(other, fit=fit, brings=_brings(problem, (*plan, pair), pair), changes=changes)


def _brings(problem: Problem, plan: tuple[Pair, ...], pair: Pair) -> tuple[Brings, ...]:
    champion, opening = problem.champion[pair[0]], problem.opening[pair[1]]
    others = [one for one in team_of(problem, opening, plan) if one.key != champion.key]
    return tuple(
        Brings(need.competence, need.level, need.must, not any(reaches(one, need) for one in others))
        for need in opening.needs
        if reaches(champion, need)
    )


def _difference(problem: Problem, found: Found, other: Found) -> Answer:
    """The first stage on which ``other`` is worse, by how much, and what it would leave uncovered besides.

    Large problems end some stages before they are proven. A difference that is no larger than what is left open on both sides says nothing, and
    neither does any stage behind it.
    """
    mine, theirs = value(problem, found.plan), value(problem, other.plan)
    holes = _holes(problem, found.plan, other.plan)
    for stage, here, there, least_here, least_there in zip(STAGES, mine, theirs, found.bounds, other.bounds, strict=True):
        left_open = max(here - least_here, 0.0) + max(there - least_there, 0.0)
        if there - here > max(left_open, LEAST_DIFFERENCE):
            return Answer(False, 0, stage=stage, by=round(there - here, 2), holes=holes)
        if max(left_open, abs(there - here)) > LEAST_DIFFERENCE:
            return Answer(False, 0, stage=stage, proven=False)
    return Answer(False, 0, holes=holes)


def _holes(problem: Problem, plan: tuple[Pair, ...], other: tuple[Pair, ...]) -> tuple[Hole, ...]:
    """What ``other`` leaves uncovered besides."""
    before = {(one.opening, one.competence): len(one.months) for one in uncovered(problem, plan)}
    more = ((one, len(one.months) - before.get((one.opening, one.competence), 0)) for one in uncovered(problem, other))
    return tuple(Hole(one.opening, one.competence, one.level, months) for one, months in more if months > 0)


def _changes(problem: Problem, plan: tuple[Pair, ...], pair: Pair, solve: Solve) -> Iterator[Change]:
    """The changes after which the pair is placed."""
    for change in possible_changes(problem, plan, pair):
        if pair in solve(changed(problem, pair, change), {}).plan:
            yield change


def possible_changes(problem: Problem, plan: tuple[Pair, ...], pair: Pair) -> Iterator[Change]:
    """What is worth trying, the nearest first."""
    champion, opening = problem.champion[pair[0]], problem.opening[pair[1]]
    short = [need for need in opening.needs if 0 < need.level - champion.level(need.competence) <= FARTHEST]
    for need in sorted(short, key=lambda one: (one.level - champion.level(one.competence), one.competence))[:3]:
        yield Change(Turn.LEVEL, competence=need.competence, level=need.level)
    if pair not in problem.wished_pairs:
        yield Change(Turn.WISH)
    others = sorted(one for who, one in plan if who == champion.key and one != opening.key)
    for other in others[:MOST_OPENINGS]:
        yield Change(Turn.CLOSED, opening=other)
    if any(champion.hours[month] for month in presence(champion, opening)):
        yield Change(Turn.HOURS, hours=opening.hours)


def changed(problem: Problem, pair: Pair, change: Change) -> Problem:
    """The problem after the change."""
    if change.turn is Turn.CLOSED:
        return replace(problem, openings=tuple(one for one in problem.openings if one.key != change.opening))
    if change.turn is Turn.WISH:
        return replace(problem, wished=(*problem.wished, Said(*pair)))
    return replace(problem, champions=tuple(_other(one, change) if one.key == pair[0] else one for one in problem.champions))


def _other(champion: Champion, change: Change) -> Champion:
    if change.turn is Turn.LEVEL:
        return replace(champion, levels={**champion.levels, change.competence: change.level})
    return replace(champion, hours=tuple(hours + change.hours if hours else 0.0 for hours in champion.hours))
