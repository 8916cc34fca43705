"""Make a course the duty of a post or department, and see that those whom it concerns are on it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.errors import DomainError
from lms.kit.i18n import format_day, local_day, offered, speaking
from lms.kit.i18n import gettext as _
from lms.learning.duties import Asked, Deed, Last, asked
from lms.learning.models import Duty, Enrolment
from lms.learning.progress import renewable_from
from lms.learning.queries.duties import last_cycles
from lms.learning.service.enrolling import enrol, renew
from lms.notices.service import tell, write_letter
from lms.people.models import Department, Person, Post


class NobodyNamed(DomainError):
    """Neither a post nor a department."""

    status = 422


class DutyThere(DomainError):
    """The same duty is in force already."""


class NotOffered(DomainError):
    """The course is not published."""


def set_duty(
    course: Course, post: Post | None, department: Department | None, *, within_days: int, renewed: bool, reason: str, by: Person
) -> Duty:
    """Make ``course`` a duty from now on. Those whom it concerns are enrolled by the next run of the job.

    :raises NobodyNamed: neither a post nor a department is named.
    :raises NotOffered: the course is not published.
    :raises DutyThere: the same course is a duty of just these people already.
    """
    if post is None and department is None:
        raise NobodyNamed(_("Choose a post, a department, or both."))
    if _published(course.id) is None:
        raise NotOffered(_("This course is not published, so nobody could begin it."))
    post_id, department_id = post.id if post else None, department.id if department else None
    same = select(Duty.id).where(Duty.course_id == course.id, Duty.ended_at.is_(None))
    same = same.where(Duty.post_id == post_id if post_id else Duty.post_id.is_(None))
    if db.session.scalar(same.where(Duty.department_id == department_id if department_id else Duty.department_id.is_(None))) is not None:
        raise DutyThere(_("This course is a duty of just these people already. End that duty first."))
    duty = Duty(
        course_id=course.id, post_id=post_id, department_id=department_id, within_days=within_days, renewed=renewed, reason=reason, made_by_id=by.id
    )
    db.session.add(duty)
    db.session.flush()
    facts = {"course": str(course.id), "post": str(post_id or ""), "department": str(department_id or ""), "days": within_days}
    record("duty-set", "duty", duty.id, by=by.id, **facts)
    return duty


def end_duty(duty: Duty, *, by: Person) -> None:
    """Let the course be a duty no more. Who is on it may finish or leave it; what was completed stays. Ending twice is ending once."""
    if duty.ended_at is None:
        duty.ended_at = now()
        record("duty-ended", "duty", duty.id, by=by.id, course=str(duty.course_id))
        db.session.flush()


def _published(course_id: UUID) -> CourseVersion | None:
    return db.session.scalar(select(CourseVersion).where(CourseVersion.course_id == course_id, CourseVersion.state == VersionState.PUBLISHED))


def keep(duty: Duty, person_ids: Sequence[UUID]) -> int:
    """Ask of each of these people what the duty asks today; return of how many it asked something new.

    While the course is withdrawn nobody is enrolled.
    """
    version, day = _published(duty.course_id), today()
    if version is None:
        return 0
    last = last_cycles(duty.course_id, person_ids)
    wanted = {one: asked(_last_of(last.get(one)), day, within_days=duty.within_days, renewed=duty.renewed) for one in person_ids}
    busy = [one for one, what in wanted.items() if what.deed is not Deed.NOTHING]
    for person in db.session.scalars(select(Person).where(Person.id.in_(busy))):
        _do(duty, person, wanted[person.id], last.get(person.id), version.title)
    return len(busy)


def _last_of(found: tuple[Enrolment, int] | None) -> Last | None:
    if found is None:
        return None
    enrolment, days = found
    return Last(
        is_completed=enrolment.completed_at is not None,
        is_left=enrolment.left_at is not None,
        is_revoked=enrolment.revoked_at is not None,
        is_duty=enrolment.duty_id is not None,
        due_on=enrolment.due_on,
        renewable_on=local_day(renewable_from(enrolment.expires_at, days)) if enrolment.expires_at else None,
        expires_on=local_day(enrolment.expires_at) if enrolment.expires_at else None,
    )


def _do(duty: Duty, person: Person, what: Asked, last: tuple[Enrolment, int] | None, title: str) -> None:
    if what.deed is Deed.ENROL:
        enrolment = enrol(person, duty.course, by=None)
    elif what.deed is Deed.RENEW:
        enrolment = renew(person, duty.course, by=None)
    else:
        assert last is not None  # noqa: S101  (a day is given to a cycle that is there)
        enrolment = last[0]
    enrolment.duty_id, enrolment.due_on = duty.id, what.due_on
    db.session.flush()
    _tell(enrolment, person, duty, title, what.due_on)


def _tell(enrolment: Enrolment, person: Person, duty: Duty, title: str, due_on: date | None) -> None:
    with speaking(offered(person.language)):
        facts = {"course": title, "day": format_day(due_on)}
    path, about = f"/courses/{duty.course.slug}", f"{enrolment.id}:{due_on}"
    tell(person.id, "duty-begun", about=about, href=path, **facts)
    write_letter("duty-begun", to=person, about=about, facts={**facts, "path": path, "reason": duty.reason})


def release(enrolment_ids: Sequence[UUID]) -> int:
    """Take the duty and its day off these enrolments: they are the person's own from now on."""
    for enrolment in db.session.scalars(select(Enrolment).where(Enrolment.id.in_(enrolment_ids)).with_for_update()):
        enrolment.duty_id = enrolment.due_on = None
        record("duty-released", "enrolment", enrolment.id, by=None, course=str(enrolment.course_id))
    db.session.flush()
    return len(enrolment_ids)
