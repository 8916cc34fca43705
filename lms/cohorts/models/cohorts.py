"""Cohorts: one run of a programme with dates, seats, staff, and the people who have a place."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, exists, or_, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from lms.cohorts.models.programmes import ProgrammeVersion
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Department, Grant, Person, Role


class CohortState(StrEnum):
    """Where a cohort stands; ``workflow`` holds the moves."""

    PLANNED = "planned"
    CALL_OPEN = "call_open"
    CALL_CLOSED = "call_closed"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Cohort(Base):
    """One run of a programme. ``taken`` is the number of seats that are taken: it never exceeds ``seats``."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("seats >= 1", name="at_least_one_seat"),
        CheckConstraint("taken >= 0 AND taken <= seats", name="never_oversold"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("programme_version.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[CohortState] = mapped_column(default=CohortState.PLANNED)
    host_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    """The department that hosts it."""
    language: Mapped[str] = mapped_column(String(8), default="en")
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(400), default="")
    time_zone: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    apply_until: Mapped[datetime]
    offer_days: Mapped[int] = mapped_column(default=5)
    """Days to answer an offer."""
    queue_seed: Mapped[str] = mapped_column(String(64))
    """Breaks ties of the waiting list; its hash is printed on the call before anybody applies, it itself when the call is closed."""
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    version: Mapped[ProgrammeVersion] = relationship(lazy="raise_on_sql")
    host: Mapped[Department] = relationship(lazy="raise_on_sql")
    staff: Mapped[list["CohortStaff"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="cohort")


class StaffKind(StrEnum):
    """What somebody does in a cohort."""

    TRAINER = "trainer"
    MENTOR = "mentor"


class CohortStaff(Base):
    """A trainer or mentor of a cohort."""

    __tablename__ = "cohort_staff"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[StaffKind] = mapped_column(default=StaffKind.TRAINER)
    acts: Mapped[bool] = column_property(
        or_(
            kind == StaffKind.MENTOR.value,  # not yet mapped, so that it is compared as text
            exists().where(Grant.person_id == person_id, Grant.role == Role.TRAINER, Grant.department_id.is_(None)),
        )
    )
    """Whether they run the cohort today: a trainer does so as long as they hold the role."""

    cohort: Mapped[Cohort] = relationship(back_populates="staff", lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class CohortMove(Base):
    """One move of a cohort through its workflow. Append-only."""

    __tablename__ = "cohort_move"
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[CohortState | None]
    after: Mapped[CohortState]
    reason: Mapped[str] = mapped_column(Text, default="")


class PlaceState(StrEnum):
    """What became of a seat."""

    HELD = "held"
    GRADUATED = "graduated"
    NOT_GRADUATED = "not_graduated"
    GIVEN_UP = "given_up"
    """Before or after the start; the seat is free again only before it."""


_HELD = text("state <> 'given_up'")


class Place(Base):
    """A seat of a person in a cohort, from acceptance on. A person has one that counts in a cohort."""

    __tablename__ = "cohort_place"
    __table_args__ = (
        Index("uq_cohort_place_held", "cohort_id", "person_id", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
    )
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"))
    """Where the person worked when the seat was taken."""
    state: Mapped[PlaceState] = mapped_column(default=PlaceState.HELD)
    taken_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    """When the seat was given up, or the outcome of the cohort was decided."""

    cohort: Mapped[Cohort] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
