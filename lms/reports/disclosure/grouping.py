"""Which figures may be shown, so that no combination of them stands for fewer people than the threshold.

A figure is an *entry*: a department with all below it (or the whole house), and a post (or all posts). Entries are published from the
finest up; those that would open a way to a small group are held back, the least useful first. ``cuts`` says what a way is.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lms.reports.disclosure.cuts import Node, weak_cut

THRESHOLD = 10
"""Groups below this many people are never shown."""

Department = Hashable
Kind = Hashable
Layer = Mapping[tuple[Department, Kind], int]
"""How many people are counted in a department itself, with a post. People who came, or will have gone, at the same time are one layer."""

GROUND = ("ground",)
"""What nothing is published of."""


class Entry(NamedTuple):
    """A figure: of a department with all below it (None: the whole house), with a post (None: all of them)."""

    department: Department | None
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Tree:
    """Departments, each with the one above it."""

    above: Mapping[Department, Department | None]

    def way_up(self, department: Department | None) -> list[Department | None]:
        """The department, the one above, and so on up to the whole house."""
        way: list[Department | None] = []
        while department is not None and department not in way:
            way.append(department)
            department = self.above.get(department)
        return [*way, None]


class Groups:
    """Which group somebody counts in, where some entries are published."""

    def __init__(self, tree: Tree, published: Iterable[Entry]) -> None:
        self.published = set(published)
        self._ways = {department: tree.way_up(department) for department in tree.above}

    def group_of(self, department: Department, kind: Kind | None) -> Node:
        """The group of somebody there: of the same kind in the nearest department above of which a figure is published."""
        group = self._group(department, kind)
        return GROUND if group == GROUND else (kind, group)

    def edge(self, department: Department, kind: Kind) -> tuple[Node, Node]:
        """What somebody there with that post joins in the graph of ``cuts``."""
        return self.group_of(department, None), self.group_of(department, kind)

    def _group(self, department: Department, kind: Kind | None) -> Node:
        for node in self._ways[department]:
            if Entry(node, kind) in self.published:
                return node
        return GROUND


class Grouping(Groups):
    """The entries that are published of some layers, and what follows from them."""

    def __init__(
        self, tree: Tree, layers: Sequence[Layer], *, least: int = THRESHOLD, barred: Iterable[Entry] = (), dear: Kind | None = None
    ) -> None:
        """``barred``: entries that are not published (one that was held back once stays so while people are in it).

        ``dear``: the kind whose figures are worth most (None: those of all kinds).
        """
        super().__init__(tree, ())
        self._least, self._dear = least, dear
        self._layers = [{place: people for place, people in layer.items() if people} for layer in layers]
        self.people: dict[Entry, int] = defaultdict(int)
        self._seats: dict[Entry, list[Department]] = defaultdict(list)
        """The departments with people in an entry."""
        for layer in self._layers:
            for (department, kind), people in layer.items():
                for node in self._ways[department]:
                    self.people[Entry(node, kind)] += people
                    self.people[Entry(node, None)] += people
        for department, kind in {place for layer in self._layers for place in layer}:
            for node in self._ways[department]:
                self._seats[Entry(node, kind)].append(department)
                self._seats[Entry(node, None)].append(department)
        self.published = set(self.people) - set(barred)
        self._depth = {node: len(way) - place for way in self._ways.values() for place, node in enumerate(way)}
        self._settle()

    # ── what is asked ──

    def shows(self, entry: Entry) -> bool:
        """Whether the figure may be shown: it is the sum of groups that are all published."""
        inside = self._seats.get(entry)
        if not inside or self.people[entry] < self._least:
            return False
        return all(self._within(self._group(seat, entry.kind), entry.department, seat) for seat in inside)

    # ── how it is found ──

    def _within(self, group: Node, department: Department | None, seat: Department) -> bool:
        way = self._ways[seat]
        return group != GROUND and way.index(group) <= way.index(department)

    def _settle(self) -> None:
        for kind in {entry.kind for entry in self.people}:
            self._thin(kind)
        for layer in self._layers:
            while (side := weak_cut(self._edges(layer), self._least)) is not None:
                self._close(layer, side)

    def _edges(self, layer: Layer) -> dict[tuple[Node, Node], int]:
        edges: dict[tuple[Node, Node], int] = defaultdict(int)
        for (department, kind), people in layer.items():
            edges[self.edge(department, kind)] += people
        return edges

    def _thin(self, kind: Kind | None) -> None:
        """Hold back entries until no group of this kind is too small: the common reason, found without a search."""
        while (weak := self._weak_groups(kind)) != []:
            group = max(weak, key=lambda node: (self._depth[node], str(node)))
            below = [entry for entry in self.published if entry.kind == kind and entry.department != group and self._next_up(entry) == group]
            if self.people[Entry(group, kind)] >= self._least and below:  # only its rest is too small: the smallest one below joins it
                self.published.remove(min(below, key=self._loss))
            else:
                self.published.remove(Entry(group, kind))

    def _weak_groups(self, kind: Kind | None) -> list[Department | None]:
        weak: set[Department | None] = set()
        for layer in self._layers:
            held: dict[Node, int] = defaultdict(int)
            for (department, own), people in layer.items():
                if kind is None or own == kind:
                    held[self._group(department, kind)] += people
            weak |= {group for group, people in held.items() if group != GROUND and people < self._least}
        return list(weak)

    def _next_up(self, entry: Entry) -> Node:
        seat = self._seats[entry][0]
        way = self._ways[seat]
        for node in way[way.index(entry.department) + 1 :]:
            if Entry(node, entry.kind) in self.published:
                return node
        return GROUND

    def _loss(self, entry: Entry) -> tuple[int, int, str]:
        """What it costs to hold an entry back: a whole department more than one post, high up more than below, many people more than few."""
        return (4 if entry.kind == self._dear else 1) * (4 if entry.department is None else 1), self.people[entry], str(entry)

    def _close(self, layer: Layer, side: frozenset[Node]) -> None:
        """Hold back what lets the few people be told apart that go between ``side`` and the rest of its part."""
        part = _part_of(side, self._edges(layer))
        ways = [way for entry in self.published if (way := self._way_across(entry, side, part))]
        if not ways:
            ways = [[entry] for entry in self.published if self._node(entry) in part] or [[entry] for entry in self.published]
        for entry in min(ways, key=lambda way: (sum(self._loss(entry)[0] for entry in way), sum(self._loss(entry)[1] for entry in way), str(way))):
            self.published.discard(entry)

    def _node(self, entry: Entry) -> Node:
        return (entry.kind, entry.department)

    def _way_across(self, entry: Entry, side: frozenset[Node], part: frozenset[Node]) -> list[Entry]:
        """The entries from this one upwards whose holding back makes one group of a node in ``side`` and one beyond it."""
        node = self._node(entry)
        if node not in part:
            return []
        way = [entry]
        while (up := self._next_up(way[-1])) != GROUND:
            above = Entry(up, entry.kind)
            if self._node(above) in part:
                return way if (self._node(above) in side) != (node in side) else []
            way.append(above)
        return way if GROUND in part and (GROUND in side) != (node in side) else []


def _part_of(side: frozenset[Node], edges: Mapping[tuple[Node, Node], int]) -> frozenset[Node]:
    """All nodes that hang together with ``side``."""
    around: dict[Node, list[Node]] = defaultdict(list)
    for (one, other), people in edges.items():
        if people:
            around[one].append(other)
            around[other].append(one)
    found, waiting = set(side), list(side)
    while waiting:
        for other in around[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return frozenset(found)
