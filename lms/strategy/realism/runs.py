"""Portions of runs: when promises are reached, what was critical for them, and what a lever would change. Portions are added up.

A portion draws from a generator seeded with (seed, number of the portion), so that a check is the same whoever runs it, in whatever order.
A lever is tried with the same draws (common random numbers), so that the gain is the lever's and not chance.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from lms.strategy.network.shapes import Plan
from lms.strategy.realism.durations import Numbers, normals
from lms.strategy.realism.scheduling import Line, Network

PORTION = 500
"""Runs of a portion: part of what makes the figures, so it is never changed without saying so."""
TRIED = 1000
"""Runs in which a lever is tried; fewer where the check has fewer."""


class Tally(BaseModel):
    """What was counted in some runs."""

    runs: int = 0
    ends: dict[str, Counter[int]] = {}
    """Promise -> number of the working day by whose end it is reached -> runs."""
    critical: dict[str, Counter[str]] = {}
    """Promise -> activity -> runs in which it was on the longest way to the promise."""
    waited: dict[str, Counter[str]] = {}
    """Promise -> account of hours -> days that critical activities waited for it, over all runs."""


class Lever(BaseModel, frozen=True):
    """Something that could be done: ``hours`` more in a month, an activity ``shorten``ed by a share, or left ``out``."""

    kind: str
    target: str
    amount: float = 0


def sizes(runs: int) -> list[int]:
    """The portions that make ``runs``."""
    return [PORTION] * (runs // PORTION) + ([runs % PORTION] if runs % PORTION else [])


@lru_cache(maxsize=1)
def network_of(text: str) -> Network:
    """The plan that is written in ``text``, ready to be scheduled."""
    return Network(Plan.model_validate_json(text))


@lru_cache(maxsize=3)
def _drawn(text: str, seed: int, number: int, runs: int) -> Numbers:
    network = network_of(text)
    generator = np.random.default_rng([seed, number])
    return network.draw(normals(generator, len(network.work), runs, correlation=network.plan.correlation))


def tally(text: str, seed: int, number: int, runs: int) -> Tally:
    """Simulate portion ``number``."""
    network = network_of(text)
    lines = network.schedule(_drawn(text, seed, number, runs))
    counted = Tally(runs=runs)
    for promise, ends in network.last.items():
        if ends:
            over = np.max([lines[place].ends for place in ends], axis=0)
            counted.ends[promise] = _days(over, network)
            counted.critical[promise], counted.waited[promise] = _ways(promise, over, lines, network)
    return counted


def added(tallies: Iterable[Tally]) -> Tally:
    """Several portions as one."""
    whole = Tally()
    for one in tallies:
        whole.runs += one.runs
        for mine, theirs in ((whole.ends, one.ends), (whole.critical, one.critical), (whole.waited, one.waited)):
            for promise, counts in theirs.items():
                mine.setdefault(promise, Counter()).update(counts)  # type: ignore[arg-type]
    return whole


def tried(text: str, seed: int, runs: int, lever: Lever | None) -> dict[str, int]:
    """Promise -> in how many of the first runs it is kept, with ``lever`` (None: as planned)."""
    network, kept = network_of(text), Counter[str]()
    dues = {one.id: network.timeline.until(one.promised_on) for one in network.plan.promises}
    for number, size in enumerate(sizes(min(runs, TRIED))):
        lines = _pulled(network, _drawn(text, seed, number, size), lever)
        for promise, ends in network.last.items():
            if ends:
                over = np.max([lines[place].ends for place in ends], axis=0)
                kept[promise] += int((over <= dues[promise] + 1e-9).sum())
    return dict(kept)


def _pulled(network: Network, rest: Numbers, lever: Lever | None) -> list[Line]:
    if lever is None:
        return network.schedule(rest)
    if lever.kind == "hours":
        return network.schedule(rest, network.accounts(rest.shape[1], more_hours={lever.target: lever.amount}))
    changed = rest.copy()
    changed[network.place[lever.target]] *= 0 if lever.kind == "out" else 1 - lever.amount
    return network.schedule(changed)


def _days(over: Numbers, network: Network) -> Counter[int]:
    """How many runs are over by the end of each working day; beyond the horizon is one day more than there are."""
    days = np.minimum(np.ceil(over - 1e-9).astype(np.int64), network.timeline.horizon + 1)
    values, counts = np.unique(days, return_counts=True)
    return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))


def _ways(promise: str, over: Numbers, lines: list[Line], network: Network) -> tuple[Counter[str], Counter[str]]:
    """Walk back from the promise along what held up last: the critical way of each run."""
    runs = over.shape[0]
    on_way: dict[int, NDArray[np.bool_]] = {}
    settled = np.zeros(runs, dtype=bool)
    for place in network.last[promise]:
        on_way[place] = (lines[place].ends >= over - 1e-9) & ~settled  # of two that end together one is enough
        settled |= on_way[place]
    shares, waits = Counter[str](), Counter[str]()
    for place in network.paths[promise]:
        here = on_way.get(place)
        if here is None or not here.any() or network.work[place].over:
            continue
        line, work = lines[place], network.work[place]
        shares[work.key] += int(here.sum())
        for account, _hours in work.asks:
            waits[account] += round(float(line.waited[here].sum()))
        for before in work.waits_for:
            held = here & (line.held_up_by == before)
            on_way[before] = on_way[before] | held if before in on_way else held
    return shares, waits
