"""Reads of the leadership team's papers."""

from uuid import UUID

from sqlalchemy import select

from lms.kit.db import db
from lms.leadership.models import Decision, SubjectKind


def decisions_about(kind: SubjectKind, subject_id: UUID) -> list[Decision]:
    """The decisions on a thing, the newest first."""
    asked = select(Decision).where(Decision.subject_kind == kind, Decision.subject_id == subject_id)
    return list(db.session.scalars(asked.order_by(Decision.decided_on.desc(), Decision.number.desc())))
