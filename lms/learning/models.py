"""Who learns what, and must: a cycle of a person on a course version, the steps done, the notes taken; the duties of posts and departments."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.catalogue.models import Course, CourseVersion
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Department, Person, Post

_OPEN = text("completed_at IS NULL AND left_at IS NULL")


class Duty(Base):
    """A course that must be completed by those of a post, of a department with all below it, or of a post there. Ended, never deleted."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("post_id IS NOT NULL OR department_id IS NOT NULL", name="of_somebody"),
        CheckConstraint("within_days BETWEEN 1 AND 730", name="within_two_years"),
        Index(None, "course_id", "ended_at"),
    )
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"))
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), index=True)
    within_days: Mapped[int]
    """Days that somebody has, from the day when the duty reaches them."""
    renewed: Mapped[bool] = mapped_column(default=True)
    """It begins again when the course's certificate runs out."""
    reason: Mapped[str] = mapped_column(String(300), default="")
    """By which law or decision, in a few words that officers read."""
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(lazy="raise_on_sql")
    post: Mapped[Post | None] = relationship(lazy="raise_on_sql")
    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")


class Enrolment(Base):
    """One cycle of a person on a course. A renewal is a new row; only the revocation of its certificate changes a completed one."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "cycle"),
        Index("uq_enrolment_open", "person_id", "course_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "course_id", "completed_at"),
        CheckConstraint("cycle >= 1", name="cycle_from_one"),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id", ondelete="RESTRICT"), index=True)
    cycle: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date | None]
    duty_id: Mapped[UUID | None] = mapped_column(ForeignKey("duty.id", ondelete="SET NULL"), index=True)
    """The duty that ``due_on`` comes from; without one it is the person's own plan."""
    completed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    """When what was completed runs out; told by the certificate's rule at completion."""
    revoked_at: Mapped[datetime | None]
    """When its certificate was revoked: from then on the completion counts no more, and has run out."""
    left_at: Mapped[datetime | None]
    """When the person left the course before its end; what was done stays."""
    read_last: Mapped[str | None] = mapped_column(String(120))
    """Key of the step that the person read last, to go on from there; it goes with the completion. A version may not have it any more."""

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    course: Mapped[Course] = relationship(lazy="raise_on_sql")
    version: Mapped[CourseVersion] = relationship(lazy="raise_on_sql")
    steps_done: Mapped[list["StepDone"]] = relationship(lazy="raise_on_sql", back_populates="enrolment")


class HowDone(StrEnum):
    """By what a step counts as done."""

    READ = "read"
    QUIZ_PASSED = "quiz_passed"
    CREDITED = "credited"


class StepDone(Base):
    """A step that an enrolment has finished, in the text it then had.

    It is never taken away: where a version's text differs, it just does not count there.
    """

    __tablename__ = "step_done"
    __table_args__ = (UniqueConstraint("enrolment_id", "step_key", "content_hash"),)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    step_key: Mapped[str] = mapped_column(String(120))
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    """``Step.content_hash`` of the text that was done, or that a credit was given for."""
    how: Mapped[HowDone]
    at: Mapped[datetime] = mapped_column(default=now)

    enrolment: Mapped[Enrolment] = relationship(back_populates="steps_done", lazy="raise_on_sql")


class LessonNote(Base):
    """What a learner wrote beside a lesson; only they can read it."""

    __tablename__ = "lesson_note"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "step_key"),)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    step_key: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    revision: Mapped[int] = mapped_column(default=1)
