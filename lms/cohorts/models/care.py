"""Care for participants: how they take part, and the talks that trainers owe them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class Rating(StrEnum):
    """How somebody took part, in one dimension, on one occasion."""

    ENGAGED = "engaged"
    PROGRESSING = "progressing"
    NEEDS_ATTENTION = "needs_attention"


class ParticipationRating(Base):
    """A trainer's rating of one person in one dimension on one occasion. Append-only: a correction is a new row, and the newest counts."""

    __tablename__ = "participation_rating"
    __table_args__ = (
        Index("ix_participation_rating_of", "cohort_id", "person_id", "dimension", "occasion", "at"),
        CheckConstraint("rating IN ('engaged', 'progressing', 'needs_attention')", name="known_rating"),
    )
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    dimension: Mapped[str] = mapped_column(String(80))
    """Key of the plan's dimension."""
    occasion: Mapped[str] = mapped_column(String(120))
    """``session:<key>`` or ``sprint:<key>``."""
    rating: Mapped[Rating]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class CheckInCause(StrEnum):
    """Why a trainer owes somebody a talk."""

    IN_A_ROW = "in_a_row"
    """Two ratings "needs attention" in a row in one dimension."""
    IN_ALL = "in_all"
    """Three ratings "needs attention" in all."""
    BY_HAND = "by_hand"
    """A trainer saw another reason."""
    FAILED_TRY = "failed_try"
    """Work whose plan asks for a talk was not passed at the first try."""


BY_RATINGS = (CheckInCause.IN_A_ROW, CheckInCause.IN_ALL)


class CheckInOutcome(StrEnum):
    """How a check-in ended."""

    DONE = "done"
    NOT_NEEDED = "not_needed"
    """The ratings that asked for it were corrected, or the place or the whole boot camp was given up."""


_OPEN = text("closed_at IS NULL")


class CheckIn(Base):
    """A talk that trainers owe a participant, with what it is about. One that is open per person and cohort."""

    __tablename__ = "check_in"
    __table_args__ = (
        Index("uq_check_in_open", "cohort_id", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
    )
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    cause: Mapped[CheckInCause]
    ratings: Mapped[list[Any]]
    """``[[dimension, occasion]]`` of the ratings behind it; none where it was opened by hand."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """What the trainer wrote who opened it by hand; the title of the work that was not passed."""
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    outcome: Mapped[CheckInOutcome | None]
    note: Mapped[str] = mapped_column(Text, default="")
    """What was agreed; the cohort's staff alone read it."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
