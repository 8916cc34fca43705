"""Work in a cohort: teams, assignments and capstone phases, drafts, what was handed in, and by when."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

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
        UniqueConstraint("task_id", "handed_in_by_id", "once_key", name="uq_cohort_hand_in_once"),
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
    once_key: Mapped[str] = mapped_column(String(64), default=lambda: uuid4().hex)
    """What the page that was sent calls itself: the same page sent twice is one hand-in."""

    task: Mapped[Task] = relationship(lazy="raise_on_sql")
    team: Mapped[Team | None] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    members: Mapped[list["HandInMember"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="hand_in")
    files: Mapped[list["WorkFile"]] = relationship(lazy="raise_on_sql", back_populates="hand_in")
    marks: Mapped[list["Mark"]] = relationship(lazy="raise_on_sql", back_populates="hand_in", order_by="Mark.number")


class HandInMember(Base):
    """One of those whose work a team's hand-in is: who was in the team when it was handed in. Leaving the team later changes nothing of it."""

    __tablename__ = "cohort_hand_in_member"
    __table_args__ = (UniqueConstraint("hand_in_id", "person_id"),)
    hand_in_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_hand_in.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)

    hand_in: Mapped[HandIn] = relationship(back_populates="members", lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class WorkDraft(Base):
    """What somebody, or a team, writes until it is handed in. Saved as typed; ``revision`` rises with each change."""

    __tablename__ = "cohort_work_draft"
    __table_args__ = (
        CheckConstraint(_ONE_OWNER, name="of_a_person_or_a_team"),
        Index("uq_cohort_work_draft_person", "task_id", "person_id", unique=True, sqlite_where=_PERSONS, postgresql_where=_PERSONS),
        Index("uq_cohort_work_draft_team", "task_id", "team_id", unique=True, sqlite_where=_TEAMS, postgresql_where=_TEAMS),
    )
    task_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_task.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort_team.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(400), default="")
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class WorkFile(Base):
    """A file that belongs to a draft until it is handed in, and to the hand-in from then on. Its bytes are a blob; it is only ever a download."""

    __tablename__ = "cohort_work_file"
    __table_args__ = (CheckConstraint(_ONE_OWNER, name="of_a_person_or_a_team"), Index(None, "task_id", "hand_in_id"))
    task_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_task.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort_team.id", ondelete="RESTRICT"), index=True)
    hand_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort_hand_in.id", ondelete="CASCADE"), index=True)
    """Nothing while it lies in the draft."""
    token: Mapped[str] = mapped_column(String(40), unique=True)
    """The random name under which it is asked for."""
    name: Mapped[str] = mapped_column(String(200))
    """What its owner calls it, cleaned."""
    size: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    added_at: Mapped[datetime] = mapped_column(default=now)

    hand_in: Mapped[HandIn | None] = relationship(back_populates="files", lazy="raise_on_sql")


class ExtensionState(StrEnum):
    """What became of a request for more time."""

    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    ENDED = "ended"
    """Given, and taken back, or replaced by a later decision."""


class Extension(Base):
    """More time for one task, asked for by a person or given by a trainer. It belongs to the person; only they and the trainers see why.

    What a trainer gives last counts: it ends what the person had before.
    """

    __tablename__ = "cohort_extension"
    __table_args__ = (
        CheckConstraint("(state = 'given') = (until IS NOT NULL)", name="given_until_a_day"),
        Index(None, "task_id", "person_id"),
    )
    task_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_task.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    state: Mapped[ExtensionState] = mapped_column(default=ExtensionState.ASKED)
    reason: Mapped[str] = mapped_column(Text, default="")
    until: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    task: Mapped[Task] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class Mark(Base):
    """A trainer's marking of a hand-in by the rubric as it then was. A second marking is a new row; the newest counts."""

    __tablename__ = "cohort_mark"
    __table_args__ = (UniqueConstraint("hand_in_id", "number"), CheckConstraint("total >= 0", name="nothing_below_nought"))
    hand_in_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_hand_in.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    """Counts the markings of the hand-in; two trainers cannot both write the first."""
    rubric: Mapped[dict[str, Any]]
    """The rubric that was marked by, whole."""
    points: Mapped[dict[str, Any]]
    """Criterion's key -> points."""
    total: Mapped[int]
    passed: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text, default="")
    marked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    marked_at: Mapped[datetime] = mapped_column(default=now)

    hand_in: Mapped[HandIn] = relationship(back_populates="marks", lazy="raise_on_sql")
    marked_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    adjustments: Mapped[list["MarkAdjustment"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="mark")


class MarkAdjustment(Base):
    """What one member of a team gets more or less than the team, with the reason. Only that member and the trainers see it."""

    __tablename__ = "cohort_mark_adjustment"
    __table_args__ = (UniqueConstraint("mark_id", "person_id"), CheckConstraint("points <> 0", name="changes_something"))
    mark_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_mark.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    points: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)

    mark: Mapped[Mark] = relationship(back_populates="adjustments", lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
