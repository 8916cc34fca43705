"""Reads of the inbox and the outbox."""

from uuid import UUID

from sqlalchemy import func, select

from lms.kit.db import db
from lms.notices.models import Notice


def unread_count(person_id: UUID) -> int:
    """How many notices the person has not read."""
    return db.session.scalar(select(func.count()).select_from(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))) or 0
