"""What the pages of a call and of a cohort's workspace show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.cohorts.models.calls import Application, ApplicationState, Invitation
from lms.cohorts.models.cohorts import Cohort, CohortState, Place
from lms.cohorts.models.timetable import Session
from lms.cohorts.models.work import Task
from lms.cohorts.queries import calls, queue
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.dates import sprint_dates
from lms.cohorts.sprints import Dates
from lms.cohorts.waiting_list import commitment, quota_of
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Person

COMING = 3


@dataclass(frozen=True, slots=True)
class CallPage:
    """The public page of a call, and where the reader stands in it."""

    found: CohortAtHand
    courses: Mapping[str, str]
    """Address -> title of the courses that are published."""
    sprints: Mapping[str, Dates]
    """Key -> the days of a sprint."""
    quota: int | None
    """Most seats of one department."""
    commitment: str
    seed: str
    """Shown once the call is closed; empty before."""
    takes_applications: bool
    application: Application | None
    place: Place | None
    invitation: Invitation | None
    seats_move: bool
    """Whether seats are given still: what is offered and who waits says more than what is taken."""
    offered: int
    waiting: int

    @property
    def free(self) -> int:
        """Seats that nobody has and nobody was offered."""
        return max(0, self.found.cohort.seats - self.found.cohort.taken - self.offered)


def call_page(found: CohortAtHand, reader: Person | None) -> CallPage:
    """Everything that the page of a call shows. Up to six statements."""
    cohort, plan = found.cohort, found.plan
    counts = calls.counts_of(cohort.id)
    still_open = cohort.state is CohortState.CALL_OPEN
    return CallPage(
        found=found,
        courses=_titles([course.slug for course in plan.courses]),
        sprints=sprint_dates(cohort, plan.sprints),
        quota=quota_of(cohort.seats, plan.queue.quota_percent),
        commitment=commitment(cohort.queue_seed),
        seed=cohort.queue_seed if queue.seed_is_out(cohort) else "",
        takes_applications=still_open and cohort.apply_until > now(),
        application=calls.newest_application(cohort.id, reader.id) if reader else None,
        place=calls.place_of(cohort.id, reader.id) if reader else None,
        invitation=calls.invitation_of(cohort.id, reader.id) if reader else None,
        seats_move=queue.moves_still(cohort),
        offered=counts.get(ApplicationState.OFFERED, 0),
        waiting=counts.get(ApplicationState.WAITING, 0),
    )


def _titles(slugs: Sequence[str]) -> dict[str, str]:
    if not slugs:
        return {}
    published = select(Course.slug, CourseVersion.title).join(CourseVersion, CourseVersion.course_id == Course.id)
    rows = db.session.execute(published.where(Course.slug.in_(slugs), CourseVersion.state == VersionState.PUBLISHED))
    return {row.slug: row.title for row in rows}


@dataclass(frozen=True, slots=True)
class Overview:
    """What is next in a cohort."""

    found: CohortAtHand
    sessions: Sequence[Session]
    """Those to come, the next one first."""
    tasks: Sequence[Task]
    """Work that is due next."""
    counts: Mapping[ApplicationState, int]
    """Applications by state; for staff."""
    offers: int


def overview(found: CohortAtHand) -> Overview:
    """What the first page of a workspace shows. Three statements."""
    cohort, moment = found.cohort, now()
    sessions = select(Session).where(Session.cohort_id == cohort.id, Session.ends_at > moment, Session.cancelled_at.is_(None))
    tasks = select(Task).where(Task.cohort_id == cohort.id, Task.due_at > moment, Task.opens_at <= moment)
    counts = calls.counts_of(cohort.id)
    return Overview(
        found=found,
        sessions=db.session.scalars(sessions.order_by(Session.begins_at, Session.id).limit(COMING)).all(),
        tasks=db.session.scalars(tasks.order_by(Task.due_at, Task.id).limit(COMING)).all(),
        counts=counts,
        offers=counts.get(ApplicationState.OFFERED, 0),
    )


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A line in the list of all cohorts; whoever may open it stands in ``staff_ids``."""

    cohort: Cohort
    staff_ids: frozenset[UUID]

    @property
    def is_announced(self) -> bool:
        """Whether its call was opened once."""
        return self.cohort.state is not CohortState.PLANNED


def cohort_rows(*which: ColumnElement[bool]) -> list[CohortRow]:
    """All cohorts, or those that are asked for, with host and staff, the latest start first. Two statements."""
    loaded = select(Cohort).where(*which).options(joinedload(Cohort.host), selectinload(Cohort.staff))
    rows = db.session.scalars(loaded.order_by(Cohort.starts_on.desc(), Cohort.name))
    return [CohortRow(row, frozenset(one.person_id for one in row.staff if one.acts)) for row in rows]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A participant, or somebody who was one."""

    place: Place
    name: str
    department: str


def places_of(cohort_id: UUID) -> list[PlaceRow]:
    """Everybody who has or had a place, by name. One statement."""
    rows = db.session.execute(
        select(Place, Person.name, Department.name)
        .join(Person, Person.id == Place.person_id)
        .outerjoin(Department, Department.id == Place.department_id)
        .where(Place.cohort_id == cohort_id)
        .order_by(Person.name, Place.taken_at)
    )
    return [PlaceRow(row[0], row[1], row[2] or "") for row in rows]


@dataclass(frozen=True, slots=True)
class PlaceAtHand:
    """A place with its cohort's people."""

    place: Place
    name: str
    found: CohortAtHand

    @property
    def person_id(self) -> UUID:
        """Whose place it is."""
        return self.place.person_id

    @property
    def trainer_ids(self) -> frozenset[UUID]:
        """The cohort's trainers."""
        return self.found.trainer_ids


def place_at_hand(slug: str, place_id: UUID) -> PlaceAtHand:
    """A place, found through its cohort.

    :raises NotFound: when the cohort or the place is not there, or the place is in another cohort.
    """
    found = cohort_at_hand(slug)
    held = select(Place).where(Place.id == place_id, Place.cohort_id == found.cohort.id).options(joinedload(Place.person))
    place = db.session.scalar(held)
    if place is None:
        raise NotFound(_("There is no such place in this boot camp."))
    return PlaceAtHand(place, place.person.name, found)


@dataclass(frozen=True, slots=True)
class StaffAtHand:
    """Somebody on the staff of a cohort."""

    cohort: Cohort
    person_id: UUID
    trainer_ids: frozenset[UUID]


def staff_at_hand(slug: str, person_id: UUID) -> StaffAtHand:
    """A trainer or mentor, found through the cohort.

    :raises NotFound: when the cohort is not there, or they are not on its staff.
    """
    found = cohort_at_hand(slug)
    if all(one.person_id != person_id for one in found.cohort.staff):
        raise NotFound(_("This person is not on the staff of the boot camp."))
    return StaffAtHand(found.cohort, person_id, found.trainer_ids)
