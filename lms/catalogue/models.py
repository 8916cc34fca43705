"""Courses, and the versions of their text: drafted, reviewed by another person, published, never changed again."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.competency.models import Competence
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class VersionState(StrEnum):
    """Where a version stands; ``workflow`` holds the moves."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class StepKind(StrEnum):
    """What a step is."""

    LESSON = "lesson"
    QUIZ = "quiz"


class Course(Base):
    """A course under its address; what it says stands in its versions."""

    __tablename__ = "course"
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    current: Mapped["CourseVersion | None"] = relationship(
        primaryjoin="and_(Course.id == foreign(CourseVersion.course_id), CourseVersion.state == 'published')",
        viewonly=True,
        uselist=False,
        lazy="raise_on_sql",
    )
    """The published version; nothing before the first publication and after a withdrawal."""


class CourseAuthor(Base):
    """Somebody who may write a course."""

    __tablename__ = "course_author"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)


_OPEN = text("state IN ('draft', 'in_review')")
_PUBLISHED = text("state = 'published'")


class CourseVersion(Base):
    """One text of a course. A draft's files change; from publication on nothing does but its state."""

    __tablename__ = "course_version"
    __table_args__ = (
        UniqueConstraint("course_id", "number"),
        Index("uq_course_version_open", "course_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_course_version_published", "course_id", unique=True, sqlite_where=_PUBLISHED, postgresql_where=_PUBLISHED),
        CheckConstraint("level BETWEEN 1 AND 8", name="one_to_eight"),
        CheckConstraint("effort_minutes >= 0", name="effort_not_negative"),
    )
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    revision: Mapped[int] = mapped_column(default=0)
    """Rises with each saved change of a draft, so that two editors do not overwrite each other silently."""

    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    topic: Mapped[str] = mapped_column(String(40), default="foundations")
    level: Mapped[int] = mapped_column(default=1)
    effort_minutes: Mapped[int] = mapped_column(default=0)
    measured_minutes: Mapped[int] = mapped_column(default=0)
    learning_points: Mapped[int] = mapped_column(default=0)
    in_sequence: Mapped[bool] = mapped_column(default=False)
    review_by: Mapped[date | None]
    owner_email: Mapped[str] = mapped_column(String(254), default="")
    certificate_months: Mapped[int | None]
    """Months that the certificate is valid; nothing: it does not expire."""
    gives_certificate: Mapped[bool] = mapped_column(default=False)
    renewal_days: Mapped[int] = mapped_column(default=60)
    outcomes: Mapped[list[Any]] = mapped_column(default=list)
    """``[{"key", "text"}]`` as in course.toml."""
    prerequisites: Mapped[list[str]] = mapped_column(default=list)
    """Addresses of courses that should come first."""
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    error_count: Mapped[int] = mapped_column(default=0)
    """Mistakes in the files when they were last saved, so that a list of courses need not read them all; likewise the advice."""
    advice_count: Mapped[int] = mapped_column(default=0)

    created_at: Mapped[datetime] = mapped_column(default=now)
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    published_at: Mapped[datetime | None]
    change_note: Mapped[str] = mapped_column(Text, default="")
    """What changed since the version before, for those who learned from that one."""

    course: Mapped[Course] = relationship(foreign_keys=[course_id], lazy="raise_on_sql")
    submitted_by: Mapped[Person | None] = relationship(foreign_keys=[submitted_by_id], lazy="raise_on_sql")
    published_by: Mapped[Person | None] = relationship(foreign_keys=[published_by_id], lazy="raise_on_sql")
    steps: Mapped[list["Step"]] = relationship(order_by="Step.position", back_populates="version", lazy="raise_on_sql", cascade="all, delete-orphan")
    competences: Mapped[list["CourseCompetence"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")


class CourseFile(Base):
    """A file of a version's folder, byte for byte."""

    __tablename__ = "course_file"
    __table_args__ = (UniqueConstraint("version_id", "path"),)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(String(300))
    hash: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]


class Writing(Base):
    """Who changed a version's files; four eyes are counted from it. Append-only."""

    __tablename__ = "course_writing"
    __table_args__ = (UniqueConstraint("version_id", "person_id"),)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    first_at: Mapped[datetime] = mapped_column(default=now)


class VersionMove(Base):
    """One move of a version through its workflow. Append-only."""

    __tablename__ = "course_version_move"
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[VersionState | None]
    after: Mapped[VersionState]
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Step(Base):
    """A lesson or a quiz of a published version, compiled once. ``key`` is what progress is remembered by."""

    __tablename__ = "course_step"
    __table_args__ = (UniqueConstraint("version_id", "key"), UniqueConstraint("version_id", "position"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[StepKind]
    title: Mapped[str] = mapped_column(String(300))
    minutes: Mapped[int] = mapped_column(default=0)
    optional: Mapped[bool] = mapped_column(default=False)
    requires: Mapped[list[str]] = mapped_column(default=list)
    html: Mapped[str] = mapped_column(Text, default="", deferred=True)
    """The lesson's safe HTML, made by ``kit.markdown`` at publication."""
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    """Of the step's source; the same hash in two versions means the same step."""

    version: Mapped[CourseVersion] = relationship(back_populates="steps", lazy="raise_on_sql")


class QuestionSet(Base):
    """A quiz file of a published version, compiled: settings and items as plain JSON (``course_files.shapes``)."""

    __tablename__ = "question_set"
    __table_args__ = (UniqueConstraint("version_id", "key"),)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(120))
    content: Mapped[dict[str, Any]]


class CourseCompetence(Base):
    """A competence that a version develops, to a level."""

    __tablename__ = "course_competence"
    __table_args__ = (UniqueConstraint("version_id", "competence_id"), CheckConstraint("level BETWEEN 1 AND 8", name="one_to_eight"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="RESTRICT"), index=True)
    level: Mapped[int]
    outcomes: Mapped[list[str]] = mapped_column(default=list)
    shown_by: Mapped[list[str]] = mapped_column(default=list)
    """Keys of the course's outcomes whose questions show it."""

    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")
