"""Which courses close a set of gaps in the fewest minutes: a weighted set cover with parts that are paid once, solved by branch and bound.

Proven smallest in all but odd cases; where the search is given up, the answer says how far from the smallest it may be.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

MOST_STEPS = 4000
"""Partial covers that are looked at before the search is given up: about a fifth of a second."""


@dataclass(frozen=True, slots=True)
class Option(Generic[K]):
    """Something that can be chosen: what it takes, and which needs it closes together with what comes before it."""

    key: str
    minutes: int
    closes: frozenset[K]
    before: tuple[tuple[str, int], ...] = ()
    """What has to be taken first, and its minutes. What several options name, be it an option itself, is taken once."""

    @property
    def parts(self) -> dict[str, int]:
        """Everything that is taken with it, and the minutes of each."""
        return {**dict(self.before), self.key: self.minutes}


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
    """An option over the needs, and over the parts that others name too, as bits."""

    place: int
    minutes: int
    """Of the parts that no other option names."""
    mask: int
    shared: int


def smallest_cover(needs: Collection[K], options: Iterable[Option[K]], *, most_steps: int = MOST_STEPS) -> Cover[K]:
    """The options that close every need which can be closed, in the fewest minutes.

    :raises ValueError: something takes less than nothing.
    """
    ordered = sorted(options, key=lambda option: (sum(option.parts.values()), option.key))
    if any(minutes < 0 for option in ordered for minutes in option.parts.values()):
        raise ValueError("Minutes cannot be negative.")
    closable = frozenset(need for need in needs if any(need in option.closes for option in ordered))
    bits = {need: 1 << place for place, need in enumerate(_in_order(closable))}
    useful = [(place, option) for place, option in enumerate(ordered) if not closable.isdisjoint(option.closes)]
    prices, shared = _shared(option for _place, option in useful)
    choices = [
        _Choice(
            place,
            sum(minutes for key, minutes in option.parts.items() if key not in shared),
            sum(bits[need] for need in option.closes if need in bits),
            sum(shared[key] for key in option.parts if key in shared),
        )
        for place, option in useful
    ]
    search = _Search(choices, prices, most_steps)
    found = search.run((1 << len(bits)) - 1)
    chosen = tuple(ordered[choice.place] for choice in sorted(found, key=lambda choice: choice.place))
    minutes = minutes_of(chosen)
    return Cover(chosen, minutes, minutes if search.is_complete else search.bound, frozenset(needs) - closable)


def minutes_of(options: Iterable[Option[K]]) -> int:
    """What all of them take together."""
    parts: dict[str, int] = {}
    for option in options:
        parts |= option.parts
    return sum(parts.values())


def _shared(options: Iterable[Option[K]]) -> tuple[dict[int, tuple[int, int]], dict[str, int]]:
    """Of each part that several options name: bit -> minutes and how many name it; key -> bit."""
    minutes: dict[str, int] = {}
    names: Counter[str] = Counter()
    for option in options:
        minutes |= option.parts
        names.update(option.parts.keys())
    shared = {key: 1 << place for place, key in enumerate(sorted(key for key, times in names.items() if times > 1))}
    return {bit: (minutes[key], names[key]) for key, bit in shared.items()}, shared


def _in_order(needs: Collection[K]) -> list[K]:
    """Any fixed order, so that the same question always has the same answer."""
    return sorted(needs, key=str)


class _Search:
    """Depth first: take the need that the fewest choices close, try these, the best first; give up a branch that cannot win."""

    def __init__(self, choices: Sequence[_Choice], prices: Mapping[int, tuple[int, int]], most_steps: int) -> None:
        self._prices = prices
        self._choices = self._undominated(choices)
        self._steps_left = most_steps
        self._best: tuple[_Choice, ...] = ()
        self._best_minutes: float = inf
        self.bound = 0
        self.is_complete = True

    def run(self, needs: int) -> tuple[_Choice, ...]:
        """The best choices for ``needs``."""
        self._keep(tuple(self._greedy(needs)))
        self.bound = -int(-self._at_least(self._choices, needs, 0) // 1)
        self._look(needs, self._choices, (), 0, 0)
        return self._best

    def _more(self, choice: _Choice, paid: int) -> int:
        """What ``choice`` adds where the shared parts ``paid`` are taken already."""
        return choice.minutes + sum(self._prices[bit][0] for bit in _bits(choice.shared & ~paid))

    def _undominated(self, choices: Sequence[_Choice]) -> list[_Choice]:
        """Without those that close no more than another one that never adds more."""
        kept: list[_Choice] = []
        for choice in sorted(choices, key=lambda one: (self._more(one, 0), -one.mask.bit_count(), one.place)):
            if not any(choice.mask & ~other.mask == 0 and self._more(other, choice.shared) <= choice.minutes for other in kept):
                kept.append(choice)
        return kept

    def _keep(self, chosen: tuple[_Choice, ...]) -> None:
        needed, minutes, paid = _without_spare(chosen), 0, 0
        for choice in needed:
            minutes += self._more(choice, paid)
            paid |= choice.shared
        if minutes < self._best_minutes:
            self._best, self._best_minutes = needed, minutes

    def _greedy(self, needs: int) -> Iterator[_Choice]:
        """Again and again what adds the fewest minutes for each need that it closes."""
        paid = 0
        while needs:
            best = min((one for one in self._choices if one.mask & needs), key=lambda one: (self._share(one, needs, paid), one.place))
            yield best
            needs &= ~best.mask
            paid |= best.shared

    def _share(self, choice: _Choice, needs: int, paid: int) -> float:
        return self._more(choice, paid) / (choice.mask & needs).bit_count()

    def _look(self, needs: int, choices: Sequence[_Choice], taken: tuple[_Choice, ...], minutes: int, paid: int) -> None:
        if not needs:
            self._keep(taken)
            return
        if self._steps_left <= 0:
            self.is_complete = False
            return
        self._steps_left -= 1
        useful = [choice for choice in choices if choice.mask & needs]
        if minutes + self._at_least(useful, needs, paid) >= self._best_minutes:
            return
        scarce = min(_bits(needs), key=lambda bit: sum(1 for choice in useful if choice.mask & bit))
        tried: set[int] = set()
        for choice in sorted((one for one in useful if one.mask & scarce), key=lambda one: self._share(one, needs, paid)):
            # what was tried before in this place stands for all covers that hold it
            rest = [one for one in useful if one.place not in tried and one is not choice]
            self._look(needs & ~choice.mask, rest, (*taken, choice), minutes + self._more(choice, paid), paid | choice.shared)
            tried.add(choice.place)

    def _at_least(self, choices: Sequence[_Choice], needs: int, paid: int) -> float:
        """No cover takes less: each need pays the smallest share of a choice that closes it. Infinite where one cannot be closed.

        A shared part is paid in equal shares by all that name it, or by as many as a cover without spare can hold: one for each need.
        """
        shares: dict[int, float] = dict.fromkeys(_bits(needs), inf)
        most = max(1, needs.bit_count())
        parts = {bit: minutes / min(names, most) for bit, (minutes, names) in self._prices.items()}
        for choice in choices:
            closes = choice.mask & needs
            pays = choice.minutes + sum(parts[bit] for bit in _bits(choice.shared & ~paid))
            share = pays / max(1, closes.bit_count())
            for bit in _bits(closes):
                if share < shares[bit]:
                    shares[bit] = share
        return sum(shares.values()) - 1e-9 if shares else 0.0


def _bits(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


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
    taken = {key for option in cover.chosen for key in option.parts}
    others = sorted((one for one in options if one.key not in taken and one.closes & to.closes & set(needs)), key=lambda one: (one.minutes, one.key))
    found = []
    for one in others[: 2 * most]:
        rest = frozenset(needs) - cover.never - one.closes
        again = smallest_cover(rest, [_after(one, other) for other in options if other.key != one.key], most_steps=MOST_STEPS // 10)
        found.append(Alternative(one, max(0, minutes_of([one]) + again.minutes - cover.minutes)))
    return tuple(sorted(found, key=lambda one: (one.more, one.option.key))[:most])


def _after(one: Option[K], other: Option[K]) -> Option[K]:
    """What ``other`` still takes once ``one`` is taken."""
    before = tuple((key, minutes) for key, minutes in other.before if key not in one.parts)
    return Option(other.key, 0 if other.key in one.parts else other.minutes, other.closes, before)
