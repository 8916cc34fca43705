"""What of boot camps waits for their trainers, and by when."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.cohorts import graduation, workflow
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.care import CheckIn
from lms.cohorts.models.cohorts import Cohort, Place
from lms.cohorts.models.ending import DecisionState, GraduationDecision
from lms.cohorts.participation import WORKING_DAYS
from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.kit.working_days import working_days_after
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class Waiting:
    """A screening, an exception of a graduation or a check-in that waits. ``days`` is its term, in working days, up to ``due_on``."""

    kind: Literal["screening", "exception", "check-in"]
    id: UUID
    cohort: Cohort
    days: int
    due_on: date
    person: Person
    href: str
    href_of_hr: str
    """HR reads no check-ins: it finds the trainers."""
    not_asked: frozenset[UUID]
    """Whom it is about, and who proposed it."""


def waiting(holidays: Collection[date]) -> list[Waiting]:
    """All of it, in three statements."""
    return [*_screenings(holidays), *_exceptions(holidays), *_check_ins()]


def _screenings(holidays: Collection[date]) -> Iterator[Waiting]:
    days = workflow.BY_APPLICATION_DEED["agree"].days or 0
    agreed = select(Application).where(Application.state == ApplicationState.AGREED)
    for one in db.session.scalars(agreed.options(joinedload(Application.cohort), joinedload(Application.person)).order_by(Application.id)):
        due_on = working_days_after(local_day(one.agreed_at or one.submitted_at), days, holidays)
        page = f"/cohorts/applications/{one.id}"
        yield Waiting("screening", one.id, one.cohort, days, due_on, one.person, page, page, frozenset({one.person_id}))


def _exceptions(holidays: Collection[date]) -> Iterator[Waiting]:
    proposed = graduation.move_of("propose", None)
    days = (proposed.days if proposed else None) or 0
    found = db.session.execute(
        select(GraduationDecision, Cohort, Person)
        .join(Place, Place.id == GraduationDecision.place_id)
        .join(Cohort, Cohort.id == Place.cohort_id)
        .join(Person, Person.id == Place.person_id)
        .where(GraduationDecision.state == DecisionState.PROPOSED)
        .order_by(GraduationDecision.id)
    )
    for one, cohort, person in found:
        due_on = working_days_after(local_day(one.proposed_at), days, holidays)
        page = f"/cohorts/{cohort.slug}/graduation/{one.place_id}"
        yield Waiting("exception", one.id, cohort, days, due_on, person, page, page, frozenset({person.id, one.proposed_by_id}))


def _check_ins() -> Iterator[Waiting]:
    found = db.session.execute(
        select(CheckIn, Cohort, Person)
        .join(Cohort, Cohort.id == CheckIn.cohort_id)
        .join(Person, Person.id == CheckIn.person_id)
        .where(CheckIn.closed_at.is_(None))
        .order_by(CheckIn.id)
    )
    for one, cohort, person in found:
        page = f"/cohorts/{cohort.slug}"
        yield Waiting(
            "check-in", one.id, cohort, WORKING_DAYS, one.due_on, person, f"{page}/check-ins/{one.id}", f"{page}/people", frozenset({person.id})
        )
