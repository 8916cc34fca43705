"""What of courses waits for somebody: versions for their review, courses for being looked through again."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.catalogue.models import CourseVersion, VersionMove, VersionState
from lms.kit.db import db


def in_review() -> list[tuple[CourseVersion, datetime]]:
    """Versions in review with their course, and since when. One statement."""
    came = VersionMove.version_id == CourseVersion.id, VersionMove.after == VersionState.IN_REVIEW
    since = select(func.max(VersionMove.at)).where(*came).correlate(CourseVersion).scalar_subquery()
    waiting = select(CourseVersion, since).where(CourseVersion.state == VersionState.IN_REVIEW).options(joinedload(CourseVersion.course))
    return [(version, at or version.created_at) for version, at in db.session.execute(waiting.order_by(CourseVersion.id))]


def to_look_through(until: date) -> Sequence[CourseVersion]:
    """Published versions whose review-by day comes by ``until``, with their course. One statement."""
    due = select(CourseVersion).where(CourseVersion.state == VersionState.PUBLISHED, CourseVersion.review_by <= until)
    return db.session.scalars(due.options(joinedload(CourseVersion.course)).order_by(CourseVersion.id)).all()
