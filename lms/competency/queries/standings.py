"""Reads of what people have shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.competency.models import Competence, Evidence, ProficiencyLevel
from lms.kit.clock import now
from lms.kit.db import db


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person has shown of one competence: the highest level of evidence that counts today, and that evidence, newest first."""

    competence: Competence
    level: int
    band: str
    oldest: datetime
    evidence: list[Evidence]


def profile_of(person_id: UUID) -> list[Shown]:
    """The person's competences by area and code. Withdrawn and expired evidence does not count. Two statements."""
    moment = now()
    rows = db.session.scalars(
        select(Evidence)
        .join(Evidence.competence)
        .where(Evidence.person_id == person_id, Evidence.withdrawn_at.is_(None), (Evidence.expires_at.is_(None)) | (Evidence.expires_at > moment))
        .options(joinedload(Evidence.competence).joinedload(Competence.area), joinedload(Evidence.competence).joinedload(Competence.framework))
        .order_by(Competence.code, Evidence.shown_at.desc())
    ).all()
    bands = {(row.framework_id, row.number): row.band for row in db.session.scalars(select(ProficiencyLevel))}
    grouped: dict[UUID, list[Evidence]] = {}
    for row in rows:
        grouped.setdefault(row.competence_id, []).append(row)
    return [_shown(evidence, bands) for evidence in grouped.values()]


def _shown(evidence: list[Evidence], bands: dict[tuple[UUID, int], str]) -> Shown:
    competence = evidence[0].competence
    level = max(row.level for row in evidence)
    return Shown(competence, level, bands.get((competence.framework_id, level), ""), min(row.shown_at for row in evidence), evidence)
