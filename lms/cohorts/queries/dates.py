"""Reads of a cohort's dates: what comes next, and when it is really over."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, union_all

from lms.cohorts import hours
from lms.cohorts.models.cohorts import Cohort, CohortMove, CohortState
from lms.cohorts.models.timetable import Session
from lms.cohorts.models.work import CohortCourse, Task
from lms.cohorts.programme_files.shapes import Sprint
from lms.cohorts.queries.queue import local_day
from lms.cohorts.sprints import Dates, Shift, dates_of
from lms.kit.clock import now
from lms.kit.db import db


def _shifts(cohort: Cohort) -> list[Shift]:
    """By how many days what was still to come of the cohort was moved while it ran, in order. One statement."""
    running = (CohortMove.before == CohortState.RUNNING, CohortMove.after == CohortState.RUNNING)
    moves = select(CohortMove.at, CohortMove.reason).where(CohortMove.cohort_id == cohort.id, *running).order_by(CohortMove.at, CohortMove.id)
    return [Shift(hours.wall(at, cohort.time_zone).date(), int(days)) for at, days in db.session.execute(moves)]


def sprint_dates(cohort: Cohort, sprints: Iterable[Sprint]) -> dict[str, Dates]:
    """Key -> the days of a sprint, moved where what was still to come was moved. One statement."""
    moved = _shifts(cohort)
    return {one.key: dates_of(one, cohort.starts_on, moved) for one in sprints}


def first_to_come(cohort_id: UUID) -> datetime | None:
    """The next thing of a cohort: a session that begins, or work or a course that is due. One statement."""
    rows = union_all(
        select(Session.begins_at).where(Session.cohort_id == cohort_id, Session.begins_at > now(), Session.cancelled_at.is_(None)),
        select(Task.due_at).where(Task.cohort_id == cohort_id, Task.due_at > now()),
        select(CohortCourse.due_at).where(CohortCourse.cohort_id == cohort_id, CohortCourse.due_at > now()),
    ).subquery()
    first: datetime | None = db.session.scalar(select(func.min(rows.c[0])))
    return first


def last_day(cohort: Cohort) -> date:
    """The day of its end, or the one of its last session where a session was moved beyond that. One statement."""
    held = (Session.cohort_id == cohort.id, Session.cancelled_at.is_(None))
    last = db.session.scalar(select(func.max(Session.ends_at)).where(*held))
    return max(cohort.ends_on, hours.wall(last, cohort.time_zone).date()) if last else cohort.ends_on


def is_over(cohort: Cohort) -> bool:
    """Whether the cohort has ended, or its last day has come. At most one statement."""
    return cohort.state is CohortState.ENDED or (cohort.state is CohortState.RUNNING and local_day(cohort) >= last_day(cohort))
