"""Reads of a waiting list: what the pure room needs to know, and the order as it is shown."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Cohort, CohortState, Place, PlaceState
from lms.cohorts.programme_files.shapes import QueuePolicy
from lms.cohorts.waiting_list import Entry, Policy, Why, in_order, quota_of
from lms.kit.clock import today
from lms.kit.db import db
from lms.people.models import Department, Person

MOVING = (CohortState.CALL_OPEN, CohortState.CALL_CLOSED)


def policy_of(cohort: Cohort, plan: QueuePolicy) -> Policy:
    """The cohort's policy in numbers of seats. Once the call is closed nobody else can come, and free seats may go beyond the quota."""
    closed = cohort.state is not CohortState.CALL_OPEN
    return Policy(plan.mandatory_first, quota_of(cohort.seats, plan.quota_percent), beyond_quota=closed)


def seed_is_out(cohort: Cohort) -> bool:
    """Whether the seed of the draw may be known: nobody can apply any more."""
    return cohort.state not in (CohortState.PLANNED, CohortState.CALL_OPEN)


def local_day(cohort: Cohort) -> date:
    """The day that it is now where the cohort meets."""
    return today(cohort.time_zone)


def moves_still(cohort: Cohort) -> bool:
    """Whether seats can still be given: the cohort's call was opened, and it has not begun."""
    return cohort.state in MOVING and local_day(cohort) < cohort.starts_on


def entries_of(cohort_id: UUID) -> list[Entry]:
    """Everybody who waits. Three statements without a join, so that no planner that has not counted the rows yet can choose a slow one."""
    left = set(db.session.scalars(select(Person.id).where(~Person.active)))
    seated = set(db.session.scalars(select(Place.person_id).where(Place.cohort_id == cohort_id, Place.state != PlaceState.GIVEN_UP)))
    rows = db.session.execute(
        select(Application.id, Application.person_id, Application.submitted_at, Application.department_id, Application.mandatory).where(
            Application.cohort_id == cohort_id, Application.state == ApplicationState.WAITING
        )
    )
    return [
        Entry(str(id_), at, str(department) if department else None, mandatory, able=person_id not in left and person_id not in seated)
        for id_, person_id, at, department, mandatory in rows
    ]


def held_by_department(cohort_id: UUID) -> Counter[str]:
    """Seats that each department has, or was offered. Two statements."""
    held: Counter[str] = Counter()
    seats = select(Place.department_id, func.count()).where(Place.cohort_id == cohort_id, Place.state != PlaceState.GIVEN_UP)
    offers = select(Application.department_id, func.count()).where(
        Application.cohort_id == cohort_id, Application.state == ApplicationState.OFFERED
    )
    for statement, column in ((seats, Place.department_id), (offers, Application.department_id)):
        for department, number in db.session.execute(statement.group_by(column)):
            if department:
                held[str(department)] += number
    return held


def offers_out(cohort_id: UUID) -> int:
    """How many offers wait for an answer. One statement."""
    out = select(func.count()).where(Application.cohort_id == cohort_id, Application.state == ApplicationState.OFFERED)
    return db.session.scalar(out) or 0


def unanswered(cohort: Cohort) -> int:
    """How many wait for their manager or their screening, as long as they could still answer an offer in full time. At most one statement."""
    if local_day(cohort) + timedelta(days=cohort.offer_days) >= cohort.starts_on:
        return 0
    waits = Application.state.in_((ApplicationState.SUBMITTED, ApplicationState.AGREED))
    return db.session.scalar(select(func.count()).where(Application.cohort_id == cohort.id, waits)) or 0


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the waiting list, ``rank`` from 1."""

    rank: int
    application: Application
    name: str
    department: str
    skipped: Why | None


def _names(cohort_id: UUID) -> dict[str, tuple[Application, str, str]]:
    rows = db.session.execute(
        select(Application, Person.name, Department.name)
        .join(Person, Person.id == Application.person_id)
        .outerjoin(Department, Department.id == Application.department_id)
        .where(Application.cohort_id == cohort_id, Application.state == ApplicationState.WAITING)
    )
    return {str(row[0].id): (row[0], row[1], row[2] or "") for row in rows}


def queue_of(cohort: Cohort, plan: QueuePolicy) -> list[QueueRow]:
    """The whole list in its order. Four statements."""
    known = _names(cohort.id)
    order = in_order(entries_of(cohort.id), policy_of(cohort, plan), cohort.queue_seed)
    return [
        QueueRow(rank, *known[entry.id], Why(known[entry.id][0].skipped) if known[entry.id][0].skipped else None)
        for rank, entry in enumerate(order, start=1)
        if entry.id in known
    ]


def rank_of(application: Application, cohort: Cohort, plan: QueuePolicy) -> tuple[int, int]:
    """Where the application stands (from 1), and how many wait. Three statements."""
    order = [entry.id for entry in in_order(entries_of(cohort.id), policy_of(cohort, plan), cohort.queue_seed)]
    return order.index(str(application.id)) + 1 if str(application.id) in order else 0, len(order)
