"""Who is counted in a question that concerns only some of all people: those with a duty, on a course, or who applied.

Whom a question concerns changes with every enrolment and application, so its people come and leave at the roll, as people come to places
and leave them (``waiting``): at least ten at once, in every figure of the question. Who comes back is known: one by one, those who do not
would be told by the difference. They come back as people move, with ten who left together and are alike in every figure.
"""

from collections.abc import Hashable, Mapping, Sequence

from lms.reports.disclosure.grouping import THRESHOLD, Entry, Grouping, Groups, Kind, Tree
from lms.reports.disclosure.waiting import Counted, Move, Scope, may_count, opened_by, regroup


def never_of(kind: Kind, tree: Tree) -> dict[Entry, bool]:
    """What is held back where no figure is told of a kind: its people are the rest of all kinds, and protected as such."""
    return {Entry(node, kind): False for node in (None, *tree.above)}


def may_answer(moves: Sequence[Move], counted: Counted, tree: Tree, before: Mapping[Entry, bool], *, least: int = THRESHOLD) -> dict[Move, Hashable]:
    """Those of ``moves`` that may be made now, as in ``may_count``. ``counted`` holds those who left, too, each who left together as a layer.

    Who come first come all at once: there is no figure of before to compare with. But fewer than ten wait, since whatever is held back
    from the first stays so while they are in it.
    """
    if not counted:
        return dict.fromkeys(moves) if len(moves) >= least else {}
    shown = {entry for entry, published in before.items() if published}
    groups = Groups(tree, shown | opened_by(moves, tree, before, least=least))
    return may_count(moves, counted, [Scope(groups, _always(moves, counted))], least=least)


def told_of(tree: Tree, counted: Counted, before: Mapping[Entry, bool], *, dear: Kind | None = None, least: int = THRESHOLD) -> Grouping:
    """What is published of a question from now on. ``dear``: the kind of which figures are held back last; None: those of all kinds."""
    return regroup(tree, counted, _always((), counted), before, dear=dear, least=least)


def _always(moves: Sequence[Move], counted: Counted) -> dict[Hashable, Hashable]:
    """Every kind, asked since ever: a question concerns people, not posts."""
    places = [place for _layer, place in counted] + [place for move in moves for place in (move.before, move.after) if place]
    return dict.fromkeys((kind for _department, kind in places), "")
