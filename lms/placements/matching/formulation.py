"""The mixed-integer programme: columns, rows, and the six things that it minimises one after the other. ``docs/placements.md`` writes it out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.placements.matching.candidates import Candidate, candidates, free_hours, free_places, seats_left
from lms.placements.matching.problem import Champion, Need, Opening, Pair, Problem, presence, reaches
from lms.placements.matching.scoring import MAY_COVERED, STEPS, agreed_by_department, development_value, placed_by_department, rank

UNBOUNDED = float("inf")


@dataclass(frozen=True, slots=True)
class Row:
    """``least <= sum of columns times coefficients <= most``."""

    least: float
    most: float
    of: Mapping[int, float]


@dataclass
class Programme:
    """Columns from 0, each from 0 to its upper bound; those of ``pairs`` are whole: 1 where the champion is placed."""

    upper: list[float] = field(default_factory=list)
    pairs: dict[Pair, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    costs: dict[str, dict[int, float]] = field(default_factory=dict)
    """Stage -> column -> what one unit costs."""

    def column(self, upper: float) -> int:
        """A new column."""
        self.upper.append(upper)
        return len(self.upper) - 1


@dataclass(frozen=True, slots=True)
class _Sides:
    """The pairs that are possible, from either side."""

    possible: Mapping[Pair, Candidate]
    by_opening: Mapping[str, list[Pair]]
    by_champion: Mapping[str, list[Pair]]


def programme(problem: Problem, *, forced: Mapping[Pair, int] | None = None) -> Programme:
    """The programme of a problem. ``forced``: pairs that are placed (1) or not placed (0) whatever it costs."""
    possible = candidates(problem)
    sides = _Sides(possible, defaultdict(list), defaultdict(list))
    made = Programme()
    for pair in possible:
        made.pairs[pair] = made.column(1.0)
        sides.by_champion[pair[0]].append(pair)
        sides.by_opening[pair[1]].append(pair)
    for pair, wanted in (forced or {}).items():
        if pair in made.pairs:
            made.rows.append(Row(float(wanted), float(wanted), {made.pairs[pair]: 1.0}))
    _teams(made, problem, sides)
    _coverage(made, problem, sides)
    _fit(made, problem, sides)
    _time(made, problem, sides)
    _fairness(made, problem, possible)
    made.costs["development"] = {made.pairs[pair]: -float(worth) for pair, one in possible.items() if (worth := development_value(one))}
    made.costs["stability"] = {made.pairs[pair]: -1.0 for pair in possible if pair in problem.last_pairs}
    made.costs["order"] = {made.pairs[pair]: float(rank(pair)) for pair in possible}
    return made


def _teams(made: Programme, problem: Problem, sides: _Sides) -> None:
    """No team becomes larger than asked for."""
    for opening in problem.openings:
        wanted = {made.pairs[pair]: 1.0 for pair in sides.by_opening[opening.key]}
        if len(wanted) > seats_left(problem, opening):
            made.rows.append(Row(-UNBOUNDED, float(seats_left(problem, opening)), wanted))


def _coverage(made: Programme, problem: Problem, sides: _Sides) -> None:
    """Each competence that a team must have is had by somebody who is there, or is uncovered at the price of its months. So no run ever fails."""
    price = made.costs["coverage"] = {}
    for opening in problem.openings:
        for need in opening.needs:
            if need.must:
                for who, months in _segments(problem, opening, need, sides.by_opening[opening.key]).items():
                    hole = made.column(1.0)
                    price[hole] = float(months)
                    made.rows.append(Row(1.0, UNBOUNDED, {**{made.pairs[pair]: 1.0 for pair in who}, hole: 1.0}))


def _segments(problem: Problem, opening: Opening, need: Need, pairs: list[Pair]) -> dict[tuple[Pair, ...], int]:
    """Who could cover a need -> in how many months these and nobody else could. Months that are covered already are in none."""
    covered = {month for one in problem.held_on(opening.key) if reaches(one, need) for month in presence(one, opening)}
    able = [(pair, set(presence(problem.champion[pair[0]], opening))) for pair in pairs if reaches(problem.champion[pair[0]], need)]
    segments: dict[tuple[Pair, ...], int] = defaultdict(int)
    for month in opening.months:
        if month not in covered:
            segments[tuple(pair for pair, months in able if month in months)] += 1
    return segments


def _fit(made: Programme, problem: Problem, sides: _Sides) -> None:
    """Points for everybody who is placed, and for each competence that is good to have and that somebody has."""
    price = made.costs["fit"] = {made.pairs[pair]: -float(one.fit) for pair, one in sides.possible.items()}
    for opening in problem.openings:
        for need in opening.needs:
            able = [made.pairs[pair] for pair in sides.by_opening[opening.key] if reaches(problem.champion[pair[0]], need)]
            if need.must or not able or any(reaches(one, need) for one in problem.held_on(opening.key)):
                continue
            had = made.column(1.0)
            price[had] = -float(MAY_COVERED)
            made.rows.append(Row(0.0, UNBOUNDED, {**dict.fromkeys(able, 1.0), had: -1.0}))


def _time(made: Programme, problem: Problem, sides: _Sides) -> None:
    """In no month more than the hours that are agreed, nor on more openings than one may be at once."""
    for champion in problem.champions:
        pairs = sides.by_champion[champion.key]
        if len(pairs) > 1:
            for row in _months_of(made, problem, champion, pairs):
                made.rows.append(row)


def _months_of(made: Programme, problem: Problem, champion: Champion, pairs: list[Pair]) -> list[Row]:
    """Rows for each set of openings that meet in a month, with the least time that is left in any such month."""
    hours, places = free_hours(problem, champion), free_places(problem, champion)
    least: dict[frozenset[Pair], tuple[float, int]] = {}
    for month in range(len(problem.months)):
        now = frozenset(pair for pair in pairs if month in _months_together(problem, pair))
        if len(now) > 1:
            before = least.get(now, (UNBOUNDED, len(now)))
            least[now] = min(before[0], hours[month]), min(before[1], places[month])
    rows: list[Row] = []
    for now, (left, most) in least.items():
        if not any(now < more and tighter <= left and fewer <= most for more, (tighter, fewer) in least.items()):
            rows += room({made.pairs[pair]: problem.opening[pair[1]].hours for pair in sorted(now)}, left, most)
    return rows


def room(needed: Mapping[int, float], left: float, most: int) -> list[Row]:
    """What openings that need so many hours may be together, with so many hours and places left.

    The same whole solutions as "no more hours than are left", but few others: what goes with nothing else weighs as much as all that could be there.
    Without it a half of one opening and a half of another would fit, and the solver would search long for what cannot be.
    """
    sizes = sorted(needed.values())
    together = min(most, sum(1 for number in range(len(sizes)) if sum(sizes[: number + 1]) <= left))
    alone = {key for key, size in needed.items() if size + (sizes[1] if size == sizes[0] else sizes[0]) > left}
    rows = []
    if together < len(needed):
        rows.append(Row(-UNBOUNDED, float(together), {key: float(max(together, 1)) if key in alone else 1.0 for key in needed}))
    if sum(sorted(size for key, size in needed.items() if key not in alone)[-together:]) > left and together > 1:
        rows.append(Row(-UNBOUNDED, left, needed))
    return rows


def _months_together(problem: Problem, pair: Pair) -> tuple[int, ...]:
    """The months in which a pair would work together."""
    return presence(problem.champion[pair[0]], problem.opening[pair[1]])


def _fairness(made: Programme, problem: Problem, possible: Mapping[Pair, Candidate]) -> None:
    """The hours of each department in steps, each of which weighs more than the one before. The cheap ones fill up by themselves first."""
    held = placed_by_department(problem, ())
    price = made.costs["fairness"] = {}
    hours: dict[str, dict[int, float]] = defaultdict(dict)
    for pair, one in possible.items():
        hours[problem.champion[pair[0]].department][made.pairs[pair]] = problem.opening[pair[1]].hours * len(one.months)
    for department, agreed in agreed_by_department(problem).items():
        steps = {made.column(UNBOUNDED if step == STEPS else agreed / STEPS): -1.0 for step in range(1, STEPS + 1)}
        price |= {key: float(step) for step, key in enumerate(steps, start=1)}
        already = held.get(department, 0.0)
        made.rows.append(Row(-already, -already, {**hours[department], **steps}))
