"""Who may be counted elsewhere from this roll on, so that the difference of two months never stands for a few people.

A department whose figure is shown each month would tell of the one who came between two months. So comings and goings wait until enough
of them happen at once: what the people of one such *layer* add to any difference is again a sum over a cut of their own graph.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.reports.disclosure.cuts import Node, weak_cut
from lms.reports.disclosure.grouping import THRESHOLD, Department, Entry, Grouping, Groups, Kind, Tree

Place = tuple[Department, Kind]
LayerKey = Hashable


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody who is to be counted in another place than before; None: not at all."""

    person: Hashable
    before: Place | None
    after: Place | None
    layer: LayerKey = None
    """With whom they have been counted so far."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one competence is counted: the groups of its figures, and since when each post requires it."""

    groups: Groups
    since: Mapping[Any, Hashable]

    def edge(self, place: Place) -> tuple[Node, Node]:
        """Where somebody in that place stands in the graph."""
        return self.groups.edge(*place)

    def seen(self, place: Place) -> tuple[object, ...]:
        """All that figures tell of somebody there: where they stand, and whether they are asked, and since when."""
        return *self.edge(place), self.since.get(place[1])


Counted = Mapping[tuple[LayerKey, Place], int]


def may_count(moves: Sequence[Move], counted: Counted, scopes: Sequence[Scope], *, least: int = THRESHOLD) -> dict[Move, Hashable]:
    """Those of ``moves`` that may be made now, each with what names the company it is counted with; the others wait.

    Whoever only moves is in two layers at once, so those who move are let through in bundles that are alike in every figure.
    """
    roll = _Roll(counted, scopes, least)
    roll.ready = set(moves)
    roll.bundle(moves)
    while roll.hold_some_back():
        pass
    return {move: roll.company_of(move) for move in roll.ready}


class _Roll:
    """The moves that are still thought possible."""

    def __init__(self, counted: Counted, scopes: Sequence[Scope], least: int) -> None:
        self._counted, self._scopes, self._least = counted, scopes, least
        self.ready: set[Move] = set()
        self._order: list[Move] = []
        self._bundles: dict[Move, list[Move]] = {}
        self._companies: dict[Move, str] = {}

    def bundle(self, moves: Sequence[Move]) -> None:
        """Put those who move together that no figure tells apart; too small a bundle waits."""
        self._order = sorted(moves, key=str)
        alike: dict[Hashable, list[Move]] = defaultdict(list)
        for move in moves:
            if move.before and move.after:
                alike[move.layer, tuple((scope.seen(move.before), scope.seen(move.after)) for scope in self._scopes)].append(move)
        for together in alike.values():
            self._bundles |= dict.fromkeys(together, together)
            self._companies |= dict.fromkeys(together, min(map(str, together)))
            if len(together) < self._least:
                self.ready -= set(together)

    def company_of(self, move: Move) -> Hashable:
        """The same for all who came now, and for all of a bundle."""
        return self._companies.get(move)

    def hold_some_back(self) -> bool:
        """Let those wait who would make some layer tell of a few; return whether there were any."""
        for scope in self._scopes:
            if lonely := self._lonely(scope):
                self.ready -= lonely
                return True
            for layer, moves in self._layers(scope):
                edges = {edge: people for edge, people in layer.items() if people > 0}
                side = weak_cut(edges, self._least)
                if side is not None:
                    across = [move for move in moves if len(set(scope.edge(_changing(move))) & side) == 1]
                    for move in across or moves:
                        self.ready -= set(self._bundles.get(move, [move]))
                    if across or moves:
                        return True
        return False

    def _lonely(self, scope: Scope) -> set[Move]:
        """Those who come to, or leave, a group that too few do: the common reason to wait, found without a search.

        Whoever waits makes such a layer only smaller, so these would have to wait in any order.
        """
        found: set[Move] = set()
        for moves in self._comings_and_goings(scope):
            at: Counter[Node] = Counter()
            for move in moves:
                at.update(_apart(scope, move))
            found.update(move for move in moves if any(at[node] < self._least for node in _apart(scope, move)))
        return found

    def _asked(self, scope: Scope) -> list[Move]:
        return [move for move in self._order if move in self.ready and _changing(move)[1] in scope.since]

    def _comings_and_goings(self, scope: Scope) -> list[list[Move]]:
        """Those who come, and those who leave each layer."""
        asked = self._asked(scope)
        come = _sorted_out(scope, [move for move in asked if move.before is None])
        leave = _sorted_out(scope, [move for move in asked if move.after is None])
        return [*come.values(), *leave.values()]

    def _layers(self, scope: Scope) -> Iterator[tuple[Mapping[tuple[Node, Node], int], list[Move]]]:
        """Those who come, those who leave, and those who stay of a layer some leave: each as a graph, with the moves that shape it."""
        out = _sorted_out(scope, [move for move in self._asked(scope) if move.before is not None])
        for moves in self._comings_and_goings(scope):
            yield Counter(scope.edge(_changing(move)) for move in moves), moves
        for key, moves in out.items():
            stay = self._counted_in(scope, key)
            stay.subtract(scope.edge(_changing(move)) for move in moves)
            yield stay, moves

    def _counted_in(self, scope: Scope, key: "_Key") -> Counter[tuple[Node, Node]]:
        edges: Counter[tuple[Node, Node]] = Counter()
        for (layer, place), people in self._counted.items():
            if (layer, scope.since.get(place[1])) == key:
                edges[scope.edge(place)] += people
        return edges


