"""Reads of what a person learns and has learned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from lms.catalogue.models import Course
from lms.catalogue.queries.printed import Printed, PrintedStep, all_printed
from lms.kit.clock import now
from lms.kit.db import db
from lms.learning.models import Enrolment, StepDone
from lms.learning.progress import Done, progress, renewable_from
from lms.learning.queries.stages import stages_of


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
    revoked_at: datetime | None
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


_OF_MINE, _OF_DONE = Enrolment.__table__.c, StepDone.__table__.c
_cycles = (
    select(
        *(_OF_MINE.id, _OF_MINE.course_id, _OF_MINE.version_id, Course.slug, _OF_MINE.cycle, _OF_MINE.opened_at, _OF_MINE.due_on, _OF_MINE.duty_id),
        *(_OF_MINE.completed_at, _OF_MINE.expires_at, _OF_MINE.revoked_at, _OF_MINE.left_at, _OF_MINE.read_last),
        *(_OF_DONE.step_key, _OF_DONE.content_hash, _OF_DONE.at),
    )
    .select_from(Enrolment)
    .join(Course, Course.id == Enrolment.course_id)
    .outerjoin(StepDone, and_(StepDone.enrolment_id == Enrolment.id, Enrolment.completed_at.is_(None), Enrolment.left_at.is_(None)))
    .where(Enrolment.person_id == bindparam("person_id"))
    .order_by(Enrolment.id)
)


def my_learning(person_id: UUID) -> list[MyCourse]:
    """All cycles of the person, what was touched last first. One statement, however many there are; three at the first meeting of a version."""
    rows = db.session.execute(_cycles, {"person_id": person_id}).all()
    versions = all_printed({row.version_id for row in rows})
    mine = [_my_course(list(group), versions) for _id, group in groupby(rows, key=lambda row: row.id)]
    return sorted(mine, key=lambda course: course.touched_at, reverse=True)


def latest_by_course(mine: Iterable[MyCourse]) -> dict[UUID, MyCourse]:
    """The last cycle of each course."""
    latest: dict[UUID, MyCourse] = {}
    for course in sorted(mine, key=lambda course: course.cycle):
        latest[course.course_id] = course
    return latest


def _my_course(rows: Sequence[Any], versions: Mapping[UUID, Printed]) -> MyCourse:
    head, version = rows[0], versions[rows[0].version_id]
    going_on = head.completed_at is None and head.left_at is None
    steps = version.steps if going_on else ()
    done = {(row.step_key, row.content_hash): row.at for row in rows if row.at is not None}
    far = progress(stages_of(version) if going_on else (), done, in_sequence=version.in_sequence, read_last=head.read_last)
    position = next((number for number, step in enumerate(steps, start=1) if step.key == far.following), None)
    return MyCourse(
        enrolment_id=head.id,
        course_id=head.course_id,
        version_id=head.version_id,
        slug=head.slug,
        title=version.title,
        topic=version.topic,
        cycle=head.cycle,
        opened_at=head.opened_at,
        due_on=head.due_on,
        is_duty=head.duty_id is not None,
        completed_at=head.completed_at,
        expires_at=head.expires_at,
        revoked_at=head.revoked_at,
        left_at=head.left_at,
        renewal_days=version.renewal_days,
        percent=far.percent,
        next_title=steps[position - 1].title if position else None,
        next_position=position,
        steps=len(steps),
        touched_at=max([*_moments_that_count(done, steps), head.opened_at, *filter(None, [head.completed_at, head.left_at])]),
    )


def _moments_that_count(done: Mapping[Done, datetime], steps: Iterable[PrintedStep]) -> list[datetime]:
    return [done[step.key, step.content_hash] for step in steps if (step.key, step.content_hash) in done]
