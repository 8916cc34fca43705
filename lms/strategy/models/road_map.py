"""The road map: activities with three-point durations, what waits for what, capacity by month, and the checks of realism."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Department
from lms.strategy.models.initiatives import Initiative, Milestone


class Activity(Base):
    """A piece of work of an initiative, with its duration in working days as three points, and what it asks of a team each month."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("shortest_days <= likely_days AND likely_days <= longest_days AND shortest_days >= 0", name="three_points_in_order"),
        CheckConstraint("hours_per_month >= 0", name="no_negative_hours"),
    )
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    shortest_days: Mapped[int]
    likely_days: Mapped[int]
    longest_days: Mapped[int]
    not_before: Mapped[date | None]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    """The department whose people do it."""
    hours_per_month: Mapped[Decimal] = mapped_column(Numeric(8, 1), default=Decimal(0))
    champion_hours_per_month: Mapped[Decimal] = mapped_column(Numeric(8, 1), default=Decimal(0))
    milestone_id: Mapped[UUID | None] = mapped_column(ForeignKey("milestone.id", ondelete="SET NULL"), index=True)
    """The milestone that is reached when it, and all others that lead to it, have ended."""

    initiative: Mapped[Initiative] = relationship(lazy="raise_on_sql")
    team: Mapped[Department | None] = relationship(lazy="raise_on_sql")
    milestone: Mapped[Milestone | None] = relationship(lazy="raise_on_sql")


class Dependency(Base):
    """One activity that cannot begin before another has ended. A circle is refused by name."""

    __tablename__ = "activity_dependency"
    __table_args__ = (UniqueConstraint("before_id", "after_id"), CheckConstraint("before_id <> after_id", name="not_itself"))
    before_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    after_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), index=True)


class TeamCapacity(Base):
    """The hours that a department has for initiatives in a month (its first day), beside its daily work."""

    __tablename__ = "team_capacity"
    __table_args__ = (UniqueConstraint("department_id", "month"), CheckConstraint("hours >= 0", name="no_negative_hours"))
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    month: Mapped[date]
    hours: Mapped[Decimal] = mapped_column(Numeric(8, 1))


class CheckState(StrEnum):
    """Where a check of realism stands."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DurationShape(StrEnum):
    """The distribution that three points stand for."""

    PERT = "pert"
    TRIANGULAR = "triangular"


class PlanCheck(Base):
    """A check of the road map's realism: the plan as it was, the seed, and what came out, so that a third person can run it again."""

    __tablename__ = "plan_check"
    __table_args__ = (CheckConstraint("runs > 0 AND correlation >= 0 AND correlation < 1", name="figures_make_sense"),)
    state: Mapped[CheckState] = mapped_column(default=CheckState.ASKED)
    seed: Mapped[int]
    runs: Mapped[int]
    correlation: Mapped[Decimal] = mapped_column(Numeric(3, 2), default=Decimal("0.30"))
    """How far all durations move together, from 0 (each by itself) to below 1."""
    shape: Mapped[DurationShape] = mapped_column(default=DurationShape.PERT)
    progress: Mapped[int] = mapped_column(default=0)
    """Per cent of the work."""
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    """The snapshot that was simulated."""
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    """Of the snapshot, so that a page can say that the plan has changed since."""
    again_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan_check.id", ondelete="SET NULL"))
    """The check whose plan, seed and runs this one takes, to see whether the figures are the same."""
    result: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    why_failed: Mapped[str] = mapped_column(String(400), default="")
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    claimed_at: Mapped[datetime | None]
    """When its worker last said that it lives."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often a worker took it in hand; only the last one may write the result."""
    done_at: Mapped[datetime | None]


class PlanAcceptance(Base):
    """An owner accepted the dates of an initiative as they stood. Append-only: the newest counts, while dates and owner are the same."""

    __tablename__ = "plan_acceptance"
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    mark: Mapped[str] = mapped_column(String(64))
    """A hash of the dates."""
    at: Mapped[datetime] = mapped_column(default=now)


class PlanBaseline(Base):
    """The whole plan as it was agreed. Append-only: a later one has the next number, and the old ones stay."""

    __tablename__ = "plan_baseline"
    __table_args__ = (CheckConstraint("number = 1 OR length(reason) > 0", name="replanned_for_a_reason"),)
    number: Mapped[int] = mapped_column(unique=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """Promises and activities with their dates and durations."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
