"""Keep the figures of the heat map true, in the transaction that makes them change.

All of it is done in the turn in which levels are written (``TURN``): what was read in it stays true until the commit, so no change is lost
and none is counted twice, on either database.
"""

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid4

from sqlalchemy import CTE, Integer, Table, Update, and_, bindparam, case, delete, func, insert, or_, select, update

from lms.competency.events import RequirementsChanged, StandingChanged
from lms.competency.models import Requirement, RoleProfile
from lms.competency.service.standing import TURN
from lms.kit.clock import now, today
from lms.kit.db import db, insert_into, is_one_of, is_sqlite, one_at_a_time, put_together_once, send
from lms.reports.models.heat import CountedDepartment, CountedPlace, CountedRequirement, HeatCell, HeatEntry, HeatMonth
from lms.reports.queries.recount import IS_COUNTED, computed_cells, counted_tree, kept_cells, kept_entries, summed_entries
from lms.reports.service.grouping import held_without_post, regroup_competences

_BLIND = {"synchronize_session": False}  # no row of these tables is held as an object


class Key(NamedTuple):
    """Which cell."""

    department_id: UUID
    post_id: UUID
    competence_id: UUID


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose kept figures are not what a full computation gives: (required, people, at level, gap)."""

    key: Key
    kept: tuple[int, int, int, int]
    computed: tuple[int, int, int, int]


def this_month() -> date:
    """The first day of the month that changes are noted in."""
    return today().replace(day=1)


# Each change of a level adds to figures, so these statements are put together once, and without the ORM.
_cells, _entries, _departments = (cast(Table, model.__table__) for model in (HeatCell, HeatEntry, CountedDepartment))
_places, _months = (cast(Table, model.__table__) for model in (CountedPlace, HeatMonth))
_CELL_OF = (
    select(_cells.c.id)
    .join(_places, and_(_places.c.department_id == _cells.c.department_id, _places.c.post_id == _cells.c.post_id))
    .where(IS_COUNTED, _places.c.person_id == bindparam("person"), _cells.c.competence_id == bindparam("competence"))
)


def _moving_one_person() -> Any:
    """Let the cell of a person's place count them at another level; say which one it is and by how much it changed. No row: nothing did."""
    required, before, after = _cells.c.required, bindparam("before", type_=Integer), bindparam("after", type_=Integer)
    at_level = case((required <= after, 1), else_=0) - case((required <= before, 1), else_=0)
    gap = case((required > after, required - after), else_=0) - case((required > before, required - before), else_=0)
    where = (_cells.c.id == _CELL_OF.scalar_subquery(), required > bindparam("lower", type_=Integer))
    moved = update(_cells).where(*where).values(at_level=_cells.c.at_level + at_level, gap_sum=_cells.c.gap_sum + gap)
    return moved.returning(*(_cells.c[name] for name in Key._fields), at_level.label("at_level"), gap.label("gap_sum"))


def _added_to_sums(moved: CTE) -> Update:
    """Let a change of a cell reach every figure that holds it: of its department and all above, of its post and of all posts."""
    of_cell = {name: select(column).scalar_subquery() for name, column in moved.c.items()}
    up = select(moved.c.department_id.label("id")).cte("up", recursive=True)
    above = select(_departments.c.parent_id).join(up, _departments.c.department_id == up.c.id).where(_departments.c.parent_id.is_not(None))
    up = up.union(above)
    of_departments = (is_one_of(_entries.c.department_id, select(up.c.id)), _entries.c.department_id.is_(None))
    of_posts = (_entries.c.post_id == of_cell["post_id"], _entries.c.post_id.is_(None))
    this = _entries.c.competence_id == of_cell["competence_id"]
    places = or_(*(and_(this, department, post) for department, post in product(of_departments, of_posts)))  # so written, each is found by the index
    return update(_entries).where(places).values({name: _entries.c[name] + of_cell[name] for name in ("at_level", "gap_sum")})


_MOVE_ONE_PERSON = _moving_one_person()


@put_together_once
def _moved_with_sums_and_month() -> Update:
    """All that follows from another level, as PostgreSQL does it in one journey to the server."""
    moved = _MOVE_ONE_PERSON.cte("moved")
    noted = select(*(bindparam(f"note_{name}", type_=_months.c[name].type) for name in ("id", "month")), *moved.c)
    names = ["id", "month", *moved.c.keys()]
    return _added_to_sums(moved).add_cte(_added_to(insert_into(HeatMonth).from_select(names, noted)).cte("noted"))


@put_together_once
def _sums_of_one_cell() -> Update:
    """The sums after a cell that was moved: SQLite cannot write within a question."""
    columns = [bindparam(f"moved_{name}", type_=_cells.c[name].type).label(name) for name in (*Key._fields, "at_level", "gap_sum")]
    return _added_to_sums(select(*columns).cte("moved"))


