"""Begin a course, leave it, plan its end, and begin it again when what was learned runs out."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError, NotFound
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.learning.models import Enrolment
from lms.learning.progress import renewable_from
from lms.learning.queries.stages import done_by, steps_of
from lms.learning.service.moving import follow_renumbered, move
from lms.learning.service.steps import held
from lms.people.models import Person


class AlreadyCompleted(DomainError):
    """The course was completed before."""


class NothingToRenew(DomainError):
    """Nothing was completed, or what was completed does not run out."""


class TooEarlyToRenew(DomainError):
    """The window of renewal is not open yet."""


class NotInProgress(DomainError):
    """The enrolment is over."""


class DayGone(DomainError):
    """A plan cannot lie in the past."""


class IsDuty(DomainError):
    """The course is a duty, so its day is not the person's to change."""


def enrol(person: Person, course: Course, *, by: Person | None) -> Enrolment:
    """Put ``person`` on the published version; who is on the course already stays where they are. ``by`` is None for the house itself.

    Who left takes the same cycle up again, so that what they did, and the attempts they used, still count.
    Prerequisites are advice: the course page shows them, nothing here refuses.

    :raises NotFound: the course is not published.
    :raises AlreadyCompleted: it was completed before.
    """
    one_at_a_time(f"enrol:{person.id}")
    version = _published(course.id)
    last = _last_cycle(person.id, course.id)
    if last is None:
        return _begin(person, version, cycle=1, by=by)
    if last.completed_at is not None:
        raise AlreadyCompleted(_("You have completed this course. If its certificate runs out, you can renew it from the course page."))
    return last if last.left_at is None else _take_up(last, version, by=by)


def renew(person: Person, course: Course, *, by: Person | None) -> Enrolment:
    """Begin the next cycle of a completed course, on the published version; the history of the cycle before is kept.

    :raises NotFound: the course is not published.
    :raises NothingToRenew: nothing was completed that runs out.
    :raises TooEarlyToRenew: the window is not open yet.
    """
    one_at_a_time(f"enrol:{person.id}")
    version = _published(course.id)
    last = _last_cycle(person.id, course.id)
    if last is not None and last.completed_at is None and last.cycle > 1:
        return last if last.left_at is None else _take_up(last, version, by=by)
    if last is None or last.completed_at is None or last.expires_at is None:
        raise NothingToRenew(_("There is nothing to renew: you hold no certificate of this course that runs out."))
    opens = renewable_from(last.expires_at, db.session.get_one(CourseVersion, last.version_id).renewal_days)
    if now() < opens:
        raise TooEarlyToRenew(_("You can renew this course from %(day)s.", day=format_day(opens)))
    follow_renumbered([last], steps_of(version.id))
    return _begin(person, version, cycle=last.cycle + 1, by=by)


def end_completion(enrolment_id: UUID, *, at: datetime) -> None:
    """Let a completion count no more, because its certificate was revoked: the person may begin the next cycle at once."""
    enrolment = held(enrolment_id)
    enrolment.revoked_at = at
    enrolment.expires_at = min(enrolment.expires_at or at, at)
    db.session.flush()


def leave(enrolment: Enrolment, *, by: Person) -> None:
    """End an enrolment before its course is completed; what was done stays. Leaving twice is leaving once.

    :raises NotInProgress: the course is completed.
    :raises IsDuty: the course is a duty of the person.
    """
    enrolment = held(enrolment.id)
    if enrolment.completed_at is not None:
        raise NotInProgress(_("You have completed this course, so there is nothing to leave."))
    _refuse_duty(enrolment)
    if enrolment.left_at is None:
        enrolment.left_at = now()
        record("left", "enrolment", enrolment.id, by=by.id, course=str(enrolment.course_id))
        db.session.flush()


def plan(enrolment: Enrolment, due_on: date | None, *, by: Person) -> None:
    """Set the day by which the course should be completed, or take it away; reminders follow it.

    :raises NotInProgress: the enrolment is over.
    :raises DayGone: the day is in the past.
    :raises IsDuty: the course is a duty of the person.
    """
    enrolment = held(enrolment.id)
    if enrolment.completed_at is not None or enrolment.left_at is not None:
        raise NotInProgress(_("You are not learning this course now, so there is no day to plan."))
    _refuse_duty(enrolment)
    if due_on is not None and due_on < today():
        raise DayGone(_("That day is over. Choose today or a later day."))
    enrolment.due_on = due_on
    db.session.flush()


def _refuse_duty(enrolment: Enrolment) -> None:
    if enrolment.duty_id is not None and enrolment.left_at is None:
        raise IsDuty(_("This course is a duty of your post or department. Ask HR if you think that it should not be, or need another day."))


def _published(course_id: UUID) -> CourseVersion:
    version = db.session.scalar(
        select(CourseVersion).where(CourseVersion.course_id == course_id, CourseVersion.state == VersionState.PUBLISHED)
    )
    if version is None:
        raise NotFound(_("This course is not open. Look in the catalogue for another one."))
    return version


def _last_cycle(person_id: UUID, course_id: UUID) -> Enrolment | None:
    return db.session.scalar(
        select(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
        .order_by(Enrolment.cycle.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _begin(person: Person, version: CourseVersion, *, cycle: int, by: Person | None) -> Enrolment:
    enrolment = Enrolment(person_id=person.id, course_id=version.course_id, version_id=version.id, cycle=cycle)
    db.session.add(enrolment)
    db.session.flush()
    deed = "enrolled" if cycle == 1 else "renewed"
    record(deed, "enrolment", enrolment.id, by=by.id if by else None, person=str(person.id), course=str(version.course_id), cycle=cycle)
    return enrolment


def _take_up(enrolment: Enrolment, version: CourseVersion, *, by: Person | None) -> Enrolment:
    enrolment.left_at = None
    record("took-up", "enrolment", enrolment.id, by=by.id if by else None, course=str(enrolment.course_id))
    # Also on the same version: a quiz that was handed in before leaving may have been marked since.
    steps = steps_of(version.id)
    follow_renumbered([enrolment], steps)
    move(enrolment, version, steps, done_by([enrolment.id])[enrolment.id], changed_texts_count=False)
    return enrolment
