"""Commands about evidence."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from lms.competency.events import CompetenceAwarded
from lms.competency.models import Evidence, EvidenceKind
from lms.kit.clock import now
from lms.kit.db import db, publish


def award(
    person_id: UUID,
    competence_id: UUID,
    level: int,
    *,
    kind: EvidenceKind,
    source_id: UUID,
    label: str,
    shown_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Note evidence of a competence, once per source. Returns whether it was new."""
    same = (Evidence.person_id == person_id, Evidence.competence_id == competence_id, Evidence.kind == kind, Evidence.source_id == source_id)
    if db.session.scalar(select(Evidence.id).where(*same)) is not None:
        return False
    evidence = Evidence(
        person_id=person_id, competence_id=competence_id, kind=kind, source_id=source_id, label=label, level=level, expires_at=expires_at
    )
    if shown_at is not None:
        evidence.shown_at = shown_at
    db.session.add(evidence)
    db.session.flush()
    publish(CompetenceAwarded(person_id, competence_id, level))
    return True


def withdraw_evidence(kind: EvidenceKind, source_id: UUID) -> None:
    """Let everything that stood on this source count no more; the rows stay."""
    db.session.execute(
        update(Evidence).where(Evidence.kind == kind, Evidence.source_id == source_id, Evidence.withdrawn_at.is_(None)).values(withdrawn_at=now())
    )