def follow_standing(fact: StandingChanged) -> None:
    """Bring the cell of the person's place in line with their new level, and the sums that hold it.

    Nothing changes where they are counted nowhere yet, their post does not require it, or they reach as much of it as before. Whoever tells of
    another level wrote it in their ``TURN``.
    """
    who = {"person": fact.person_id, "competence": fact.competence_id}
    level = {"before": fact.before, "after": fact.after, "lower": min(fact.before, fact.after)}
    if not is_sqlite():
        send(_moved_with_sums_and_month(), {**who, **level, "note_id": uuid4(), "note_month": this_month()})
    elif moved := send(_MOVE_ONE_PERSON, {**who, **level}).first():
        send(_sums_of_one_cell(), {f"moved_{name}": value for name, value in moved._mapping.items()})
        _note_change([(Key(moved.department_id, moved.post_id, moved.competence_id), 0, moved.at_level, moved.gap_sum)])


def follow_requirements(fact: RequirementsChanged) -> None:
    """Count a post by what it requires from now on."""
    one_at_a_time(TURN)
    in_force = db.session.execute(
        select(Requirement.competence_id, Requirement.level)
        .join(Requirement.profile)
        .where(RoleProfile.post_id == fact.post_id, RoleProfile.superseded_at.is_(None))
    )
    wanted = {row.competence_id: row.level for row in in_force}
    known = {row.competence_id: row for row in db.session.scalars(select(CountedRequirement).where(CountedRequirement.post_id == fact.post_id))}
    counted = {competence_id for competence_id, row in known.items() if row.dropped_on is None}
    moment = now()
    for competence_id in counted - wanted.keys():
        known[competence_id].dropped_on = today()
    for competence_id, level in wanted.items():
        row = known.get(competence_id) or CountedRequirement(post_id=fact.post_id, competence_id=competence_id)
        row.level, row.dropped_on, row.since = level, None, row.since if competence_id in counted else moment
        db.session.add(row)
    db.session.flush()
    held = held_without_post(fact.post_id, counted - wanted.keys())
    bring_in_line(post_id=fact.post_id)
    regroup_competences(wanted.keys() | counted, held)


def differences(post_id: UUID | None = None) -> list[Difference]:
    """The cells that are not what a full computation from people, requirements and standings gives."""
    kept, computed = kept_cells(post_id), computed_cells(post_id)
    nothing = (0, 0, 0, 0)
    keys = sorted(kept.keys() | computed.keys(), key=str)
    return [Difference(Key(*key), kept.get(key, nothing), computed.get(key, nothing)) for key in keys if kept.get(key) != computed.get(key)]


def bring_in_line(post_id: UUID | None = None) -> list[Difference]:
    """Compute the cells (of one post, or all) anew and write those that differ; return them."""
    one_at_a_time(TURN)
    found = differences(post_id)
    gone = [one.key for one in found if not one.computed[1]]
    for key in gone:
        db.session.execute(delete(HeatCell).where(*_is(key)), execution_options=_BLIND)
    fresh = [one for one in found if one.computed[1] and not one.kept[1]]
    if fresh:
        db.session.execute(insert(HeatCell), [{"id": uuid4(), **one.key._asdict(), **_figures(one.computed)} for one in fresh])
    for one in found:
        if one.computed[1] and one.kept[1]:
            changed = update(HeatCell).where(*_is(one.key)).values(**_figures(one.computed))
            db.session.execute(changed, execution_options=_BLIND)
    _note_change([(one.key, *(b - a for a, b in zip(one.kept[1:], one.computed[1:], strict=True))) for one in found])  # type: ignore[misc]
    return found


def _is(key: Key) -> tuple[Any, ...]:
    return HeatCell.department_id == key.department_id, HeatCell.post_id == key.post_id, HeatCell.competence_id == key.competence_id


def _figures(values: tuple[int, int, int, int]) -> dict[str, int]:
    return dict(zip(("required", "people", "at_level", "gap_sum"), values, strict=True))


def _note_change(changes: list[tuple[Key, int, int, int]]) -> None:
    """Add changes to those of this month, so that any figure of before can be told."""
    rows = [
        {"id": uuid4(), "month": this_month(), **key._asdict(), "people": people, "at_level": at_level, "gap_sum": gap}
        for key, people, at_level, gap in changes
        if people or at_level or gap
    ]
    if rows:
        send(_added_to_month(), rows)


@put_together_once
def _added_to_month() -> Any:
    return _added_to(insert_into(HeatMonth))


def _added_to(adding: Any) -> Any:
    sums = {name: _months.c[name] + adding.excluded[name] for name in ("people", "at_level", "gap_sum")}
    return adding.on_conflict_do_update(index_elements=["month", "department_id", "post_id", "competence_id"], set_=sums)


def sums_that_differ() -> int:
    """How many of the sums that pages read are not those of their cells."""
    sums, kept = summed_entries(kept_cells(), counted_tree()), kept_entries()
    return sum(sums.get(key, (0, 0, 0)) != kept.get(key, (0, 0, 0)) for key in sums.keys() | kept.keys())


def count_of_cells() -> int:
    """How many cells are kept."""
    return db.session.scalar(select(func.count()).select_from(HeatCell)) or 0
