"""What people learned in the last year, and what trainers carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Subquery, case, func, literal, select

from lms.catalogue.models import CourseAuthor
from lms.cohorts.models.cohorts import Cohort, CohortStaff, CohortState
from lms.credentials.models import Certificate
from lms.kit.db import db
from lms.people.models import Person

A_YEAR = timedelta(days=365)


def learned(moment: datetime) -> Subquery:
    """People who earned a certificate in the last year: that they did, and the minutes and points of all of theirs."""
    in_the_year = (Certificate.issued_at > moment - A_YEAR, Certificate.revoked_at.is_(None), Certificate.person_id.is_not(None))
    minutes, points = func.sum(Certificate.effort_minutes), func.sum(Certificate.learning_points)
    statement = select(Certificate.person_id, literal(1).label("first"), minutes.label("second"), points.label("third"))
    return statement.where(*in_the_year).group_by(Certificate.person_id).subquery()


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
