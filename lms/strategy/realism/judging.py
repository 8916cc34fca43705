"""What a check says in the end: for each promise the probability, P50 and P80, a word, what is critical, and the levers that help most."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from lms.strategy.network.shapes import Plan, Promise, Task
from lms.strategy.network.timeline import Timeline
from lms.strategy.realism.capacity import stated, strains
from lms.strategy.realism.competences import lacks
from lms.strategy.realism.runs import Lever, Tally, network_of
from lms.strategy.realism.scheduling import Network

LIKELY, OPEN = 0.8, 0.5
"""Kept in so many of all runs: the promised date is no earlier than P80, or no earlier than P50."""
SHORTER = 0.25
MOST_TRIALS = 120
"""In all, beyond the first idea of each promise, which is always tried."""
SHOWN_LEVERS = 3
LEAST_GAIN = 0.01
LEVELS = tuple(range(5, 100, 5))


def by_day(ends: Mapping[int, int], day: int, runs: int) -> float:
    """The share of the runs that are over by the end of working day ``day``."""
    return sum(count for one, count in ends.items() if one <= day) / runs


def quantile(ends: Mapping[int, int], share: float, runs: int) -> int:
    """The first working day by whose end at least ``share`` of the runs are over."""
    seen = 0
    for day in sorted(ends):
        seen += ends[day]
        if seen >= share * runs - 1e-9:
            return day
    return max(ends)


def verdict(probability: float) -> str:
    """The word for a probability."""
    return "likely" if probability >= LIKELY else "open" if probability >= OPEN else "unlikely"


def candidates(text: str, counted: Tally) -> list[Lever]:
    """What is tried: of each promise that is not likely the first idea, however many there are; then the second of each, up to a number."""
    ranks = list(zip_longest(*_ideas(network_of(text), counted).values()))
    found = dict.fromkeys(lever for rank in ranks for lever in rank if lever is not None)
    firsts = {lever for lever in ranks[0] if lever is not None} if ranks else set()
    return list(found)[: max(MOST_TRIALS, len(firsts))]


def _ideas(network: Network, counted: Tally) -> dict[str, list[Lever]]:
    """For each promise that is not likely, what is most waited for and most critical; those that need least come first."""
    likelihood = {promise: by_day(ends, _due(network, promise), counted.runs) for promise, ends in counted.ends.items()}
    weak = sorted((promise for promise in likelihood if likelihood[promise] < LIKELY), key=lambda one: (-likelihood[one], one))
    return {promise: [*_of_hours(network, counted, promise), *_of_activities(network, counted, promise)] for promise in weak}


def _due(network: Network, promise: str) -> int:
    return next(network.timeline.until(one.promised_on) for one in network.plan.promises if one.id == promise)


def _of_activities(network: Network, counted: Tally, promise: str) -> list[Lever]:
    tasks = {task.id: task for task in network.plan.tasks}
    weights = {key: count * tasks[key].likely for key, count in counted.critical[promise].items() if tasks[key].longest > 0}
    first = sorted(weights, key=lambda key: (-weights[key], key))[:2]
    return [Lever(kind="shorten", target=key, amount=SHORTER) for key in first] + [Lever(kind="out", target=key) for key in first[:1]]


def _of_hours(network: Network, counted: Tally, promise: str) -> list[Lever]:
    waits = counted.waited[promise]
    longest = sorted((account for account in waits if waits[account] > 0 and account in network.hours), key=lambda one: (-waits[one], one))[:1]
    return [Lever(kind="hours", target=account, amount=_more(stated(network.plan)[account])) for account in longest]


def _more(said: Mapping[date, float]) -> float:
    """A quarter of the usual hours, in tens."""
    return max(10.0, round(SHORTER * sum(said.values()) / len(said) / 10) * 10)


def conclude(
    text: str, counted: Tally, planned: Mapping[str, int], trials: Sequence[tuple[Lever, Mapping[str, int]]], tried_runs: int
) -> dict[str, Any]:
    """Everything that the page of the check shows, as plain JSON.

    ``planned`` and ``trials``: in how many of ``tried_runs`` each promise is kept, without and with a lever.
    """
    network = network_of(text)
    plan, timeline = network.plan, network.timeline
    gains = {
        promise: [(lever, (kept[promise] - planned[promise]) / tried_runs) for lever, kept in trials if promise in kept] for promise in counted.ends
    }
    tried = {lever for lever, _kept in trials}
    untried = {promise: sum(idea not in tried for idea in ideas) for promise, ideas in _ideas(network, counted).items()}
    return {
        "runs": counted.runs,
        "tried_runs": tried_runs,
        "promises": [{**_promise(one, network, counted, gains.get(one.id, [])), "untried": untried.get(one.id, 0)} for one in plan.promises],
        "critical": _critical(counted),
        "strains": [_strain(one) for one in strains(plan, timeline)],
        "silent": _silent(plan),
        "champions_known": plan.supply is not None and bool(plan.supply.champion_hours),
        "lacks": [{**_plain(one), "month": one.month.isoformat()} for one in lacks(plan, timeline)],
        "people_known": plan.supply is not None,
    }


def _plain(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def _promise(promise: Promise, network: Network, counted: Tally, gains: list[tuple[Lever, float]]) -> dict[str, Any]:
    said: dict[str, Any] = promise.model_dump(mode="json")
    ends = counted.ends.get(promise.id)
    if not ends:
        return {**said, "verdict": "unknown", "probability": None, "levers": [], "critical": [], "quantiles": {}}
    line, runs = network.timeline, counted.runs
    probability = by_day(ends, line.until(promise.promised_on), runs)
    return {
        **said,
        "probability": probability,
        "verdict": verdict(probability),
        "quantiles": {str(level): _iso(line, quantile(ends, level / 100, runs)) for level in LEVELS},
        "p50": _iso(line, quantile(ends, 0.5, runs)),
        "p80": _iso(line, quantile(ends, 0.8, runs)),
        "critical": [[key, count / runs] for key, count in counted.critical[promise.id].most_common(8)],
        "levers": _levers(ends, probability, gains, line, runs) if probability < LIKELY else [],
    }


def _iso(line: Timeline, day: int) -> str | None:
    found = line.day(day)
    return found.isoformat() if found else None


def _levers(ends: Mapping[int, int], probability: float, gains: list[tuple[Lever, float]], line: Timeline, runs: int) -> list[dict[str, Any]]:
    """The three that help most, one of each kind: of two activities to shorten, the better one."""
    day = quantile(ends, LIKELY, runs)
    moved = by_day(ends, day, runs)
    all_of_them = [{**lever.model_dump(), "gain": gain, "probability": min(1.0, probability + gain)} for lever, gain in gains]
    if line.day(day):
        all_of_them.append({"kind": "date", "target": _iso(line, day), "amount": 0, "gain": moved - probability, "probability": moved})
    best: dict[str, dict[str, Any]] = {}
    for lever in sorted(all_of_them, key=lambda one: (-one["gain"], one["kind"], str(one["target"]))):
        if lever["gain"] >= LEAST_GAIN:
            best.setdefault(lever["kind"], lever)
    return list(best.values())[:SHOWN_LEVERS]


def _critical(counted: Tally) -> dict[str, dict[str, Any]]:
    """Activity -> the share of runs in which it is critical, for the promise for which it is most so."""
    found: dict[str, dict[str, Any]] = {}
    for promise, counts in counted.critical.items():
        for key, count in counts.items():
            share = count / counted.runs
            if share > found.get(key, {"share": 0.0})["share"]:
                found[key] = {"share": share, "promise": promise}
    return found


def _strain(one: Any) -> dict[str, Any]:
    biggest = Counter(one.by).most_common(3)
    return {"account": one.account, "month": one.month.isoformat(), "asked": round(one.asked, 1), "hours": one.hours, "assumed": one.assumed,
            "too_much": one.too_much, "by": [[key, round(hours, 1)] for key, hours in biggest]}  # fmt: skip


def _silent(plan: Plan) -> list[str]:
    """Teams that have work in the plan, and of which nobody ever said how many hours they have."""
    said = stated(plan)
    return sorted({task.team for task in plan.tasks if _asks_team(task) and task.team and task.team not in said})


def _asks_team(task: Task) -> bool:
    return task.ended_on is None and task.hours > 0
