"""Which combinations of sums stand for too few people.

People are the edges of a graph: each joins the group of departments and the group of posts that it is counted in. A sum that we
publish is the edges at some of the nodes, so whatever anybody adds up or subtracts is made of *cuts* of this graph. Nobody can be
singled out exactly when every cut holds enough people, which is a question for a minimum cut.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from heapq import heappop, heappush

Node = Hashable
Edges = Mapping[tuple[Node, Node], int]


def weak_cut(edges: Edges, least: int) -> frozenset[Node] | None:
    """One side of a cut through which fewer than ``least`` people go, or None when there is no such cut.

    By maximum adjacency search (Stoer and Wagner 1997; Nagamochi and Ibaraki 1992): neighbours in its order that ``least`` people
    join to those before can never be parted by fewer, and are taken as one from then on.
    """
    graph = _Graph(edges)
    while graph.around:
        order, joined = graph.in_order_of_attachment()
        if len(order) == 1:
            graph.drop(order[0])  # the whole of a part that hangs together by enough people
            continue
        if joined[-1] < least:
            return frozenset(graph.holds[order[-1]])
        graph.melt(order, joined, least)
    return None


class _Graph:
    """Nodes that may stand for several, and how many people go between them."""

    def __init__(self, edges: Edges) -> None:
        self.around: dict[Node, dict[Node, int]] = defaultdict(dict)
        for (one, other), people in edges.items():
            if people and one != other:
                self._add(one, other, people)
        self.holds: dict[Node, set[Node]] = {node: {node} for node in self.around}

    def _add(self, one: Node, other: Node, people: int) -> None:
        self.around[one][other] = self.around[other][one] = self.around[one].get(other, 0) + people

    def in_order_of_attachment(self) -> tuple[list[Node], list[int]]:
        """The nodes of one part, each next the one that most people join to those before; and how many that are."""
        start = next(iter(self.around))
        attached, seen, order, joined = {start: 0}, set[Node](), list[Node](), list[int]()
        waiting: list[tuple[int, int, Node]] = [(0, 0, start)]
        tick = 0  # breaks ties, since nodes cannot be compared
        while waiting:
            minus, _tick, node = heappop(waiting)
            if node in seen:
                continue
            seen.add(node)
            order.append(node)
            joined.append(-minus)
            for other, people in self.around[node].items():
                if other not in seen:
                    attached[other] = attached.get(other, 0) + people
                    tick += 1
                    heappush(waiting, (-attached[other], tick, other))
        return order, joined

    def melt(self, order: list[Node], joined: list[int], least: int) -> None:
        """Take as one each node and the one before it that ``least`` people attach."""
        stands_for = order[0]
        for node, people in zip(order[1:], joined[1:], strict=True):
            if people >= least:
                self._merge(stands_for, node)
            else:
                stands_for = node

    def _merge(self, kept: Node, gone: Node) -> None:
        for other, people in self.around.pop(gone).items():
            del self.around[other][gone]
            if other != kept:
                self._add(kept, other, people)
        self.holds[kept] |= self.holds.pop(gone)

    def drop(self, node: Node) -> None:
        """Forget a node that nothing goes out from."""
        del self.around[node], self.holds[node]
