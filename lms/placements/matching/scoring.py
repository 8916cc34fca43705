"""What a plan is worth, reckoned from the plan itself and not by the solver: what both the solver and brute force must agree with."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from lms.placements.matching.candidates import Candidate, fit_of, growth_of
from lms.placements.matching.problem import Champion, Need, Opening, Pair, Problem, presence, reaches

MAY_COVERED = 3
"""What a competence that would be good to have is worth in points of fit, once somebody on the team has it."""
WISH, GROWTH = 2, 1
"""What a wish for an opening, and each competence that somebody would like to practise, is worth."""

STEPS = 4
"""Steps in which an hour weighs more, the more a department carries."""

GOAL = 0.01
"""How near to its optimum each stage should come. The page of a run names the stages that did not."""

STAGES = ("coverage", "fit", "development", "fairness", "stability", "order")
"""What is looked at, one after the other: a later one decides only where all before are equal."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A competence that nobody on the team has at the level, and in which months."""

    opening: str
    competence: str
    level: int
    months: tuple[int, ...]


def team_of(problem: Problem, opening: Opening, plan: Collection[Pair]) -> list[Champion]:
    """Who is on an opening: those who were before, and those whom the plan adds."""
    added = [problem.champion[champion] for champion, one in plan if one == opening.key and (champion, one) not in problem.held_pairs]
    return [*problem.held_on(opening.key), *added]


def months_without(opening: Opening, need: Need, team: Collection[Champion]) -> tuple[int, ...]:
    """The months in which nobody of the team who is there has the competence."""
    there = {month for champion in team if reaches(champion, need) for month in presence(champion, opening)}
    return tuple(month for month in opening.months if month not in there)


def uncovered(problem: Problem, plan: Collection[Pair]) -> list[Uncovered]:
    """Everything that must be covered and is not."""
    teams: dict[str, list[Champion]] = defaultdict(list)
    for champion, opening in {*problem.held_pairs, *plan}:
        teams[opening].append(problem.champion[champion])
    found = []
    for one in problem.openings:
        for need in one.needs:
            if need.must and (months := months_without(one, need, teams[one.key])):
                found.append(Uncovered(one.key, need.competence, need.level, months))
    return found


def placed_by_department(problem: Problem, plan: Collection[Pair]) -> Mapping[str, float]:
    """Department -> hours a week times months that its champions are placed for."""
    placed: Counter[str] = Counter()
    for champion, opening in {*problem.held_pairs, *plan}:
        one, role = problem.champion[champion], problem.opening[opening]
        placed[one.department] += role.hours * len(presence(one, role))  # type: ignore[assignment]  # Counter counts halves of hours too
    return placed


def agreed_by_department(problem: Problem) -> Mapping[str, float]:
    """Department -> hours a week times months that its champions have agreed."""
    agreed: Counter[str] = Counter()
    for champion in problem.champions:
        agreed[champion.department] += sum(champion.hours)  # type: ignore[assignment]
    return agreed


def load(problem: Problem, plan: Collection[Pair]) -> float:
    """What the hours weigh: the first quarter of what a department's champions agreed weighs once, the second twice, and so on.

    So an hour is lightest where least is carried. Like a sum of squares, but linear in pieces.
    """
    placed = placed_by_department(problem, plan)
    weight = 0.0
    for department, agreed in agreed_by_department(problem).items():
        left = placed.get(department, 0.0)
        for step in range(1, STEPS + 1):
            here = left if step == STEPS else min(left, agreed / STEPS)
            weight, left = weight + step * here, left - here
    return weight


def rank(pair: Pair) -> int:
    """A number from 1 to 1000 that is always the same for a pair: what decides where nothing else does, and favours no name or department."""
    return int.from_bytes(sha256("|".join(pair).encode()).digest()[:4], "big") % 1000 + 1


def fit_points(problem: Problem, plan: Collection[Pair]) -> int:
    """Fit of those whom the plan adds, and competences that are good to have and covered."""
    points = sum(fit_of(problem.champion[champion], problem.opening[opening]) for champion, opening in plan)
    teams: dict[str, list[Champion]] = defaultdict(list)
    for champion, opening in {*problem.held_pairs, *plan}:
        teams[opening].append(problem.champion[champion])
    wanted = ((one, need) for one in problem.openings for need in one.needs if not need.must)
    return points + MAY_COVERED * sum(any(reaches(champion, need) for champion in teams[one.key]) for one, need in wanted)


def development_points(problem: Problem, plan: Collection[Pair]) -> int:
    """Wishes that the plan meets."""
    points = 0
    for champion, opening in plan:
        wished = WISH if (champion, opening) in problem.wished_pairs else 0
        points += wished + GROWTH * growth_of(problem.champion[champion], problem.opening[opening])
    return points


def development_value(candidate: Candidate) -> int:
    """The same for one pair that is known to be possible."""
    return WISH * candidate.wished + GROWTH * candidate.grows


def value(problem: Problem, plan: Collection[Pair]) -> tuple[float, ...]:
    """A plan's value on each of ``STAGES``, smaller is better: compared as tuples, the better plan is the smaller one."""
    return (
        float(sum(len(one.months) for one in uncovered(problem, plan))),
        -float(fit_points(problem, plan)),
        -float(development_points(problem, plan)),
        round(load(problem, plan), 3),
        -float(len(problem.last_pairs.intersection(plan))),
        float(sum(rank(pair) for pair in plan)),
    )


def allowed(problem: Problem, plan: Collection[Pair], possible: Mapping[Pair, Candidate]) -> bool:
    """Whether a plan keeps every hard rule: possible pairs, sizes of teams, hours and openings at once in each month."""
    if any(pair not in possible for pair in plan):
        return False
    if any(len(team_of(problem, one, plan)) > max(one.team, sum(1 for _held in problem.held_on(one.key))) for one in problem.openings):
        return False
    return all(_has_room(problem, champion, plan) for champion in problem.champions)


def _has_room(problem: Problem, champion: Champion, plan: Collection[Pair]) -> bool:
    new = [problem.opening[opening] for one, opening in plan if one == champion.key]
    all_of_them = [*problem.held_by(champion.key), *new]
    for month, agreed in enumerate(champion.hours):
        now = [one for one in all_of_them if month in presence(champion, one)]
        if any(one in now for one in new) and (sum(one.hours for one in now) > agreed or len(now) > problem.parallel):
            return False
    return True
