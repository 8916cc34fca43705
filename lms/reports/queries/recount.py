"""The cells of the heat map as they are kept, and as a full computation gives them."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, case, func, select

from lms.competency.models import Standing
from lms.kit.db import db
from lms.reports.disclosure.grouping import Tree
from lms.reports.models.heat import CountedDepartment, CountedPlace, CountedRequirement, HeatCell, HeatEntry

IS_COUNTED = CountedPlace.__table__.c.left_on.is_(None)
"""Of the places: not those of who left."""
IN_FORCE = CountedRequirement.dropped_on.is_(None)
EntryKey = tuple[UUID, UUID | None, UUID | None]
"""Competence, department, post."""
CellKey = tuple[UUID, UUID, UUID]
Figures = tuple[int, int, int, int]
"""Required level, people, those at the level, sum of gaps."""


def kept_cells(post_id: UUID | None = None) -> Mapping[CellKey, Figures]:
    """What the house has been keeping."""
    statement = select(
        HeatCell.department_id, HeatCell.post_id, HeatCell.competence_id, HeatCell.required, HeatCell.people, HeatCell.at_level, HeatCell.gap_sum
    )
    return _cells(statement if post_id is None else statement.where(HeatCell.post_id == post_id))


def computed_cells(post_id: UUID | None = None) -> Mapping[CellKey, Figures]:
    """The same from where people are counted, what posts require, and how people stand."""
    level = func.coalesce(Standing.level, 0)
    required = CountedRequirement.level
    statement = (
        select(
            CountedPlace.department_id,
            CountedPlace.post_id,
            CountedRequirement.competence_id,
            func.max(required),
            func.count(),
            func.sum(case((level >= required, 1), else_=0)),
            func.sum(case((level < required, required - level), else_=0)),
        )
        .join(CountedRequirement, CountedRequirement.post_id == CountedPlace.post_id)
        .outerjoin(Standing, and_(Standing.person_id == CountedPlace.person_id, Standing.competence_id == CountedRequirement.competence_id))
        .where(IS_COUNTED, IN_FORCE)
        .group_by(CountedPlace.department_id, CountedPlace.post_id, CountedRequirement.competence_id)
    )
    return _cells(statement if post_id is None else statement.where(CountedPlace.post_id == post_id))


def _cells(statement: Any) -> Mapping[CellKey, Figures]:
    rows = db.session.execute(statement)
    return {(row[0], row[1], row[2]): (int(row[3]), int(row[4]), int(row[5]), int(row[6])) for row in rows}


def counted_tree() -> Tree:
    """Each department with the one above, as the reports count them. One statement."""
    rows = db.session.execute(select(CountedDepartment.department_id, CountedDepartment.parent_id))
    return Tree({row.department_id: row.parent_id for row in rows})


def kept_entries() -> Mapping[EntryKey, tuple[int, int, int]]:
    """The sums that pages read, as they are kept."""
    columns = (HeatEntry.competence_id, HeatEntry.department_id, HeatEntry.post_id, HeatEntry.people, HeatEntry.at_level, HeatEntry.gap_sum)
    return {(row[0], row[1], row[2]): (row[3], row[4], row[5]) for row in db.session.execute(select(*columns))}


def summed_entries(cells: Mapping[CellKey, Figures], tree: Tree) -> dict[EntryKey, tuple[int, int, int]]:
    """The same sums from the cells."""
    sums: dict[EntryKey, tuple[int, int, int]] = {}
    for (department, post, competence), (_required, people, at_level, gap) in cells.items():
        for node in tree.way_up(department):
            for kind in (post, None):
                key = (competence, cast(UUID | None, node), kind)
                before = sums.get(key, (0, 0, 0))
                sums[key] = (before[0] + people, before[1] + at_level, before[2] + gap)
    return sums
