"""Plan a cohort, change it, move its dates, name its trainers and mentors."""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import select

from lms.audit.service import record
from lms.cohorts.events import CohortShifted
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Cohort, CohortMove, CohortStaff, CohortState, StaffKind
from lms.cohorts.models.programmes import ProgrammeVersion
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries.calls import active_trainer_ids, newest_application, place_of
from lms.cohorts.queries.dates import first_to_come
from lms.cohorts.queries.queue import MOVING, local_day, offers_out
from lms.cohorts.queries.timetable import coming_where
from lms.cohorts.queries.trainers import trainers_or_hr
from lms.cohorts.service import telling
from lms.cohorts.service.moving import hold
from lms.cohorts.service.queue import begins_at, promote
from lms.cohorts.service.refusals import AddressTaken, CannotBePlanned, NoSuchStep, NotOnTheStaff
from lms.cohorts.service.timetable.laying_out import revise
from lms.cohorts.workflow import UNSETTLED
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import from_plain
from lms.people.models import Person, Role

ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = frozenset({"new", "applications", "programmes"})
"""Words that addresses of other pages begin with."""
UNDER_WAY = (CohortState.PLANNED, CohortState.CALL_OPEN, CohortState.CALL_CLOSED, CohortState.RUNNING)


@dataclass(frozen=True, slots=True)
class CohortFacts:
    """What a trainer says of a cohort. ``apply_until`` is a wall-clock time in ``time_zone``."""

    name: str
    host_id: UUID
    starts_on: date
    seats: int
    apply_until: datetime
    time_zone: str
    language: str = "en"
    place: str = ""
    link: str = ""
    offer_days: int = 5
    sessions_too: bool = False
    """Whether another place or link counts for the sessions to come that have the old ones, too."""


def plan_cohort(version: ProgrammeVersion, slug: str, facts: CohortFacts, *, by: Person) -> Cohort:
    """Plan a cohort of a programme's version; who plans it is its first trainer.

    :raises AddressTaken: when another cohort has the address.
    :raises CannotBePlanned: when the dates contradict each other.
    """
    _refuse_address(slug)
    plan = from_plain(ProgrammeSpec, version.content)
    cohort = Cohort(slug=slug, version_id=version.id, queue_seed=secrets.token_hex(16), created_by_id=by.id, state=CohortState.PLANNED)
    cohort.staff = [CohortStaff(person_id=by.id, kind=StaffKind.TRAINER)]
    _refuse_late_call(facts)
    _take_over(cohort, facts, plan.days)
    db.session.add(cohort)
    db.session.flush()
    db.session.add(CohortMove(cohort_id=cohort.id, by_id=by.id, before=None, after=CohortState.PLANNED))
    record("planned", "cohort", cohort.id, by=by.id, slug=slug, version=str(version.id))
    return cohort


def _refuse_address(slug: str) -> None:
    if not ADDRESS.fullmatch(slug) or len(slug) > 80 or slug in RESERVED:
        raise CannotBePlanned(_("Write the address with a-z, 0-9 and hyphens, such as “champions-2027-january”."))
    if db.session.scalar(select(Cohort.id).where(Cohort.slug == slug)) is not None:
        raise AddressTaken(_("Another boot camp has this address. Choose another one."))


def _take_over(cohort: Cohort, facts: CohortFacts, days: int) -> None:
    if facts.time_zone not in available_timezones():
        raise CannotBePlanned(_("There is no time zone %(name)s. Choose one of the list.", name=facts.time_zone))
    cohort.name, cohort.host_id, cohort.language = facts.name, facts.host_id, facts.language
    cohort.place, cohort.link, cohort.time_zone = facts.place, facts.link, facts.time_zone
    cohort.starts_on, cohort.ends_on = facts.starts_on, facts.starts_on + timedelta(days=days)
    cohort.seats, cohort.apply_until, cohort.offer_days = facts.seats, in_zone(facts.apply_until, facts.time_zone), facts.offer_days


def _refuse_late_call(facts: CohortFacts) -> None:
    if facts.apply_until.date() >= facts.starts_on:
        raise CannotBePlanned(_("Applications have to end before the boot camp begins. Choose an earlier day for them, or a later start."))


