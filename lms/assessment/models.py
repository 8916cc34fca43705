"""Sittings of quizzes: an attempt is a row from its start, an answer is a row when it is given."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.learning.models import Enrolment
from lms.people.models import Person

Fraction = Numeric(9, 7)
_OPEN = text("state = 'open'")


class AttemptState(StrEnum):
    """Where an attempt stands."""

    OPEN = "open"
    TO_MARK = "to_mark"
    """Handed in; an essay waits for a trainer."""
    MARKED = "marked"


class Attempt(Base):
    """One sitting. What was drawn and in which order is frozen at the start, and so is the deadline."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "quiz_key", "number"),
        Index("uq_attempt_open", "enrolment_id", "quiz_key", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "state", "deadline_at"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id", ondelete="RESTRICT"), index=True)
    quiz_key: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.OPEN)
    layout: Mapped[list[Any]]
    """``[{"item": key, "section": title, "order": [option indexes]}]`` in the order shown."""
    started_at: Mapped[datetime] = mapped_column(default=now)
    limit_minutes: Mapped[int | None]
    extra_minutes: Mapped[int] = mapped_column(default=0)
    deadline_at: Mapped[datetime | None]
    handed_in_at: Mapped[datetime | None]
    by_clock: Mapped[bool] = mapped_column(default=False)
    """Handed in by the clock, not by the person."""
    marked_at: Mapped[datetime | None]
    points: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    points_possible: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    passed: Mapped[bool | None]

    enrolment: Mapped[Enrolment] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    answers: Mapped[list["Answer"]] = relationship(lazy="raise_on_sql", back_populates="attempt")


class Answer(Base):
    """What was answered to one item; ``revision`` rises with each save so that two tabs notice each other."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("attempt_id", "item_key"), CheckConstraint("fraction BETWEEN 0 AND 1", name="fraction_zero_to_one"))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    item_key: Mapped[str] = mapped_column(String(80))
    response: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(default=now)
    fraction: Mapped[Decimal | None] = mapped_column(Fraction)
    """Share of the item's points, 0 to 1; nothing before marking."""
    rubric: Mapped[list[Any] | None]
    """For an essay: the points given per criterion."""
    comment: Mapped[str] = mapped_column(Text, default="")
    marked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    attempt: Mapped[Attempt] = relationship(back_populates="answers", lazy="raise_on_sql")


class Accommodation(Base):
    """Extra time that belongs to a person, in per cent of a quiz's limit; why is nobody's business."""

    __tablename__ = "accommodation"
    __table_args__ = (CheckConstraint("extra_percent BETWEEN 1 AND 300", name="one_to_three_hundred"),)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    extra_percent: Mapped[int]
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    given_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class ExtraAttempt(Base):
    """One more attempt that a trainer gave somebody who had used all; from its moment on the person has one."""

    __tablename__ = "extra_attempt"
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    """``Step.content_hash`` of the quiz."""
    reason: Mapped[str] = mapped_column(Text)
    """The person reads it."""
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    given_at: Mapped[datetime] = mapped_column(default=now)
