"""What people learned in the last year, how courses do, and what trainers carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from lms.catalogue.models import CourseAuthor
from lms.cohorts.models.cohorts import Cohort, CohortStaff, CohortState
from lms.credentials.models import Certificate
from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.people.models import Person
from lms.reports.models.heat import CountedPlace
from lms.reports.queries.crosstabs import Crosstab
from lms.reports.queries.frame import Frame

A_YEAR = timedelta(days=365)


def learning_by_post(frame: Frame, moment: datetime) -> Crosstab:
    """All who are counted: (people, those with a certificate of the last year, minutes, points), by department and post. One statement."""
    each = (
        select(
            Certificate.person_id,
            func.sum(Certificate.effort_minutes).label("minutes"),
            func.sum(Certificate.learning_points).label("points"),
        )
        .where(Certificate.issued_at > moment - A_YEAR, Certificate.revoked_at.is_(None), Certificate.person_id.is_not(None))
        .group_by(Certificate.person_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            CountedPlace.department_id,
            CountedPlace.post_id,
            func.count(),
            func.count(each.c.person_id),
            func.sum(func.coalesce(each.c.minutes, 0)),
            func.sum(func.coalesce(each.c.points, 0)),
        )
        .outerjoin(each, each.c.person_id == CountedPlace.person_id)
        .group_by(CountedPlace.department_id, CountedPlace.post_id)
    )
    return Crosstab(frame, [(row[0], row[1], row[2:]) for row in rows])


def enrolled_by_course(frame: Frame) -> Crosstab:
    """People on a course: (people, who completed it, who left it), by department and course. One statement."""
    completed = func.max(case((Enrolment.completed_at.is_not(None), 1), else_=0))
    left = func.min(case((Enrolment.left_at.is_not(None), 1), else_=0))
    each = (
        select(Enrolment.person_id, Enrolment.course_id, completed.label("completed"), left.label("gone"))
        .group_by(Enrolment.person_id, Enrolment.course_id)
        .subquery()
    )
    rows = db.session.execute(
        select(CountedPlace.department_id, each.c.course_id, func.count(), func.sum(each.c.completed), func.sum(each.c.gone))
        .join(each, each.c.person_id == CountedPlace.person_id)
        .group_by(CountedPlace.department_id, each.c.course_id)
    )
    return Crosstab(frame, [(row[0], row[1], row[2:]) for row in rows], sums_over_kinds=False)


@dataclass(frozen=True, slots=True)
class Trainer:
    """Somebody who writes courses or runs boot camps: what they carry, not how their learners did."""

    name: str
    courses: Sequence[UUID]
    cohorts_running: int
    cohorts_ended: int


def trainers() -> list[Trainer]:
    """Authors of courses and staff of cohorts, by name. Three statements."""
    courses: dict[UUID, list[UUID]] = {}
    for person_id, course_id in db.session.execute(select(CourseAuthor.person_id, CourseAuthor.course_id)):
        courses.setdefault(person_id, []).append(course_id)
    ended = func.sum(case((Cohort.state == CohortState.ENDED, 1), else_=0))
    running = func.sum(case((Cohort.state.in_((CohortState.CALL_OPEN, CohortState.CALL_CLOSED, CohortState.RUNNING)), 1), else_=0))
    staff: Mapping[Any, Any] = {
        row[0]: (int(row[1]), int(row[2]))
        for row in db.session.execute(
            select(CohortStaff.person_id, running, ended).join(Cohort, Cohort.id == CohortStaff.cohort_id).group_by(CohortStaff.person_id)
        )
    }
    known = courses.keys() | staff.keys()
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(known), Person.active).order_by(Person.name))
    return [Trainer(row.name, courses.get(row.id, []), *staff.get(row.id, (0, 0))) for row in rows]
