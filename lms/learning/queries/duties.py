"""Reads of duties: whom they concern, how far these are, and what is overdue."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.learning.models import Duty, Enrolment
from lms.people.models import Department, Person
from lms.people.queries.officers import WORKS_HERE

PAGE = 100


def concerns() -> ColumnElement[bool]:
    """Whether a duty concerns a person, in a statement that has both: by post, and by department with all below it."""
    below = select(Department.id.label("root"), Department.id.label("id")).cte("departments_below", recursive=True)
    below = below.union_all(select(below.c.root, Department.id).join(below, Department.parent_id == below.c.id))
    return and_(
        WORKS_HERE,
        or_(Duty.post_id.is_(None), Duty.post_id == Person.post_id),
        or_(Duty.department_id.is_(None), exists().where(below.c.root == Duty.department_id, below.c.id == Person.department_id)),
    )


_later = aliased(Enrolment)
_is_last = ~exists().where(_later.person_id == Enrolment.person_id, _later.course_id == Enrolment.course_id, _later.cycle > Enrolment.cycle)
"""The enrolment is the person's last cycle of its course."""


def _states() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether the course counts as done today, and whether it is overdue, for a person and a duty."""
    counting = aliased(Enrolment)
    done = exists().where(
        counting.person_id == Person.id,
        counting.course_id == Duty.course_id,
        counting.completed_at.is_not(None),
        or_(counting.expires_at.is_(None), counting.expires_at > now()),
    )
    overdue = and_(Enrolment.completed_at.is_(None), Enrolment.left_at.is_(None), Enrolment.duty_id.is_not(None), Enrolment.due_on < today())
    return done, overdue


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty with how far those are whom it concerns."""

    duty: Duty
    title: str
    months: int | None
    """For how long the course's certificate counts."""
    is_open: bool
    """Whether the course is published, so that people can be enrolled."""
    people: int
    done: int
    overdue: int


def duties(*, duty_id: UUID | None = None) -> list[DutyLine]:
    """The duties in force (or that one), by course. Two statements, however many there are."""
    done, overdue = _states()
    wanted = Duty.id == duty_id if duty_id else Duty.ended_at.is_(None)
    counted = {
        row[0]: (row[1], int(row[2] or 0), int(row[3] or 0))
        for row in db.session.execute(
            select(Duty.id, func.count(), func.sum(case((done, 1), else_=0)), func.sum(case((overdue, 1), else_=0)))
            .select_from(Duty)
            .join(Person, concerns())
            .outerjoin(Enrolment, and_(Enrolment.person_id == Person.id, Enrolment.course_id == Duty.course_id, _is_last))
            .where(wanted)
            .group_by(Duty.id)
        )
    }
    rows = db.session.execute(
        select(Duty, CourseVersion.title, CourseVersion.certificate_months)
        .join(Duty.course)
        .outerjoin(CourseVersion, and_(CourseVersion.course_id == Course.id, CourseVersion.state == VersionState.PUBLISHED))
        .where(wanted)
        .options(contains_eager(Duty.course), joinedload(Duty.post), joinedload(Duty.department))
        .order_by(Course.slug, Duty.made_at)
    )
    return [DutyLine(row, title or row.course.slug, months, title is not None, *counted.get(row.id, (0, 0, 0))) for row, title, months in rows]


def duty(duty_id: UUID) -> Duty:
    """One duty, with its course, post and department.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(
        select(Duty).where(Duty.id == duty_id).options(joinedload(Duty.course), joinedload(Duty.post), joinedload(Duty.department))
    )
    if found is None:
        raise NotFound(_("There is no such duty."))
    return found


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody whom a duty concerns, and how far they are: ``done``, ``overdue``, ``going`` or ``not_begun``."""

    person: Person
    state: str
    due_on: date | None


def people_of(duty: Duty, *, page: int | None) -> list[Concerned]:
    """A page of those whom the duty concerns, the overdue first; all of them without a page. One statement."""
    done, overdue = _states()
    going = and_(Enrolment.id.is_not(None), Enrolment.left_at.is_(None), Enrolment.completed_at.is_(None))
    state = case((overdue, "overdue"), (done, "done"), (going, "going"), else_="not_begun")
    order = case((overdue, 0), (done, 2), else_=1)
    statement = (
        select(Person, state, Enrolment.due_on)
        .select_from(Duty)
        .join(Person, concerns())
        .outerjoin(Enrolment, and_(Enrolment.person_id == Person.id, Enrolment.course_id == Duty.course_id, _is_last))
        .where(Duty.id == duty.id)
        .options(joinedload(Person.department), joinedload(Person.post))
        .order_by(order, Enrolment.due_on, Person.name, Person.id)
    )
    if page is not None:
        statement = statement.limit(PAGE).offset((page - 1) * PAGE)
    return [Concerned(row[0], row[1], row[2]) for row in db.session.execute(statement)]


def in_force() -> list[UUID]:
    """The duties in force, the most urgent first. One statement."""
    return list(db.session.scalars(select(Duty.id).where(Duty.ended_at.is_(None)).order_by(Duty.within_days, Duty.made_at, Duty.id)))


def concerned_by(duty_id: UUID) -> list[UUID]:
    """Everybody whom the duty concerns. One statement."""
    return list(db.session.scalars(select(Person.id).select_from(Duty).join(Person, concerns()).where(Duty.id == duty_id).order_by(Person.id)))


def last_cycles(course_id: UUID, person_ids: Sequence[UUID]) -> dict[UUID, tuple[Enrolment, int]]:
    """Person -> last cycle on the course, with the days of its renewal window. One statement."""
    rows = db.session.execute(
        select(Enrolment, CourseVersion.renewal_days)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .where(Enrolment.course_id == course_id, Enrolment.person_id.in_(person_ids), _is_last)
    )
    return {enrolment.person_id: (enrolment, days) for enrolment, days in rows}


def released() -> list[UUID]:
    """Enrolments in progress whose duty has ended, or concerns the person no more. One statement."""
    holds = select(Duty.id).where(Duty.id == Enrolment.duty_id, Duty.ended_at.is_(None), concerns()).correlate(Enrolment, Person).exists()
    return list(
        db.session.scalars(
            select(Enrolment.id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(Enrolment.duty_id.is_not(None), Enrolment.completed_at.is_(None), Enrolment.left_at.is_(None), ~holds)
        )
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A course that somebody must finish by a day."""

    person_id: UUID
    slug: str
    title: str
    due_on: date


def due_of(person_ids: Collection[UUID], *, before: date) -> list[Due]:
    """What those people must finish before a day and have not, the longest overdue first. One statement."""
    rows = db.session.execute(
        select(Enrolment.person_id, Course.slug, CourseVersion.title, Enrolment.due_on)
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .where(
            Enrolment.person_id.in_(list(person_ids)),
            Enrolment.duty_id.is_not(None),
            Enrolment.due_on < before,
            Enrolment.completed_at.is_(None),
            Enrolment.left_at.is_(None),
        )
        .order_by(Enrolment.due_on, CourseVersion.title)
    )
    return [Due(person_id, slug, title, due_on) for person_id, slug, title, due_on in rows if due_on]


def open_courses() -> list[tuple[UUID, str, int | None]]:
    """Every published course by title, with for how many months its certificate counts. One statement."""
    rows = db.session.execute(
        select(CourseVersion.course_id, CourseVersion.title, CourseVersion.certificate_months)
        .where(CourseVersion.state == VersionState.PUBLISHED)
        .order_by(CourseVersion.title)
    )
    return [(row[0], row[1], row[2]) for row in rows]
