"""Reads of what openings and initiatives need of people, for the report on the talent gap."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.kit.db import db
from lms.placements.models import Opening, OpeningNeed, OpeningState
from lms.placements.queries.openings import ENDED_INITIATIVES
from lms.strategy.models.initiatives import Initiative, InitiativeNeed


def needed(today: date) -> dict[tuple[UUID, int], int]:
    """(Competence, level) -> people who are needed: one for each opening that asks for it.

    An initiative counts where none of its openings asks for what it needs. Two statements.
    """
    numbers: dict[tuple[UUID, int], int] = defaultdict(int)
    asked: set[tuple[UUID | None, UUID]] = set()
    openings = db.session.execute(
        select(Opening.initiative_id, OpeningNeed.competence_id, OpeningNeed.level)
        .join(OpeningNeed, OpeningNeed.opening_id == Opening.id)
        .where(Opening.state.in_((OpeningState.OPEN, OpeningState.FILLED)), Opening.ends_on >= today, OpeningNeed.must)
    )
    for initiative_id, competence_id, level in openings:
        numbers[competence_id, level] += 1
        asked.add((initiative_id, competence_id))
    initiatives = db.session.execute(
        select(InitiativeNeed.initiative_id, InitiativeNeed.competence_id, InitiativeNeed.level)
        .join(Initiative, Initiative.id == InitiativeNeed.initiative_id)
        .where(Initiative.state.not_in(ENDED_INITIATIVES))
    )
    for initiative_id, competence_id, level in initiatives:
        if (initiative_id, competence_id) not in asked:
            numbers[competence_id, level] += 1
    return dict(numbers)
