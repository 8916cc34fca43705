"""Keep the figures of the heat map true, in the transaction that makes them change.

All of it passes one gate (``one_at_a_time``): what was read behind it stays true until the commit, so no change is lost and none is
counted twice, on either database.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import and_, delete, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms.competency.events import RequirementsChanged, StandingChanged
from lms.competency.models import Requirement, RoleProfile
from lms.kit.clock import now, today
from lms.kit.db import db, is_sqlite, one_at_a_time
from lms.reports.models.heat import CountedDepartment, CountedPlace, CountedRequirement, HeatCell, HeatEntry, HeatMonth
from lms.reports.queries.recount import IS_COUNTED, computed_cells, counted_tree, kept_cells, kept_entries, summed_entries
from lms.reports.service.grouping import held_without_post, regroup_competences

GATE = "heat"
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


def follow_standing(fact: StandingChanged) -> None:
    """Bring the cell of the person's place in line with their new level."""
    one_at_a_time(GATE)
    cell = db.session.execute(
        select(HeatCell.id, HeatCell.department_id, HeatCell.post_id, HeatCell.required)
        .join(CountedPlace, and_(CountedPlace.department_id == HeatCell.department_id, CountedPlace.post_id == HeatCell.post_id))
        .where(IS_COUNTED, CountedPlace.person_id == fact.person_id, HeatCell.competence_id == fact.competence_id)
    ).first()
    if cell is None:
        return  # they are counted nowhere yet, or their post does not require it
    at_level = (fact.after >= cell.required) - (fact.before >= cell.required)
    gap = max(cell.required - fact.after, 0) - max(cell.required - fact.before, 0)
    if at_level or gap:
        changed = {"at_level": HeatCell.at_level + at_level, "gap_sum": HeatCell.gap_sum + gap}
        db.session.execute(update(HeatCell).where(HeatCell.id == cell.id).values(**changed), execution_options=_BLIND)
        key = Key(cell.department_id, cell.post_id, fact.competence_id)
        _add_to_sums(key, at_level, gap)
        _note_change([(key, 0, at_level, gap)])


def _add_to_sums(key: Key, at_level: int, gap: int) -> None:
    """Let a change of a cell reach every figure that holds it: of its department and all above, of its post and of all posts."""
    up = select(literal(key.department_id, CountedDepartment.department_id.type).label("id")).cte("up", recursive=True)
    above = select(CountedDepartment.parent_id).join(up, CountedDepartment.department_id == up.c.id).where(CountedDepartment.parent_id.is_not(None))
    up = up.union(above)
    where = (
        HeatEntry.competence_id == key.competence_id,
        or_(HeatEntry.department_id.is_(None), HeatEntry.department_id.in_(select(up.c.id))),
        or_(HeatEntry.post_id.is_(None), HeatEntry.post_id == key.post_id),
    )
    changed = {"at_level": HeatEntry.at_level + at_level, "gap_sum": HeatEntry.gap_sum + gap}
    db.session.execute(update(HeatEntry).where(*where).values(**changed), execution_options=_BLIND)


def follow_requirements(fact: RequirementsChanged) -> None:
    """Count a post by what it requires from now on."""
    one_at_a_time(GATE)
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
    one_at_a_time(GATE)
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
    if not rows:
        return
    adding: Any = (sqlite.insert if is_sqlite() else postgresql.insert)(HeatMonth)
    sums = {name: getattr(HeatMonth, name) + adding.excluded[name] for name in ("people", "at_level", "gap_sum")}
    db.session.execute(adding.on_conflict_do_update(index_elements=["month", "department_id", "post_id", "competence_id"], set_=sums), rows)


def sums_that_differ() -> int:
    """How many of the sums that pages read are not those of their cells."""
    sums, kept = summed_entries(kept_cells(), counted_tree()), kept_entries()
    return sum(sums.get(key, (0, 0, 0)) != kept.get(key, (0, 0, 0)) for key in sums.keys() | kept.keys())


def count_of_cells() -> int:
    """How many cells are kept."""
    return db.session.scalar(select(func.count()).select_from(HeatCell)) or 0
