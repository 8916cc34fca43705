"""The end of a cohort: who graduates and why, and what became of it at work."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.cohorts.models.cohorts import Cohort, Place
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class Outcome(StrEnum):
    """How the boot camp ended for somebody."""

    GRADUATED = "graduated"
    NOT_GRADUATED = "not_graduated"


class DecisionState(StrEnum):
    """Where a decision stands; ``graduation.MOVES`` holds the moves."""

    PROPOSED = "proposed"
    """Against the rule: waits for a second pair of eyes."""
    DECIDED = "decided"
    REJECTED = "rejected"
    """By the second pair of eyes; or decided before, and taken back."""


_STANDS = text("state <> 'rejected'")


class GraduationDecision(Base):
    """A decision on one place, with the criteria as they were then. One that stands per place; a rejected one stays on record."""

    __tablename__ = "graduation_decision"
    __table_args__ = (
        Index("uq_graduation_decision_stands", "place_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        CheckConstraint("by_rule OR reason <> ''", name="against_the_rule_with_reason"),
        CheckConstraint("by_rule OR state <> 'decided' OR second_by_id <> proposed_by_id", name="four_eyes"),
    )
    place_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_place.id", ondelete="CASCADE"))
    outcome: Mapped[Outcome]
    state: Mapped[DecisionState]
    by_rule: Mapped[bool]
    """Whether it is what the graduation rule says."""
    criteria: Mapped[list[Any]]
    """``graduation.Criterion`` as plain JSON, as they were."""
    reason: Mapped[str] = mapped_column(Text, default="")
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime] = mapped_column(default=now)
    second_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    """Who confirmed or rejected what is against the rule."""
    second_at: Mapped[datetime | None]

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id], lazy="raise_on_sql")
    second_by: Mapped[Person | None] = relationship(foreign_keys=[second_by_id], lazy="raise_on_sql")


class DecisionMove(Base):
    """One move of a decision. Append-only."""

    __tablename__ = "graduation_decision_move"
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("graduation_decision.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[DecisionState | None]
    after: Mapped[DecisionState]
    reason: Mapped[str] = mapped_column(Text, default="")


_GOING_ON = text("finished_at IS NULL")


class GraduationRun(Base):
    """The graduation of many at once. It can be left, and goes on where it stopped. One that goes on per cohort."""

    __tablename__ = "graduation_run"
    __table_args__ = (
        Index("uq_graduation_run_going_on", "cohort_id", unique=True, sqlite_where=_GOING_ON, postgresql_where=_GOING_ON),
        CheckConstraint("done + failed <= total", name="no_more_than_all"),
    )
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    begun_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    begun_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)

    cohort: Mapped[Cohort] = relationship(lazy="raise_on_sql")


class ItemState(StrEnum):
    """What became of one place in a run."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class GraduationRunItem(Base):
    """A place that a run graduates."""

    __tablename__ = "graduation_run_item"
    __table_args__ = (UniqueConstraint("run_id", "place_id"), Index(None, "run_id", "state"))
    run_id: Mapped[UUID] = mapped_column(ForeignKey("graduation_run.id", ondelete="CASCADE"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_place.id", ondelete="CASCADE"), index=True)
    state: Mapped[ItemState] = mapped_column(default=ItemState.WAITING)
    fault: Mapped[str] = mapped_column(Text, default="")
    """Why it failed, in a sentence."""

    place: Mapped[Place] = relationship(lazy="raise_on_sql")


class CertifiedPlace(Base):
    """That the certificate of a graduate's place was issued. It belongs to another slice, so only its id stands here."""

    __tablename__ = "certified_place"
    place_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_place.id", ondelete="CASCADE"), unique=True)
    certificate_id: Mapped[UUID]


class CampFigures(Base):
    """What became of a boot camp in plain counts, taken once when it has ended and everybody is decided. It never changes: whoever reads it
    twice has nothing to take from each other. No person stands in it."""

    __tablename__ = "camp_figures"
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), unique=True)
    taken_at: Mapped[datetime] = mapped_column(default=now)
    counts: Mapped[dict[str, Any]]
    """``queries.counting.Counts`` as plain JSON."""


class Asked(StrEnum):
    """As what somebody is asked."""

    OFFICER = "officer"
    MANAGER = "manager"


_LIVES = text("closed_at IS NULL")


class FollowUp(Base):
    """The questions that one person is asked about one graduate, so many days after the end. One that lives per graduate, day and role."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("uq_follow_up_lives", "place_id", "days", "role", unique=True, sqlite_where=_LIVES, postgresql_where=_LIVES),
        CheckConstraint("(closed_at IS NULL) = (closed_reason = '')", name="closed_with_reason"),
    )
    place_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_place.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """Who is asked: the graduate, or the manager."""
    role: Mapped[Asked]
    days: Mapped[int]
    """30, 60 or 90: which of the plan's days it belongs to."""
    asked_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    """When it was taken back unanswered."""
    closed_reason: Mapped[str] = mapped_column(String(40), default="")
    """``graduate_left``, ``manager_left`` or ``moved``."""

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class FollowUpAnswer(Base):
    """One answer. What it claims counts where ``evidence`` or ``link`` shows it, or where the question needs none."""

    __tablename__ = "follow_up_answer"
    __table_args__ = (UniqueConstraint("follow_up_id", "question"),)
    follow_up_id: Mapped[UUID] = mapped_column(ForeignKey("follow_up.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(Text)
    """``1`` to ``5``, ``yes`` or ``no``, or a text."""
    evidence: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(400), default="")
