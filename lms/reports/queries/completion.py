"""Training with a due date: done in time, late, overdue; and certificates that run out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import CourseVersion
from lms.credentials.models import Certificate
from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.reports.models.heat import CountedPlace
from lms.reports.queries.crosstabs import Crosstab
from lms.reports.queries.frame import Frame

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


def completion_by_post(frame: Frame, today: date) -> Crosstab:
    """People who have something due: (people, all in time, something late, something overdue), by department and post. One statement."""
    each = (
        select(Enrolment.person_id, *_stands(today, func.max))
        .where(is_mandatory(), Enrolment.left_at.is_(None))
        .group_by(Enrolment.person_id)
        .subquery()
    )
    return Crosstab(frame, _counted(each, CountedPlace.post_id, CountedPlace.person_id == each.c.person_id))


def completion_by_course(frame: Frame, today: date) -> Crosstab:
    """The same for each course, by department and course: a person may have several, so no sum over courses is given."""
    each = (
        select(Enrolment.person_id, Enrolment.course_id, *_stands(today, func.max))
        .where(is_mandatory(), Enrolment.left_at.is_(None))
        .group_by(Enrolment.person_id, Enrolment.course_id)
        .subquery()
    )
    return Crosstab(frame, _counted(each, each.c.course_id, CountedPlace.person_id == each.c.person_id), sums_over_kinds=False)


def _stands(today: date, over: Any) -> list[Any]:
    """In time only, late at least once, overdue now: each 0 or 1 over somebody's enrolments."""
    done_on = func.date(Enrolment.completed_at)
    due_on = func.date(Enrolment.due_on)
    late = case((and_(Enrolment.completed_at.is_not(None), done_on > due_on), 1), else_=0)
    overdue = case((and_(Enrolment.completed_at.is_(None), Enrolment.due_on < today), 1), else_=0)
    open_or_late = case((and_(Enrolment.completed_at.is_not(None), done_on <= due_on), 0), else_=1)
    return [(1 - over(open_or_late)).label("in_time"), over(late).label("late"), over(overdue).label("overdue")]


def _counted(each: Any, kind: Any, same_person: ColumnElement[bool]) -> Any:
    columns = [column for column in each.c if column.name not in {"person_id", "course_id"}]
    rows = db.session.execute(
        select(CountedPlace.department_id, kind, func.count(), *(func.sum(column) for column in columns))
        .select_from(each)
        .join(CountedPlace, same_person)
        .group_by(CountedPlace.department_id, kind)
    )
    return [(row[0], row[1], row[2:]) for row in rows]


def expiring_by_post(frame: Frame, moment: datetime) -> Crosstab:
    """People who hold a certificate that runs out: (people, within 30, 60, 90 days, renewed in the last year), by department and post.

    Who leaves the house counts until the next roll, like everywhere: their going alone must change no figure.
    """
    newer = aliased(Certificate)
    renewed = exists().where(newer.renews_id == Certificate.id, newer.revoked_at.is_(None))
    within = [
        func.max(case((and_(Certificate.expires_at > moment, Certificate.expires_at <= moment + timedelta(days=days), ~renewed), 1), else_=0)).label(
            f"within_{days}"
        )
        for days in HORIZONS
    ]
    a_year_ago = moment - timedelta(days=365)
    again = func.max(case((and_(Certificate.renews_id.is_not(None), Certificate.issued_at > a_year_ago), 1), else_=0)).label("renewed")
    each = (
        select(Certificate.person_id, *within, again)
        .where(Certificate.expires_at.is_not(None), Certificate.revoked_at.is_(None), Certificate.person_id.is_not(None))
        .group_by(Certificate.person_id)
        .subquery()
    )
    return Crosstab(frame, _counted(each, CountedPlace.post_id, CountedPlace.person_id == each.c.person_id))
