"""The cells of the heat map as they are kept, and as a full computation gives them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select

from lms.competency.models import Standing
from lms.kit.db import db
from lms.reports.models.heat import CountedPlace, CountedRequirement, HeatCell

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
        .group_by(CountedPlace.department_id, CountedPlace.post_id, CountedRequirement.competence_id)
    )
    return _cells(statement if post_id is None else statement.where(CountedPlace.post_id == post_id))


def _cells(statement: Any) -> Mapping[CellKey, Figures]:
    rows = db.session.execute(statement)
    return {(row[0], row[1], row[2]): (int(row[3]), int(row[4]), int(row[5]), int(row[6])) for row in rows}
