"""The coverage of a strategy: departments against objectives."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.kit.db import db
from lms.people.models import Department
from lms.strategy import coverage
from lms.strategy.coverage import Cell, Share
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Objective, Strategy
from lms.strategy.queries.consultation import Voice, consultation_of
from lms.strategy.queries.initiatives import of_strategy, without_objective
from lms.strategy.queries.snapshots import LIVE


@dataclass(frozen=True, slots=True)
class Row:
    """A department of the heat map; ``voice`` is None for one that carries initiatives without having been asked."""

    department: Department
    cells: tuple[Cell, ...]
    voice: Voice | None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The heat map, and what it makes plain. The last cell of a row is what was said in general."""

    objectives: Sequence[Objective]
    rows: Sequence[Row]
    uncarried: Sequence[Objective]
    """Objectives that no initiative serves."""
    homeless: Sequence[Initiative]
    """Initiatives that serve no objective that holds."""
    shares: Sequence[tuple[Department, Share[UUID]]]


def heat_map(strategy: Strategy) -> HeatMap:
    """The coverage of a strategy that was loaded as a whole. Seven statements, however large it is."""
    objectives = [one for one in strategy.objectives if not one.retired_at]
    voices = {voice.row.department_id: voice for voice in consultation_of(strategy).voices}
    known = {one.id: one for one in db.session.scalars(select(Department))}
    serving = [
        (initiative.department_id, objective_id)
        for objective_id, initiatives in of_strategy(strategy).items()
        for initiative in initiatives
        if initiative.state in LIVE
    ]
    above = {one.id: one.parent_id for one in known.values()}
    beside = {department_id for department_id, _objective in serving if not _is_below(department_id, set(voices), above)}
    departments = sorted({*voices, *beside}, key=lambda key: (known[key].name, known[key].code))
    columns = {one.id for one in objectives}
    said = [
        (one.department_id, one.objective_id if one.objective_id in columns else None) for voice in voices.values() for one in voice.contributions
    ]
    laid = coverage.coverage(departments, [one.id for one in objectives], said, serving, above)
    uncarried = set(laid.uncarried)
    return HeatMap(
        objectives=objectives,
        rows=[Row(known[key], laid.rows[key], voices.get(key)) for key in departments],
        uncarried=[one for one in objectives if one.id in uncarried],
        homeless=without_objective(),
        shares=[(known[share.department], share) for share in laid.shares],
    )


def _is_below(department_id: UUID, rows: set[UUID], above: dict[UUID, UUID | None]) -> bool:
    """Whether the department, or one above it, has a row."""
    place: UUID | None = department_id
    for _step in range(len(above) + 1):
        if place is None or place in rows:
            return place is not None
        place = above.get(place)
    return False
