"""Who gives feedback on whose work: the same draw for the same seed, nobody on their own or their team's, everybody as often as the others."""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from random import Random

_DRAWS = 20
"""How often it is drawn anew when not everybody could be given enough."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gives feedback. ``team`` is what they share with those whose work they must not read; nothing for none."""

    key: str
    team: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What is read: a hand-in, by whom, of which team."""

    key: str
    authors: frozenset[str]
    team: Hashable | None = None


Pair = tuple[str, str]
"""A reader and the work that they read."""


def draw(readers: Sequence[Reader], works: Sequence[Work], each: int, seed: str) -> list[Pair]:
    """Give each reader ``each`` works where there are that many, each work to as many readers as any other, give or take one.

    Two people read each other's work only where it cannot be helped. Where teams are so large that not everybody can be given enough,
    the best draw of ``_DRAWS`` is taken.
    """
    readers, works = sorted(readers, key=lambda one: one.key), sorted(works, key=lambda one: one.key)
    best: list[Pair] = []
    for number in range(_DRAWS):
        drawn = _drawn(readers, works, each, Random(f"{seed}:{number}"))  # noqa: S311  (a lot that can be drawn again, no secret)
        if len(drawn) > len(best):
            best = drawn
        if len(best) == each * len(readers):
            break
    return sorted(best)


@dataclass(frozen=True, slots=True)
class Before:
    """What the draws of the task brought so far: who reads what, and who gave feedback already."""

    pairs: frozenset[Pair]
    gave: frozenset[str] = frozenset()


def draw_later(readers: Sequence[Reader], works: Sequence[Work], each: int, before: Before, seed: str) -> list[Pair]:
    """The pairs that give those who come to a draw later (who read nothing so far, and whose work nobody reads) as much as the others have.

    They are paired with each other. What is missing then comes from the others: the latecomers read the works that are read least, and their
    works go to those who were asked least, among these to those who gave feedback already. Among equals, two people do not read each other's
    work. A work is owed as many readers as its authors read works.
    """
    asked, read = {reader for reader, _work in before.pairs}, {work for _reader, work in before.pairs}
    order, turns = sorted(works, key=lambda one: one.key), sorted(readers, key=lambda one: one.key)
    chance = Random(seed)  # noqa: S311  (a lot that can be drawn again, no secret)
    chance.shuffle(order)
    chance.shuffle(turns)
    late, late_works = [one for one in turns if one.key not in asked], [one for one in order if one.key not in read]
    filling = _Filling({*before.pairs, *draw(late, late_works, each, seed)}, order, before.gave)
    for reader in late:
        filling.let_read(reader, each)
    others, here = [one for one in turns if one.key in asked], {one.key for one in turns}
    for work in late_works:
        filling.let_be_read(work, others, each * len(work.authors & here))
    return sorted(filling.pairs - before.pairs)


class _Filling:
    """Adds one pair after the other, always the one that burdens least."""

    def __init__(self, pairs: set[Pair], works: Sequence[Work], gave: Collection[str]) -> None:
        self.pairs, self.works, self.gave = pairs, works, gave
        self.authors = {work.key: work.authors for work in works}
        self.asked, self.read = Counter(reader for reader, _work in pairs), Counter(work for _reader, work in pairs)

    def let_read(self, reader: Reader, wanted: int) -> None:
        """Let ``reader`` read so many works in all, as far as there are so many: those that are read least."""
        while self.asked[reader.key] < wanted and (choices := _choices(reader, self.works, self.pairs)):
            self._add(min(((reader.key, key) for key in choices), key=lambda pair: (self.read[pair[1]], self._mutual(pair))))

    def let_be_read(self, work: Work, others: Sequence[Reader], wanted: int) -> None:
        """Let so many people in all read ``work``, as far as there are so many: those who were asked least."""
        while self.read[work.key] < wanted and (able := [one.key for one in others if _choices(one, [work], self.pairs)]):
            pairs = ((key, work.key) for key in able)
            self._add(min(pairs, key=lambda pair: (self.asked[pair[0]], pair[0] not in self.gave, self._mutual(pair))))

    def _mutual(self, pair: Pair) -> bool:
        return _mutual(pair, self.pairs, self.authors)

    def _add(self, pair: Pair) -> None:
        self.pairs.add(pair)
        self.asked[pair[0]] += 1
        self.read[pair[1]] += 1


def _drawn(readers: Sequence[Reader], works: Sequence[Work], each: int, chance: Random) -> list[Pair]:
    """One draw: in each round every reader gets one work; rounds are matchings, so that nobody's work is left over."""
    taken: set[Pair] = set()
    order = list(works)
    for turn in range(1, each + 1):
        chance.shuffle(order)
        most = -(-turn * len(readers) // max(1, len(works)))
        loads = Counter(key for _reader, key in taken)
        taken |= _matching(
            {reader.key: _choices(reader, order, taken) for reader in readers}, {work.key: most - loads[work.key] for work in works}
        )
    return _untangled(taken, readers, works)


def _untangled(taken: set[Pair], readers: Sequence[Reader], works: Sequence[Work]) -> list[Pair]:
    """The same draw with fewer people who read each other: two readers change works where that helps and is allowed."""
    allowed = {reader.key: set(_choices(reader, works, set())) for reader in readers}
    authors = {work.key: work.authors for work in works}
    pairs = set(taken)
    for one in sorted(taken):
        if one not in pairs or not _mutual(one, pairs, authors):
            continue
        for other in sorted(pairs):
            new = {(one[0], other[1]), (other[0], one[1])}
            after = (pairs - {one, other}) | new
            fits = not new & pairs and all(key in allowed[reader] for reader, key in new)
            if fits and not any(_mutual(pair, after, authors) for pair in new):
                pairs = after
                break
    return sorted(pairs)


def _mutual(pair: Pair, pairs: set[Pair], authors: dict[str, frozenset[str]]) -> bool:
    """Whether an author of the work reads a work of its reader; a work whose authors all gave up their place has none."""
    reader, work = pair
    return any(theirs in authors[work] and reader in authors.get(mine, ()) for theirs, mine in pairs)


def _choices(reader: Reader, works: Sequence[Work], taken: set[Pair]) -> list[str]:
    return [
        work.key
        for work in works
        if reader.key not in work.authors and (reader.team is None or reader.team != work.team) and (reader.key, work.key) not in taken
    ]


def _matching(choices: dict[str, list[str]], room: dict[str, int]) -> set[Pair]:
    """As many readers as can have one work each, no work beyond its room."""
    matching = _Matching(choices, room)
    for reader in choices:
        matching.place(reader, set())
    return {(reader, key) for key, those in matching.held.items() for reader in those}


class _Matching:
    """Grows by augmenting paths, after Kuhn: whoever finds their work full asks one of its readers to take another."""

    def __init__(self, choices: dict[str, list[str]], room: dict[str, int]) -> None:
        self.choices, self.room = choices, room
        self.held: dict[str, list[str]] = {key: [] for key in room}

    def place(self, reader: str, seen: set[str]) -> bool:
        """Give ``reader`` a work; whether that was possible."""
        for key in self.choices[reader]:
            if key not in seen:
                seen.add(key)
                if len(self.held[key]) < self.room[key] or self._make_room(key, seen):
                    self.held[key].append(reader)
                    return True
        return False

    def _make_room(self, key: str, seen: set[str]) -> bool:
        for other in self.held[key]:
            if self.place(other, seen):
                self.held[key].remove(other)
                return True
        return False