_Key = tuple[LayerKey, Hashable]
"""With whom people are counted, and since when their posts require the competence."""


def _apart(scope: Scope, move: Move) -> set[Node]:
    """The groups that somebody joins or leaves; none where no figure tells of them."""
    one, other = scope.edge(_changing(move))
    return {one, other} if one != other else set()


def _sorted_out(scope: Scope, moves: Sequence[Move]) -> dict[_Key, list[Move]]:
    sorted_out: dict[_Key, list[Move]] = defaultdict(list)
    for move in moves:
        sorted_out[move.layer, scope.since[_changing(move)[1]]].append(move)
    return sorted_out


def _changing(move: Move) -> Place:
    place = move.before or move.after
    assert place is not None  # noqa: S101  (a move leads from somewhere or to somewhere)
    return place


def regroup(
    tree: Tree,
    counted: Counted,
    since: Mapping[Any, Hashable],
    before: Mapping[Entry, bool],
    *,
    dear: Kind | None = None,
    least: int = THRESHOLD,
) -> Grouping:
    """What is published of a competence from now on.

    ``before`` says of each entry that had people whether it was published: what was held back stays so, since nobody can take back
    the sums around it.
    """
    layers: dict[_Key, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
    for (layer, place), people in counted.items():
        if place[1] in since:
            layers[layer, since[place[1]]][place] += people
    barred = {entry for entry, published in before.items() if not published}
    return Grouping(tree, [layers[key] for key in sorted(layers, key=str)], least=least, barred=barred, dear=dear)


def held_without(going: Collection[Place], tree: Tree, shown: Collection[Entry]) -> set[Entry]:
    """What of all posts is to be held back when a post is not asked any more, and its people, who count in ``going``, are out at once.

    A figure without them is known where both it and theirs were ``shown``; elsewhere, its difference to that of before would be they.
    """
    entries = {(Entry(node, None), Entry(node, post)) for department, post in going for node in tree.way_up(department)}
    return {whole for whole, part in entries if whole not in shown or part not in shown}


def opened_by(moves: Sequence[Move], tree: Tree, before: Mapping[Entry, bool], *, least: int = THRESHOLD) -> set[Entry]:
    """Entries in which nobody was counted so far, and that so many come to that they may be published at once."""
    coming: Counter[Entry] = Counter()
    for move in moves:
        if move.after is not None and move.before is None:
            department, kind = move.after
            for node in tree.way_up(department):
                coming[Entry(node, kind)] += 1
                coming[Entry(node, None)] += 1
    return {entry for entry, people in coming.items() if people >= least and entry not in before}
