"""Training with a due date: done in time, late, overdue, or still ahead; and certificates that run out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import CourseVersion
from lms.credentials.models import Certificate
from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.learning.models import Enrolment
from lms.reports.models.questions import ON_DUTY, OTHERWISE, VALUES

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


class Cycle(NamedTuple):
    """Somebody's way through a course, once: whether it is a duty, and what became of it. Days are the city's."""

    mandatory: bool
    due_on: date | None = None
    completed_on: date | None = None
    left: bool = False

    @property
    def in_time(self) -> bool:
        """Completed on the due day at the latest."""
        return self.completed_on is not None and self.due_on is not None and self.completed_on <= self.due_on

    @property
    def late(self) -> bool:
        """Completed after the due day."""
        return self.completed_on is not None and self.due_on is not None and self.completed_on > self.due_on

    def overdue(self, today: date) -> bool:
        """Not completed, and the due day has passed."""
        return self.completed_on is None and self.due_on is not None and self.due_on < today

    def ahead(self, today: date, days: int) -> bool:
        """Not completed, and the due day is today or within so many days."""
        return self.completed_on is None and self.due_on is not None and 0 <= (self.due_on - today).days <= days


def standing(cycles: Sequence[Cycle], today: date) -> tuple[str, tuple[bool, ...]]:
    """How somebody is on a course: on duty or not; completed it, left it each time; and what is their duty in time only, late once, overdue once,
    once due within 30, 60, 90 days."""
    due = [one for one in cycles if one.mandatory and not one.left]
    done, left = any(one.completed_on for one in cycles), all(one.left for one in cycles)
    in_time = bool(due) and all(one.in_time for one in due)
    ahead = [any(one.ahead(today, days) for one in due) for days in HORIZONS]
    stands = done, left, in_time, any(one.late for one in due), any(one.overdue(today) for one in due), *ahead
    return ON_DUTY if due else OTHERWISE, stands


def cycles_of(course_id: UUID) -> Mapping[UUID, Sequence[Cycle]]:
    """Each who ever began the course, with every time that they did. One statement."""
    found = defaultdict[UUID, list[Cycle]](list)
    columns = (Enrolment.person_id, is_mandatory(), Enrolment.due_on, Enrolment.completed_at, Enrolment.left_at)
    for person_id, mandatory, due_on, completed_at, left_at in db.session.execute(select(*columns).where(Enrolment.course_id == course_id)):
        completed_on = local_day(completed_at) if completed_at else None
        found[person_id].append(Cycle(mandatory, due_on, completed_on, left_at is not None))
    return found


def holders(moment: datetime) -> Subquery:
    """People who hold a certificate that runs out, or did in the last year: one does within 30, 60, 90 days and is not renewed; they renewed
    one in the last year; one ran out in the last year and is not renewed."""
    a_year_ago = moment - timedelta(days=365)
    newer = aliased(Certificate)
    renewed = exists().where(newer.renews_id == Certificate.id, newer.revoked_at.is_(None))
    within = [
        func.max(case((and_(Certificate.expires_at > moment, Certificate.expires_at <= moment + timedelta(days=days), ~renewed), 1), else_=0))
        for days in HORIZONS
    ]
    again = func.max(case((and_(Certificate.renews_id.is_not(None), Certificate.issued_at > a_year_ago), 1), else_=0))
    over = func.max(case((and_(Certificate.expires_at <= moment, ~renewed), 1), else_=0))
    running_out = (Certificate.expires_at > a_year_ago, Certificate.revoked_at.is_(None), Certificate.person_id.is_not(None))
    labelled = [value.label(name) for name, value in zip(VALUES, [*within, again, over], strict=False)]
    return select(Certificate.person_id, *labelled).where(*running_out).group_by(Certificate.person_id).subquery()
