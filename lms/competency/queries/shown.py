"""Reads of the levels that people show, beside what is required of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.competency.models import Confidence, Standing
from lms.kit.db import db


@dataclass(frozen=True, slots=True)
class Level:
    """A level that somebody's evidence shows today, and how sure it is."""

    level: int
    confidence: Confidence


def levels_of(person_ids: Collection[UUID]) -> dict[UUID, dict[UUID, Level]]:
    """Person -> competence -> level. One statement for however many people."""
    found: dict[UUID, dict[UUID, Level]] = defaultdict(dict)
    rows = db.session.execute(
        select(Standing.person_id, Standing.competence_id, Standing.level, Standing.confidence).where(Standing.person_id.in_(list(person_ids)))
    )
    for person_id, competence_id, level, confidence in rows:
        found[person_id][competence_id] = Level(level, confidence)
    return found
