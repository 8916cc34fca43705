"""The timetable of a cohort: its sessions, and who was there."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.cohorts.models.cohorts import Cohort
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class Session(Base):
    """A meeting of a cohort. Its instants are stored; the cohort's time zone says which hour of the wall clock that is."""

    __tablename__ = "cohort_session"
    __table_args__ = (
        UniqueConstraint("cohort_id", "key"),
        Index(None, "cohort_id", "begins_at"),
        Index(None, "ends_at"),
        CheckConstraint("ends_at > begins_at", name="ends_after_beginning"),
    )
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    """The plan's key, or one of its own for a session that was added by hand."""
    sprint_key: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(400), default="")
    mandatory: Mapped[bool] = mapped_column(default=True)
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises with each change that participants are told of (RFC 5545 SEQUENCE)."""
    changed_at: Mapped[datetime] = mapped_column(default=now)
    """When something was changed last that participants are told of."""
    cancelled_at: Mapped[datetime | None]
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    """When attendance was closed: whoever is not noted then was absent."""

    cohort: Mapped[Cohort] = relationship(lazy="raise_on_sql")


class Presence(StrEnum):
    """How somebody attended a session."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


class Attendance(Base):
    """That a person was at a session, or not. One row per person and session; changes go to the audit trail."""

    __tablename__ = "cohort_attendance"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_session.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    presence: Mapped[Presence]
    by_code: Mapped[bool] = mapped_column(default=False)
    """Noted by the person with the session's rotating code, not by a trainer."""
    noted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    noted_at: Mapped[datetime] = mapped_column(default=now)
    explanation: Mapped[str] = mapped_column(Text, default="")
    """Why the person was not there, in their own words. Trainers read it, and nobody else."""

    session: Mapped[Session] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class SessionWord(Base):
    """What a person was told last of a session by letter, so that each change is told once."""

    __tablename__ = "cohort_session_word"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_session.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int]
    """The session's ``sequence``, then."""
    sequence: Mapped[int]
    """SEQUENCE of the calendar object that went to this person. It rises with each, also when a place is given up and taken again."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    begins_at: Mapped[datetime]
    """The beginning that they know, to say from when it was moved."""
    at: Mapped[datetime] = mapped_column(default=now)


class PersonalCalendar(Base):
    """How a person's sessions reach their own calendar. The address of the feed is a secret, kept as its hash and shown once."""

    __tablename__ = "personal_calendar"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime | None]
    by_letter: Mapped[bool] = mapped_column(default=True)
    """Each session comes as an invitation by mail; otherwise changes come as one plain letter."""
