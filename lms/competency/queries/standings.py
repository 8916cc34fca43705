"""Reads of the levels that people's evidence shows, as they are kept."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.competency.models import Competence, Standing, StandingChange
from lms.kit.db import db


def standings_of(person_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], int]:
    """(person, competence) -> level, where there is one. One statement."""
    rows = db.session.execute(
        select(Standing.person_id, Standing.competence_id, Standing.level).where(Standing.person_id.in_(person_ids), Standing.level > 0)
    )
    return {(row.person_id, row.competence_id): row.level for row in rows}


def changes_of(person_id: UUID, *, limit: int = 200) -> Sequence[tuple[StandingChange, Competence]]:
    """How the levels of a person went, newest first. One statement."""
    rows = db.session.execute(
        select(StandingChange, Competence)
        .join(Competence, Competence.id == StandingChange.competence_id)
        .where(StandingChange.person_id == person_id)
        .options(joinedload(Competence.framework))
        .order_by(StandingChange.at.desc(), Competence.code)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]
