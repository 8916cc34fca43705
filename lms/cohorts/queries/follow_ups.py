"""Reads of the follow-up: whom to ask, and what waits for an answer. What may be told of the answers is in ``answers``."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from lms.cohorts.follow_up import LATEST_DAYS
from lms.cohorts.models.cohorts import Cohort, CohortState, Place, PlaceState
from lms.cohorts.models.ending import Asked, FollowUp
from lms.cohorts.models.programmes import ProgrammeVersion
from lms.cohorts.programme_files.shapes import ProgrammeSpec, Question
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.plain_json import from_plain
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class AskAtHand:
    """One set of questions for the person who is asked; ``person_id`` is theirs."""

    follow_up: FollowUp
    cohort: Cohort
    graduate: Person
    questions: tuple[Question, ...]

    @property
    def person_id(self) -> UUID:
        """Who is asked."""
        return self.follow_up.person_id


def plan_of(cohort: Cohort) -> ProgrammeSpec:
    """The plan of a cohort that was loaded with its version."""
    return from_plain(ProgrammeSpec, cohort.version.content)


def questions_for(plan: ProgrammeSpec, role: Asked, days: int) -> tuple[Question, ...]:
    """What the plan asks of officers or of managers, so many days after the end."""
    return tuple(one for one in plan.questions if one.asks in (role.value, "both") and (not one.days or days in one.days))


def ended_lately(at: datetime) -> list[tuple[UUID, list[UUID]]]:
    """Cohorts whose follow-up is not over, each with the places of its graduates. Two statements."""
    today = local_day(at)
    cohorts = db.session.scalars(
        select(Cohort)
        .join(Cohort.version)
        .where(Cohort.state == CohortState.ENDED, Cohort.ends_on <= today, Cohort.ends_on >= today - timedelta(days=400))
        .options(contains_eager(Cohort.version))
        .order_by(Cohort.ends_on, Cohort.id)
    ).all()
    going = [one.id for one in cohorts if (days := plan_of(one).follow_up_days) and one.ends_on + timedelta(days=max(days) + LATEST_DAYS) >= today]
    places: dict[UUID, list[UUID]] = defaultdict(list)
    rows = select(Place.cohort_id, Place.id).where(Place.cohort_id.in_(going), Place.state == PlaceState.GRADUATED).order_by(Place.id)
    for row in db.session.execute(rows):
        places[row.cohort_id].append(row.id)
    return [(cohort_id, places[cohort_id]) for cohort_id in going if places[cohort_id]]


def cohort_with_plan(cohort_id: UUID) -> Cohort:
    """A cohort with the version of its programme."""
    return db.session.scalars(select(Cohort).where(Cohort.id == cohort_id).options(joinedload(Cohort.version))).one()


def graduates(place_ids: Sequence[UUID]) -> Sequence[Place]:
    """Those places with the person and the manager as they are today. One statement."""
    return db.session.scalars(
        select(Place)
        .where(Place.id.in_(place_ids))
        .options(joinedload(Place.person).joinedload(Person.manager))
        .order_by(Place.id)
        .execution_options(populate_existing=True)
    ).all()


def asked_about(place_ids: Sequence[UUID]) -> dict[UUID, list[FollowUp]]:
    """Everything that was asked about those places, oldest first, with who was asked. One statement."""
    by_place: dict[UUID, list[FollowUp]] = defaultdict(list)
    statement = select(FollowUp).join(FollowUp.person).where(FollowUp.place_id.in_(place_ids)).options(contains_eager(FollowUp.person))
    for one in db.session.scalars(statement.order_by(FollowUp.asked_at, FollowUp.id)):
        by_place[one.place_id].append(one)
    return by_place


def ask_at_hand(follow_up_id: UUID) -> AskAtHand:
    """One set of questions.

    :raises NotFound: when there is none.
    """
    follow_up = db.session.scalar(
        select(FollowUp)
        .join(FollowUp.place)
        .join(Place.person)
        .join(Place.cohort)
        .join(Cohort.version)
        .join(ProgrammeVersion.programme)
        .where(FollowUp.id == follow_up_id)
        .options(
            contains_eager(FollowUp.place).contains_eager(Place.person),
            contains_eager(FollowUp.place).contains_eager(Place.cohort).contains_eager(Cohort.version).contains_eager(ProgrammeVersion.programme),
        )
    )
    if follow_up is None:
        raise NotFound(_("There are no such questions."))
    cohort = follow_up.place.cohort
    return AskAtHand(follow_up, cohort, follow_up.place.person, questions_for(plan_of(cohort), follow_up.role, follow_up.days))
