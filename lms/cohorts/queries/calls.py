"""Reads of calls and applications."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from lms.cohorts import workflow
from lms.cohorts.models.calls import Application, ApplicationMove, ApplicationState, Invitation
from lms.cohorts.models.cohorts import Cohort, CohortMove, CohortStaff, CohortState, Place, PlaceState, StaffKind
from lms.cohorts.models.programmes import ProgrammeVersion
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import from_plain
from lms.people.models import Department, Person

HR_ANSWERS_AFTER = timedelta(days=10)
"""When a manager has not answered by then, HR may."""
ANNOUNCED = (CohortState.CALL_OPEN, CohortState.CALL_CLOSED, CohortState.RUNNING, CohortState.ENDED, CohortState.CANCELLED)
"""Cohorts whose call page is public: all but those that are only planned."""


def open_calls() -> Sequence[Cohort]:
    """Cohorts that take applications now, the next one first, with version and host. One statement."""
    statement = (
        select(Cohort)
        .where(Cohort.state == CohortState.CALL_OPEN, Cohort.apply_until > now())
        .options(joinedload(Cohort.version).joinedload(ProgrammeVersion.programme), joinedload(Cohort.host))
    )
    return db.session.scalars(statement.order_by(Cohort.starts_on, Cohort.name)).all()


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person has to do with boot camps: each list newest first, cohorts loaded."""

    places: Sequence[Place]
    applications: Sequence[Application]
    to_answer: Sequence[Application]
    """Applications of people whose manager they are, which wait for their agreement."""
    run: Sequence[Cohort]
    """Cohorts that they run as trainer or mentor, but for those that are over."""
    invitations: Sequence[tuple[Invitation, Cohort]]


def mine(person: Person) -> Mine:
    """Everything about boot camps that concerns ``person``. Five statements."""
    places = select(Place).where(Place.person_id == person.id, Place.state != PlaceState.GIVEN_UP)
    applications = select(Application).where(Application.person_id == person.id, Application.state.in_(workflow.UNSETTLED))
    to_answer = (
        select(Application)
        .join(Application.person)
        .where(Person.manager_id == person.id, Application.state == ApplicationState.SUBMITTED)
        .options(contains_eager(Application.person), joinedload(Application.cohort))
    )
    over = (CohortState.ENDED, CohortState.CANCELLED)
    run = select(Cohort).join(CohortStaff).where(CohortStaff.person_id == person.id, CohortStaff.acts, Cohort.state.not_in(over))
    invited = (
        select(Invitation, Cohort)
        .join(Cohort, Cohort.id == Invitation.cohort_id)
        .where(Invitation.person_id == person.id, Cohort.state == CohortState.CALL_OPEN, Cohort.apply_until > now())
    )
    return Mine(
        places=db.session.scalars(places.options(joinedload(Place.cohort)).order_by(Place.taken_at.desc())).all(),
        applications=db.session.scalars(applications.options(joinedload(Application.cohort)).order_by(Application.submitted_at.desc())).all(),
        to_answer=db.session.scalars(to_answer.order_by(Application.submitted_at)).all(),
        run=db.session.scalars(run.order_by(Cohort.starts_on)).all(),
        invitations=[(row[0], row[1]) for row in db.session.execute(invited.order_by(Cohort.apply_until))],
    )


def newest_application(cohort_id: UUID, person_id: UUID) -> Application | None:
    """The person's last application for the cohort. One statement."""
    mine = select(Application).where(Application.cohort_id == cohort_id, Application.person_id == person_id)
    return db.session.scalar(mine.order_by(Application.submitted_at.desc(), Application.id).limit(1))


def place_of(cohort_id: UUID, person_id: UUID) -> Place | None:
    """The person's place in the cohort, unless it was given up. One statement."""
    held = select(Place).where(Place.cohort_id == cohort_id, Place.person_id == person_id, Place.state != PlaceState.GIVEN_UP)
    return db.session.scalar(held)


def places_given_up(person_id: UUID, states: Collection[CohortState]) -> list[Place]:
    """The place that the person gave up last in each cohort in one of ``states`` in which they have none now, with the cohort. One statement."""
    held = aliased(Place)
    again = select(held.id).where(held.cohort_id == Place.cohort_id, held.person_id == person_id, held.state != PlaceState.GIVEN_UP)
    rows = db.session.scalars(
        select(Place)
        .join(Place.cohort)
        .where(Place.person_id == person_id, Place.state == PlaceState.GIVEN_UP, Cohort.state.in_(states), ~again.exists())
        .options(contains_eager(Place.cohort))
        .order_by(Place.cohort_id, Place.ended_at)
    )
    return list({place.cohort_id: place for place in rows}.values())


def invitation_of(cohort_id: UUID, person_id: UUID) -> Invitation | None:
    """The person's own invitation. One statement."""
    return db.session.scalar(select(Invitation).where(Invitation.cohort_id == cohort_id, Invitation.person_id == person_id))


@dataclass(frozen=True, slots=True)
class ApplicationAtHand:
    """An application with its cohort, and who has a say in it."""

    application: Application
    cohort: Cohort
    plan: ProgrammeSpec
    person_id: UUID
    asked_id: UUID | None
    """The line manager of now, if there is one who still works here."""
    hr_answers: bool
    """Whether HR may answer: there is no manager, or the manager has not answered in time."""
    trainer_ids: frozenset[UUID]
    staff_ids: frozenset[UUID]

    @property
    def person(self) -> Person:
        """The applicant; the rules of access ask where they work."""
        return self.application.person


