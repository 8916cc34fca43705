"""Work in a cohort: teams, assignments and capstone phases, what was handed in, and the marks."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.cohorts.models.cohorts import Cohort
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class Team(Base):
    """Participants who hand in together."""

    __tablename__ = "cohort_team"
    __table_args__ = (UniqueConstraint("cohort_id", "name"),)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))

    members: Mapped[list["TeamMember"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="team")


class TeamMember(Base):
    """A participant in a team; in one team per cohort."""

    __tablename__ = "cohort_team_member"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_team.id", ondelete="CASCADE"), index=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)

    team: Mapped[Team] = relationship(back_populates="members", lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class CohortCourse(Base):
    """A course that the participants of a cohort are enrolled in, with its date."""

    __tablename__ = "cohort_course"
    __table_args__ = (UniqueConstraint("cohort_id", "course_id"),)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"), index=True)
    sprint_key: Mapped[str] = mapped_column(String(80), default="")
    due_at: Mapped[datetime]
    mandatory: Mapped[bool] = mapped_column(default=True)


class TaskKind(StrEnum):
    """What a task is: an assignment, or a phase of the capstone, which opens when the one before is passed."""

    ASSIGNMENT = "assignment"
    PHASE = "phase"


class Task(Base):
    """Work that participants or teams hand in. Its rubric may be edited; what was marked keeps the rubric that it was marked by."""

    __tablename__ = "cohort_task"
    __table_args__ = (UniqueConstraint("cohort_id", "key"), Index(None, "cohort_id", "due_at"))
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    kind: Mapped[TaskKind]
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)
    """Order of the phases."""
    sprint_key: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(200))
    brief: Mapped[str] = mapped_column(Text, default="")
    takes: Mapped[list[str]]
    by_team: Mapped[bool] = mapped_column(default=False)
    opens_at: Mapped[datetime]
    due_at: Mapped[datetime]
    resubmissions: Mapped[int] = mapped_column(default=0)
    late_days: Mapped[int] = mapped_column(default=0)
    mandatory: Mapped[bool] = mapped_column(default=True)
    peers: Mapped[int] = mapped_column(default=0)
    rubric: Mapped[dict[str, Any]]
    """``programme_files.shapes.Rubric`` as plain JSON, with a ``revision`` that rises with each edit."""

    cohort: Mapped[Cohort] = relationship(lazy="raise_on_sql")


_ONE_OWNER = "(person_id IS NULL) <> (team_id IS NULL)"
_PERSONS, _TEAMS = text("person_id IS NOT NULL"), text("team_id IS NOT NULL")


class HandIn(Base):
    """What a participant or a team handed in, once per try. Nothing overwrites it: a resubmission is the next try."""

    __tablename__ = "cohort_hand_in"
    __table_args__ = (
        CheckConstraint(_ONE_OWNER, name="of_a_person_or_a_team"),
        Index(
            "uq_cohort_hand_in_person", "task_id", "person_id", "number", unique=True, sqlite_where=_PERSONS, postgresql_where=_PERSONS
        ),
        Index("uq_cohort_hand_in_team", "task_id", "team_id", "number", unique=True, sqlite_where=_TEAMS, postgresql_where=_TEAMS),
    )
    task_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_task.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort_team.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(400), default="")
    handed_in_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    handed_in_at: Mapped[datetime] = mapped_column(default=now)
    late: Mapped[bool] = mapped_column(default=False)

    task: Mapped[Task] = relationship(lazy="raise_on_sql")


class Mark(Base):
    """A trainer's marking of a hand-in by the rubric as it then was. A second marking is a new row; the newest counts."""

    __tablename__ = "cohort_mark"
    hand_in_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_hand_in.id", ondelete="CASCADE"), index=True)
    rubric: Mapped[dict[str, Any]]
    """The rubric that was marked by, whole."""
    points: Mapped[dict[str, Any]]
    """Criterion's key -> points."""
    total: Mapped[int]
    passed: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text, default="")
    marked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    marked_at: Mapped[datetime] = mapped_column(default=now)

    hand_in: Mapped[HandIn] = relationship(lazy="raise_on_sql")