def in_zone(wall: datetime, zone: str) -> datetime:
    """The instant at which the clocks of ``zone`` show ``wall``."""
    return wall.replace(tzinfo=ZoneInfo(zone))


def wall_clock(moment: datetime, zone: str) -> datetime:
    """What the clocks of ``zone`` show at ``moment``."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def edit_cohort(cohort: Cohort, facts: CohortFacts, *, by: Person) -> None:
    """Change a cohort. Once its call was opened the dates stay: they are moved with ``move_dates``, so that everybody is told.

    Sessions that follow to another place or link are told of as when they are changed one by one.

    :raises CannotBePlanned: when the dates contradict each other, or fewer seats are left than are taken and offered.
    :raises NoSuchStep: when it is over.
    """
    hold(cohort)
    if cohort.state in (CohortState.ENDED, CohortState.CANCELLED):
        raise NoSuchStep(_("This boot camp is over, so nothing of it changes any more."))
    bound = cohort.taken + offers_out(cohort.id)
    if facts.seats < bound:
        raise CannotBePlanned(_("%(number)d seats are taken or offered, so there cannot be fewer.", number=bound))
    if cohort.state is not CohortState.PLANNED and (facts.starts_on != cohort.starts_on or facts.time_zone != cohort.time_zone):
        raise CannotBePlanned(_("The call was opened, so the start is moved on a page of its own: everybody is told then."))
    if cohort.state in (CohortState.PLANNED, CohortState.CALL_OPEN):
        _refuse_late_call(facts)  # a call that was closed by hand may have been meant to end after a start that was moved since
    elif facts.apply_until != wall_clock(cohort.apply_until, cohort.time_zone):
        raise CannotBePlanned(_("The call is closed, so the time for applications stays as it is."))
    days = (cohort.ends_on - cohort.starts_on).days
    elsewhere = (facts.place, facts.link) not in ((cohort.place, cohort.link), ("", ""))  # no session is nowhere
    following = coming_where(cohort) if facts.sessions_too and elsewhere else []
    _take_over(cohort, facts, days)
    for session in following:
        session.place, session.link = cohort.place, cohort.link
        revise(session)
    db.session.flush()
    record("edited", "cohort", cohort.id, by=by.id, seats=cohort.seats, host=str(cohort.host_id), sessions=len(following))
    promote(cohort.id)


def move_dates(cohort: Cohort, starts_on: date, *, by: Person) -> int:
    """Move everything of a cohort that has not begun, so that it begins on ``starts_on``; return by how many days. Everybody is told.

    :raises NoSuchStep: when it has begun.
    :raises CannotBePlanned: when the day has passed, or is the one of now.
    """
    hold(cohort)
    if cohort.state not in (CohortState.PLANNED, *MOVING) or (cohort.state in MOVING and cohort.starts_on <= local_day(cohort)):
        raise NoSuchStep(_("This boot camp has begun or is over. Move what is still to come of it instead."))
    if starts_on <= local_day(cohort):
        raise CannotBePlanned(_("Choose a day that is still to come."))
    days = (starts_on - cohort.starts_on).days
    if days == 0:
        raise CannotBePlanned(_("The boot camp begins on that day already. Choose another one."))
    apply_until = _moved(cohort.apply_until, days, cohort.time_zone)
    if cohort.state is CohortState.CALL_OPEN and apply_until <= now():
        raise CannotBePlanned(_("The time for applications would be over at once. Close the call first, or choose a later day."))
    cohort.starts_on, cohort.ends_on = starts_on, cohort.ends_on + timedelta(days=days)
    if cohort.state is not CohortState.CALL_CLOSED:
        cohort.apply_until = apply_until
    _say_moved(cohort, days, by)
    _shorten_offers(cohort)
    return days


def _shorten_offers(cohort: Cohort) -> None:
    """No offer can be answered once the cohort begins: those that ended later end then, and who has one is told until when."""
    begins = begins_at(cohort)
    late = (Application.cohort_id == cohort.id, Application.state == ApplicationState.OFFERED, Application.offer_until > begins)
    for application in db.session.scalars(select(Application).where(*late).order_by(Application.id)).all():
        application.offer_until = begins
        telling.tell_offer_ends(application, cohort)


def move_rest(cohort: Cohort, ends_on: date, *, by: Person) -> int:
    """Move what is still to come of a cohort that runs, so that it ends on ``ends_on``; return by how many days. Everybody is told.

    :raises NoSuchStep: when it does not run.
    :raises CannotBePlanned: when the day has passed or is the one of now, or something would come to lie in the past.
    """
    hold(cohort)
    if cohort.state is not CohortState.RUNNING:
        raise NoSuchStep(_("Only what is left of a boot camp that runs can be moved like this."))
    days = (ends_on - cohort.ends_on).days
    if days == 0:
        raise CannotBePlanned(_("The boot camp ends on that day already. Choose another one."))
    first = first_to_come(cohort.id)
    if ends_on < local_day(cohort) or (first is not None and _moved(first, days, cohort.time_zone) <= now()):
        raise CannotBePlanned(_("Something that is still to come would lie in the past then. Choose a later day."))
    cohort.ends_on = ends_on
    _say_moved(cohort, days, by)
    return days


def _say_moved(cohort: Cohort, days: int, by: Person) -> None:
    row = CohortMove(cohort_id=cohort.id, by_id=by.id, before=cohort.state, after=cohort.state, reason=f"{days:+d}")
    db.session.add(row)
    db.session.flush()
    dates = {"starts_on": cohort.starts_on.isoformat(), "ends_on": cohort.ends_on.isoformat()}
    record("moved-dates", "cohort", cohort.id, by=by.id, days=days, **dates)
    telling.tell_of_new_dates(cohort, str(row.id))
    publish(CohortShifted(cohort.id, days))


def _moved(moment: datetime, days: int, zone: str) -> datetime:
    """The same hour of the wall clock, ``days`` later: a change to summer time does not show."""
    return in_zone(wall_clock(moment, zone) + timedelta(days=days), zone)


def name_staff(cohort: Cohort, person: Person, kind: StaffKind, *, by: Person) -> None:
    """Let ``person`` run the cohort as trainer or mentor.

    :raises NotOnTheStaff: when they left, hold no role as trainer, have a place in it or apply for one, or are on its staff.
    """
    if not person.active or (kind is StaffKind.TRAINER and not person.has(Role.TRAINER)):
        raise NotOnTheStaff(_("%(name)s does not hold the role of a trainer.", name=person.name))
    if place_of(cohort.id, person.id) is not None:
        raise NotOnTheStaff(_("%(name)s has a place in this boot camp, and cannot run it, too.", name=person.name))
    application = newest_application(cohort.id, person.id)
    if application is not None and application.state in UNSETTLED:
        raise NotOnTheStaff(_("%(name)s applies for this boot camp. The application has to be withdrawn first.", name=person.name))
    if any(one.person_id == person.id for one in cohort.staff):
        raise NotOnTheStaff(_("%(name)s is on its staff already.", name=person.name))
    cohort.staff.append(CohortStaff(person_id=person.id, kind=kind))
    db.session.flush()
    record("named-staff", "cohort", cohort.id, by=by.id, person=str(person.id), kind=kind.value)


def say_who_left(person: Person) -> None:
    """Somebody left the administration, or is a trainer no longer: the trainers who stay name another one, or HR where none stays."""
    left = select(CohortStaff.cohort_id).where(CohortStaff.person_id == person.id, CohortStaff.kind == StaffKind.TRAINER)
    for cohort in db.session.scalars(select(Cohort).where(Cohort.id.in_(left), Cohort.state.in_(UNDER_WAY))).all():
        telling.tell_trainer_left(cohort, person, trainers_or_hr(cohort.id))


def remove_staff(cohort: Cohort, person_id: UUID, *, by: Person) -> None:
    """Let somebody run the cohort no longer.

    :raises NotOnTheStaff: when they do not, or nobody else would train it.
    """
    hold(cohort)
    row = next((one for one in cohort.staff if one.person_id == person_id), None)
    if row is None:
        raise NotOnTheStaff(_("This person is not on the staff of the boot camp."))
    if row.kind is StaffKind.TRAINER and not set(active_trainer_ids(cohort.id)) - {person_id}:
        raise NotOnTheStaff(_("A boot camp needs a trainer. Name another one first."))
    cohort.staff.remove(row)
    db.session.flush()
    record("removed-staff", "cohort", cohort.id, by=by.id, person=str(person_id))
