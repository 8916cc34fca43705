"""Reads of what a person learns and has learned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from lms.catalogue.models import Course, CourseVersion, Step
from lms.kit.clock import now
from lms.kit.db import db
from lms.learning.models import Enrolment, StepDone
from lms.learning.progress import Stage, progress, renewable_from


@dataclass(frozen=True, slots=True)
class MyCourse:
    """One cycle of a person on a course, as lists and cards show it."""

    enrolment_id: UUID
    course_id: UUID
    version_id: UUID
    slug: str
    title: str
    topic: str
    cycle: int
    opened_at: datetime
    due_on: date | None
    is_duty: bool
    """The day comes from a duty of the person's post or department."""
    completed_at: datetime | None
    expires_at: datetime | None
    left_at: datetime | None
    renewal_days: int
    percent: int
    """Of the steps that count; only reckoned while in progress."""
    next_title: str | None
    next_position: int | None
    steps: int
    touched_at: datetime
    """When the person last did something here."""

    @property
    def in_progress(self) -> bool:
        """Whether the person is learning it now."""
        return self.completed_at is None and self.left_at is None

    @property
    def is_renewable(self) -> bool:
        """Whether the window of renewal is open."""
        return self.completed_at is not None and self.expires_at is not None and now() >= renewable_from(self.expires_at, self.renewal_days)

    @property
    def is_over(self) -> bool:
        """Whether what was completed has run out."""
        return self.expires_at is not None and now() >= self.expires_at


def my_learning(person_id: UUID) -> list[MyCourse]:
    """All cycles of the person, what was touched last first. One statement, however many there are."""
    rows = db.session.execute(
        select(
            Enrolment,
            *(Course.slug, CourseVersion.title, CourseVersion.topic, CourseVersion.in_sequence, CourseVersion.renewal_days),
            *(Step.key, Step.title.label("step_title"), Step.optional, Step.requires, Step.content_hash, StepDone.at),
        )
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .outerjoin(
            Step, and_(Step.version_id == Enrolment.version_id, Enrolment.completed_at.is_(None), Enrolment.left_at.is_(None))
        )
        .outerjoin(
            StepDone,
            and_(StepDone.enrolment_id == Enrolment.id, StepDone.step_key == Step.key, StepDone.content_hash == Step.content_hash),
        )
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.id, Step.position)
    ).all()
    mine = [_my_course(list(group)) for _id, group in groupby(rows, key=lambda row: row.Enrolment.id)]
    return sorted(mine, key=lambda course: course.touched_at, reverse=True)


def latest_by_course(mine: Iterable[MyCourse]) -> dict[UUID, MyCourse]:
    """The last cycle of each course."""
    latest: dict[UUID, MyCourse] = {}
    for course in sorted(mine, key=lambda course: course.cycle):
        latest[course.course_id] = course
    return latest


def _my_course(rows: Sequence[Any]) -> MyCourse:
    head, enrolment = rows[0], rows[0].Enrolment
    steps = [row for row in rows if row.key is not None]
    stages = [Stage(row.key, row.optional, tuple(row.requires), row.content_hash) for row in steps]
    done = {(row.key, row.content_hash) for row in steps if row.at is not None}
    far = progress(stages, done, in_sequence=head.in_sequence)
    position = next((number for number, row in enumerate(steps, start=1) if row.key == far.following), None)
    moments = [row.at for row in steps if row.at is not None]
    return MyCourse(
        enrolment_id=enrolment.id,
        course_id=enrolment.course_id,
        version_id=enrolment.version_id,
        slug=head.slug,
        title=head.title,
        topic=head.topic,
        cycle=enrolment.cycle,
        opened_at=enrolment.opened_at,
        due_on=enrolment.due_on,
        is_duty=enrolment.duty_id is not None,
        completed_at=enrolment.completed_at,
        expires_at=enrolment.expires_at,
        left_at=enrolment.left_at,
        renewal_days=head.renewal_days,
        percent=far.percent,
        next_title=steps[position - 1].step_title if position else None,
        next_position=position,
        steps=len(steps),
        touched_at=max([*moments, enrolment.opened_at, *filter(None, [enrolment.completed_at, enrolment.left_at])]),
    )
