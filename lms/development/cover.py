"""Which courses close a set of gaps in the fewest minutes: a weighted set cover, solved by branch and bound.

Proven smallest in all but odd cases; where the search is given up, the answer says how far from the smallest it may be.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

MOST_STEPS = 4000
"""Partial covers that are looked at before the search is given up: about a fifth of a second."""


@dataclass(frozen=True, slots=True)
class Option(Generic[K]):
    """Something that can be chosen: what it takes, and which needs it closes."""

    key: str
    minutes: int
    closes: frozenset[K]


@dataclass(frozen=True, slots=True)
class Cover(Generic[K]):
    """What to choose. No choice that closes the same takes less than ``at_least`` minutes."""

    chosen: tuple[Option[K], ...]
    minutes: int
    at_least: int
    never: frozenset[K]
    """Needs that nothing closes."""

    @property
    def is_smallest(self) -> bool:
        """Whether it is proven that nothing takes less."""
        return self.at_least == self.minutes


@dataclass(frozen=True, slots=True)
class _Choice:
    """An option over the needs as bits."""

    place: int
    minutes: int
    mask: int


def smallest_cover(needs: Collection[K], options: Iterable[Option[K]], *, most_steps: int = MOST_STEPS) -> Cover[K]:
    """The options that close every need which can be closed, in the fewest minutes.

    :raises ValueError: an option takes less than nothing.
    """
    ordered = sorted(options, key=lambda option: (option.minutes, option.key))
    if ordered and ordered[0].minutes < 0:
        raise ValueError("Minutes cannot be negative.")
    closable = frozenset(need for need in needs if any(need in option.closes for option in ordered))
    bits = {need: 1 << place for place, need in enumerate(_in_order(closable))}
    choices = [
        _Choice(place, option.minutes, mask)
        for place, option in enumerate(ordered)
        if (mask := sum(bits[need] for need in option.closes if need in bits))
    ]
    search = _Search(_undominated(choices), most_steps)
    found = search.run((1 << len(bits)) - 1)
    chosen = tuple(ordered[choice.place] for choice in sorted(found, key=lambda choice: choice.place))
    minutes = sum(option.minutes for option in chosen)
    return Cover(chosen, minutes, minutes if search.is_complete else search.bound, frozenset(needs) - closable)


def _in_order(needs: Collection[K]) -> list[K]:
    """Any fixed order, so that the same question always has the same answer."""
    return sorted(needs, key=str)


def _undominated(choices: Sequence[_Choice]) -> list[_Choice]:
    """Without those that close no more than another one that takes no longer."""
    kept: list[_Choice] = []
    for choice in sorted(choices, key=lambda one: (one.minutes, -one.mask.bit_count(), one.place)):
        if not any(choice.mask & ~other.mask == 0 for other in kept):
            kept.append(choice)
    return kept


class _Search:
    """Depth first: take the need that the fewest choices close, try these, the best first; give up a branch that cannot win."""

    def __init__(self, choices: Sequence[_Choice], most_steps: int) -> None:
        self._choices = choices
        self._steps_left = most_steps
        self._best: tuple[_Choice, ...] = ()
        self._best_minutes: float = inf
        self.bound = 0
        self.is_complete = True

    def run(self, needs: int) -> tuple[_Choice, ...]:
        """The best choices for ``needs``."""
        self._keep(tuple(_greedy(self._choices, needs)))
        self.bound = -int(-_at_least(self._choices, needs) // 1)
        self._look(needs, self._choices, (), 0)
        return self._best

    def _keep(self, chosen: tuple[_Choice, ...]) -> None:
        needed = _without_spare(chosen)
        minutes = sum(choice.minutes for choice in needed)
        if minutes < self._best_minutes:
            self._best, self._best_minutes = needed, minutes

    def _look(self, needs: int, choices: Sequence[_Choice], taken: tuple[_Choice, ...], minutes: int) -> None:
        if not needs:
            self._keep(taken)
            return
        if self._steps_left <= 0:
            self.is_complete = False
            return
        self._steps_left -= 1
        useful = [choice for choice in choices if choice.mask & needs]
        if minutes + _at_least(useful, needs) >= self._best_minutes:
            return
        scarce = min(_bits(needs), key=lambda bit: sum(1 for choice in useful if choice.mask & bit))
        tried: set[int] = set()
        for choice in sorted((one for one in useful if one.mask & scarce), key=lambda one: one.minutes / (one.mask & needs).bit_count()):
            # what was tried before in this place stands for all covers that hold it
            rest = [one for one in useful if one.place not in tried and one is not choice]
            self._look(needs & ~choice.mask, rest, (*taken, choice), minutes + choice.minutes)
            tried.add(choice.place)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


def _at_least(choices: Sequence[_Choice], needs: int) -> float:
    """No cover takes less: each need pays the smallest share of a choice that closes it. Infinite where one cannot be closed."""
    shares: dict[int, float] = dict.fromkeys(_bits(needs), inf)
    for choice in choices:
        closes = choice.mask & needs
        share = choice.minutes / max(1, closes.bit_count())
        for bit in _bits(closes):
            if share < shares[bit]:
                shares[bit] = share
    return sum(shares.values()) - 1e-9 if shares else 0.0


def _greedy(choices: Sequence[_Choice], needs: int) -> Iterator[_Choice]:
    """Again and again what takes the fewest minutes for each need that it closes."""
    while needs:
        best = min((one for one in choices if one.mask & needs), key=lambda one: (one.minutes / (one.mask & needs).bit_count(), one.place))
        yield best
        needs &= ~best.mask


def _without_spare(chosen: tuple[_Choice, ...]) -> tuple[_Choice, ...]:
    """Without those whose needs the others close."""
    kept = list(chosen)
    for choice in sorted(chosen, key=lambda one: -one.minutes):
        others = 0
        for other in kept:
            others |= 0 if other is choice else other.mask
        if choice.mask & ~others == 0 and len(kept) > 1:
            kept.remove(choice)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Alternative(Generic[K]):
    """An option that was not chosen: with it, the whole takes this many minutes more."""

    option: Option[K]
    more: int


def alternatives(
    needs: Collection[K], options: Sequence[Option[K]], cover: Cover[K], to: Option[K], *, most: int = 3
) -> tuple[Alternative[K], ...]:
    """What else closes some of what ``to`` closes, and how much longer the whole would take with it; the closest first."""
    chosen = {option.key for option in cover.chosen}
    others = sorted((one for one in options if one.key not in chosen and one.closes & to.closes & set(needs)), key=lambda one: (one.minutes, one.key))
    found = []
    for one in others[: 2 * most]:
        rest = frozenset(needs) - cover.never - one.closes
        again = smallest_cover(rest, [other for other in options if other.key != one.key], most_steps=MOST_STEPS // 10)
        found.append(Alternative(one, max(0, one.minutes + again.minutes - cover.minutes)))
    return tuple(sorted(found, key=lambda one: (one.more, one.option.key))[:most])
