"""Reads of what openings and initiatives need of people, for the report on the talent gap."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from lms.kit.db import db
from lms.placements.models import Opening, OpeningNeed, OpeningState
from lms.placements.queries.openings import ENDED_INITIATIVES
from lms.strategy.models.initiatives import Initiative, InitiativeNeed


@dataclass(frozen=True, slots=True)
class Needed:
    """One person who shows a level of a competence, for the time of an opening or an initiative; no day: from now on, or without an end."""

    competence_id: UUID
    level: int
    starts_on: date | None
    ends_on: date | None


def needed(today: date) -> list[Needed]:
    """Who is needed: one person for each opening that must have the competence.

    An initiative counts where none of its openings asks for what it needs. Two statements.
    """
    found: list[Needed] = []
    asked: set[tuple[UUID | None, UUID]] = set()
    openings = db.session.execute(
        select(Opening.initiative_id, OpeningNeed.competence_id, OpeningNeed.level, Opening.starts_on, Opening.ends_on)
        .join(OpeningNeed, OpeningNeed.opening_id == Opening.id)
        .where(Opening.state.in_((OpeningState.OPEN, OpeningState.FILLED)), Opening.ends_on >= today, OpeningNeed.must)
    )
    for row in openings:
        found.append(_needed_by(row))
        asked.add((row.initiative_id, row.competence_id))
    initiatives = db.session.execute(
        select(InitiativeNeed.initiative_id, InitiativeNeed.competence_id, InitiativeNeed.level, Initiative.starts_on, Initiative.ends_on)
        .join(Initiative, Initiative.id == InitiativeNeed.initiative_id)
        .where(Initiative.state.not_in(ENDED_INITIATIVES), or_(Initiative.ends_on.is_(None), Initiative.ends_on >= today))
    )
    found += [_needed_by(row) for row in initiatives if (row.initiative_id, row.competence_id) not in asked]
    return found


def _needed_by(row: Any) -> Needed:
    return Needed(row.competence_id, row.level, row.starts_on, row.ends_on)
