"""Reads of what waits for a person today."""

from uuid import UUID

from sqlalchemy import func, or_, select

from lms.catalogue.models import CourseAuthor, CourseVersion, VersionState, Writing
from lms.kit.db import db
from lms.notices.models import Notice


def unread_notices(person_id: UUID, *, limit: int) -> list[Notice]:
    """What the person was told last and has not read. One statement."""
    return list(
        db.session.scalars(
            select(Notice)
            .where(Notice.person_id == person_id, Notice.read_at.is_(None))
            .order_by(Notice.created_at.desc(), Notice.id)
            .limit(limit)
        )
    )


def versions_to_review(person_id: UUID) -> int:
    """How many versions wait for a review that this curator may write: texts of other people. One statement."""
    mine = or_(
        CourseVersion.submitted_by_id == person_id,
        CourseVersion.course_id.in_(select(CourseAuthor.course_id).where(CourseAuthor.person_id == person_id)),
        CourseVersion.id.in_(select(Writing.version_id).where(Writing.person_id == person_id)),
    )
    return (
        db.session.scalar(
            select(func.count())
            .select_from(CourseVersion)
            .where(CourseVersion.state == VersionState.IN_REVIEW, func.coalesce(mine, False).is_(False))
        )
        or 0
    )
