"""Training with a due date: done in time, late, overdue; and certificates that run out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import CourseVersion
from lms.credentials.models import Certificate
from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.reports.models.questions import VALUES

HORIZONS = (30, 60, 90)
"""Days ahead."""


def is_mandatory() -> ColumnElement[bool]:
    """What counts as mandatory training: a course that is somebody's duty. The one place that says so."""
    return Enrolment.duty_id.is_not(None)


def course_titles() -> Mapping[UUID, str]:
    """The title of each course in its newest version, by title."""
    newest = select(CourseVersion.course_id, func.max(CourseVersion.number).label("number")).group_by(CourseVersion.course_id).subquery()
    rows = db.session.execute(
        select(CourseVersion.course_id, CourseVersion.title)
        .join(newest, and_(newest.c.course_id == CourseVersion.course_id, newest.c.number == CourseVersion.number))
        .order_by(CourseVersion.title)
    )
    return {row.course_id: row.title for row in rows}


def due(today: date, course_id: UUID | None = None) -> Subquery:
    """People who have something due (in one course, if one is given): all in time, something late, something overdue."""
    of = [Enrolment.course_id == course_id] if course_id else []
    statement = select(Enrolment.person_id, *_stands(today, func.max)).where(is_mandatory(), Enrolment.left_at.is_(None), *of)
    return statement.group_by(Enrolment.person_id).subquery()


def _stands(today: date, over: Any) -> list[Any]:
    """In time only, late at least once, overdue now: each 0 or 1 over somebody's enrolments. Completed on a day means the day in UTC."""
    done_on = func.date(Enrolment.completed_at)
    due_on = func.date(Enrolment.due_on)
    late = case((and_(Enrolment.completed_at.is_not(None), done_on > due_on), 1), else_=0)
    overdue = case((and_(Enrolment.completed_at.is_(None), Enrolment.due_on < today), 1), else_=0)
    open_or_late = case((and_(Enrolment.completed_at.is_not(None), done_on <= due_on), 0), else_=1)
    return [(1 - over(open_or_late)).label("first"), over(late).label("second"), over(overdue).label("third")]


def holders(moment: datetime) -> Subquery:
    """People who hold a certificate that runs out: one does within 30, 60, 90 days and is not renewed; renewed in the last year."""
    newer = aliased(Certificate)
    renewed = exists().where(newer.renews_id == Certificate.id, newer.revoked_at.is_(None))
    within = [
        func.max(case((and_(Certificate.expires_at > moment, Certificate.expires_at <= moment + timedelta(days=days), ~renewed), 1), else_=0))
        for days in HORIZONS
    ]
    again = func.max(case((and_(Certificate.renews_id.is_not(None), Certificate.issued_at > moment - timedelta(days=365)), 1), else_=0))
    running_out = (Certificate.expires_at.is_not(None), Certificate.revoked_at.is_(None), Certificate.person_id.is_not(None))
    labelled = [value.label(name) for name, value in zip(VALUES, [*within, again], strict=True)]
    return select(Certificate.person_id, *labelled).where(*running_out).group_by(Certificate.person_id).subquery()
