"""What becomes of kept figures when a department becomes part of another: none that can be read may change by those who came along."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import Delete, Update, delete, insert, select, update

from lms.competency.service.standing import TURN
from lms.kit.db import db, one_at_a_time
from lms.people.events import DepartmentMerged
from lms.reports.disclosure.grouping import Tree
from lms.reports.models.heat import CountedDepartment, CountedPlace, CountedRequirement, HeatCell, HeatEntry, HeatMonth
from lms.reports.models.library import Export, ExportState, SavedView
from lms.reports.models.questions import CountedAnswer, QuestionEntry
from lms.reports.queries.recount import IN_FORCE, IS_COUNTED, counted_tree
from lms.reports.service.grouping import count_departments, regroup_competences
from lms.reports.service.questions import questions_told_of, regroup_questions

_SUMS = ("people", "at_level", "gap_sum")


def follow_merger(fact: DepartmentMerged) -> None:
    """Count those of the merged department in the one above it, in whose figures they are already.

    They reach the figures of the other department like everybody who moves: at a roll that lets enough of them through at once. Added at
    once, they would be the difference to its figure of before. Where nothing is above, they are added, and its figures are held back.
    """
    one_at_a_time(TURN)
    _follow_views(fact)
    count_departments()
    tree = counted_tree()
    if fact.from_id not in tree.above:
        return  # no roll was taken since it was founded
    above, asked, held = tree.above[fact.from_id], questions_told_of(fact.from_id), list[UUID]()
    if isinstance(above, UUID):
        _count_in(above, fact.from_id)
    else:
        held = [one for one in tree.way_up(fact.to_id) if isinstance(one, UUID) and one != fact.from_id]
        _hold_back(held, fact.from_id, tree)
        _cut_loops(fact, tree)
        _count_in(fact.to_id, fact.from_id)
    regroup_competences()
    regroup_questions(asked, held=held)


def _follow_views(fact: DepartmentMerged) -> None:
    """A saved view of the department that is gone, or a file that is still to be made, would show the whole house instead."""
    views, files = db.session.scalars(select(SavedView)), db.session.scalars(select(Export).where(Export.state == ExportState.WAITING))
    for row in [*views, *files]:
        if row.filters.get("department") == str(fact.from_id):
            row.filters = {**row.filters, "department": str(fact.to_id)}


def _count_in(seat: UUID, gone: UUID) -> None:
    """Let everybody and everything that is counted in ``gone`` be counted in ``seat``, in months past as well."""
    _write(update(CountedDepartment).where(CountedDepartment.parent_id == gone).values(parent_id=seat))
    for counted in (CountedPlace, CountedAnswer):
        _write(update(counted).where(counted.department_id == gone).values(department_id=seat))
    _add_up(HeatCell, ("post_id", "competence_id"), gone, seat)
    _add_up(HeatMonth, ("month", "post_id", "competence_id"), gone, seat)
    for model in (HeatEntry, QuestionEntry, CountedDepartment):
        _write(delete(model).where(model.department_id == gone))


def _add_up(model: type[HeatCell] | type[HeatMonth], names: Sequence[str], gone: UUID, seat: UUID) -> None:
    """Add the rows of one department to those of another."""
    key, sums = [getattr(model, name) for name in names], [getattr(model, name) for name in _SUMS]
    there = {tuple(row[1:]): row.id for row in db.session.execute(select(model.id, *key).where(model.department_id == seat))}
    for row in db.session.execute(select(model.id, *key, *sums).where(model.department_id == gone)).all():
        same = there.get(tuple(row[1 : 1 + len(key)]))
        if same is None:
            _write(update(model).where(model.id == row.id).values(department_id=seat))
        else:
            _write(update(model).where(model.id == same).values(**{name: getattr(model, name) + getattr(row, name) for name in _SUMS}))
            _write(delete(model).where(model.id == row.id))


def _write(statement: Update | Delete) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})  # no row of these tables is held as an object


def _hold_back(nodes: Sequence[UUID], gone: UUID, tree: Tree) -> None:
    """Publish nothing of ``nodes`` while people are in them, if anybody comes to them from ``gone`` and below."""
    below = [one for one in tree.above if gone in tree.way_up(one)]
    posts = set(db.session.scalars(select(CountedPlace.post_id).where(IS_COUNTED, CountedPlace.department_id.in_(below))))
    if not posts:
        return
    _write(update(HeatEntry).where(HeatEntry.department_id.in_(nodes)).values(published=False, visible=False))
    _write(update(HeatEntry).where(HeatEntry.department_id.in_(nodes), HeatEntry.people == 0).values(told=False))
    known = {tuple(row) for row in db.session.execute(select(HeatEntry.competence_id, HeatEntry.department_id, HeatEntry.post_id))}
    required = select(CountedRequirement.competence_id, CountedRequirement.post_id)
    asked = db.session.execute(required.where(IN_FORCE, CountedRequirement.post_id.in_(posts)))
    wanted = {(row.competence_id, node, post) for row in asked for node in nodes for post in (row.post_id, None)}
    empty = {"people": 0, "at_level": 0, "gap_sum": 0, "published": False, "told": False, "visible": False}
    if rows := [{"id": uuid4(), "competence_id": one, "department_id": node, "post_id": post, **empty} for one, node, post in wanted - known]:
        db.session.execute(insert(HeatEntry), rows)


def _cut_loops(fact: DepartmentMerged, tree: Tree) -> None:
    """Where the other department is still counted below the merged one, what hangs directly on the latter hangs on nothing from now on."""
    way = tree.way_up(fact.to_id)
    if fact.from_id in way:
        last = way[way.index(fact.from_id) - 1]
        _write(update(CountedDepartment).where(CountedDepartment.department_id == last).values(parent_id=None))