def application_at_hand(application_id: UUID) -> ApplicationAtHand:
    """The application with its people. Three statements.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(
        select(Application)
        .where(Application.id == application_id)
        .options(
            joinedload(Application.person).options(joinedload(Person.department), joinedload(Person.post), joinedload(Person.manager)),
            joinedload(Application.cohort).joinedload(Cohort.version).joinedload(ProgrammeVersion.programme),
            joinedload(Application.cohort).selectinload(Cohort.staff),
            joinedload(Application.cohort).joinedload(Cohort.host),
        )
    )
    if found is None:
        raise NotFound(_("There is no such application."))
    return at_hand(found)


def at_hand(application: Application) -> ApplicationAtHand:
    """The same for an application that was loaded with its person, manager, cohort, version and staff."""
    staff, manager = application.cohort.staff, application.person.manager
    asked = manager if manager is not None and manager.active and manager.id != application.person_id else None
    return ApplicationAtHand(
        application=application,
        cohort=application.cohort,
        plan=from_plain(ProgrammeSpec, application.cohort.version.content),
        person_id=application.person_id,
        asked_id=asked.id if asked else None,
        hr_answers=asked is None or (application.asked_at or application.submitted_at) + HR_ANSWERS_AFTER <= now(),
        trainer_ids=frozenset(one.person_id for one in staff if one.acts and one.kind is StaffKind.TRAINER),
        staff_ids=frozenset(one.person_id for one in staff if one.acts),
    )


def moves_of(application_id: UUID) -> Sequence[ApplicationMove]:
    """What happened to the application, oldest first. One statement."""
    statement = select(ApplicationMove).where(ApplicationMove.application_id == application_id)
    return db.session.scalars(statement.order_by(ApplicationMove.at, ApplicationMove.id)).all()


def moves_of_cohort(cohort_id: UUID) -> Sequence[CohortMove]:
    """What happened to the cohort, oldest first. One statement."""
    return db.session.scalars(select(CohortMove).where(CohortMove.cohort_id == cohort_id).order_by(CohortMove.at, CohortMove.id)).all()


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """A line in the trainers' list."""

    application: Application
    name: str
    department: str


def applications_of(cohort_id: UUID) -> list[ApplicationRow]:
    """All applications for the cohort, oldest first, with names. One statement."""
    rows = db.session.execute(
        select(Application, Person.name, Department.name)
        .join(Person, Person.id == Application.person_id)
        .outerjoin(Department, Department.id == Application.department_id)
        .where(Application.cohort_id == cohort_id)
        .order_by(Application.submitted_at, Application.id)
    )
    return [ApplicationRow(row[0], row[1], row[2] or "") for row in rows]


def counts_of(cohort_id: UUID) -> Mapping[ApplicationState, int]:
    """How many applications stand where. One statement."""
    counted = select(Application.state, func.count()).where(Application.cohort_id == cohort_id).group_by(Application.state)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def participant_ids(cohort_id: UUID) -> list[UUID]:
    """Everybody with a place that was not given up."""
    return list(db.session.scalars(select(Place.person_id).where(Place.cohort_id == cohort_id, Place.state != PlaceState.GIVEN_UP)))


def live_applicant_ids(cohort_id: UUID) -> list[UUID]:
    """Everybody whose application is not decided."""
    live = select(Application.person_id).where(Application.cohort_id == cohort_id, Application.state.in_(workflow.UNSETTLED))
    return list(db.session.scalars(live))


def trainer_ids(cohort_id: UUID) -> list[UUID]:
    """The cohort's trainers who hold the role."""
    trainers = select(CohortStaff.person_id).where(CohortStaff.cohort_id == cohort_id, CohortStaff.kind == StaffKind.TRAINER, CohortStaff.acts)
    return list(db.session.scalars(trainers))


def active_trainer_ids(cohort_id: UUID) -> list[UUID]:
    """Those of them who still work here."""
    return list(db.session.scalars(select(Person.id).where(Person.id.in_(trainer_ids(cohort_id)), Person.active)))


def _undecided() -> Select[Application]:
    return (
        select(Application)
        .join(Application.person)
        .join(Application.cohort)
        .where(Application.state == ApplicationState.SUBMITTED, Cohort.state.in_((CohortState.CALL_OPEN, CohortState.CALL_CLOSED)))
        .options(
            contains_eager(Application.person).joinedload(Person.manager),
            contains_eager(Application.cohort).options(joinedload(Cohort.version), selectinload(Cohort.staff)),
        )
        .order_by(Application.submitted_at)
        .execution_options(populate_existing=True)  # the manager may have changed in this very transaction
    )


def waiting_for_agreement(person_id: UUID | None = None, manager_id: UUID | None = None) -> list[ApplicationAtHand]:
    """Applications that wait for an agreement: all, those of a person, or those that a manager was asked about. Two statements."""
    statement = _undecided()
    if person_id:
        statement = statement.where(Application.person_id == person_id)
    if manager_id:
        statement = statement.where(Application.manager_id == manager_id)
    return [at_hand(row) for row in db.session.scalars(statement).unique().all()]


def over_offers(moment: datetime) -> list[tuple[UUID, UUID]]:
    """Cohort and application of each offer that was not answered by ``moment``."""
    late = select(Application.cohort_id, Application.id).where(Application.state == ApplicationState.OFFERED, Application.offer_until <= moment)
    return [(row[0], row[1]) for row in db.session.execute(late.order_by(Application.cohort_id, Application.id))]


def answer_by_hr() -> list[ApplicationAtHand]:
    """Applications that HR has to answer."""
    return [one for one in waiting_for_agreement() if one.hr_answers]
