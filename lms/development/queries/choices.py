"""Reads of what an action of a plan can be chosen from."""

from uuid import UUID

from sqlalchemy import select

from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.kit.db import db
from lms.learning.queries import duties


def open_courses() -> list[tuple[UUID, str]]:
    """Every published course by title. One statement."""
    return [(course_id, title) for course_id, title, _months in duties.open_courses()]


def open_boot_camps() -> list[tuple[UUID, str]]:
    """Boot camps whose call is open, or that run. One statement."""
    rows = db.session.execute(
        select(Cohort.id, Cohort.name).where(Cohort.state.in_([CohortState.CALL_OPEN, CohortState.RUNNING])).order_by(Cohort.name)
    )
    return [(row.id, row.name) for row in rows]
