"""The city's digital strategy: objectives, indicators with their measurements, versions, and the consultation of departments."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.leadership.models import Decision
from lms.people.models import Department, Person


class StrategyState(StrEnum):
    """Where a strategy stands; ``workflow`` holds the moves."""

    DRAFTING = "drafting"
    CONSULTATION = "consultation"
    CONSOLIDATED = "consolidated"
    ADOPTED = "adopted"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


_IN_FORCE = text("state = 'in_force'")


class Strategy(Base):
    """A strategy paper with its vision and its span. One is in force at a time."""

    __tablename__ = "strategy"
    __table_args__ = (
        Index("uq_strategy_in_force", "state", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
    )
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    vision: Mapped[str] = mapped_column(Text)
    state: Mapped[StrategyState] = mapped_column(default=StrategyState.DRAFTING)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    consult_until: Mapped[date | None]
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("leadership_decision.id", ondelete="RESTRICT"))
    """The recorded vote of the leadership team by which it was adopted."""
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("strategy.id", ondelete="SET NULL"))
    """The strategy whose objectives this one began with."""
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    """Rises with each change of the head, so that the second of two editors is told."""
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    objectives: Mapped[list["Objective"]] = relationship(
        lazy="raise_on_sql", order_by="(Objective.position, Objective.code)", back_populates="strategy"
    )
    decision: Mapped[Decision | None] = relationship(lazy="raise_on_sql")

    @property
    def is_shown(self) -> bool:
        """Whether every officer may read it: from the consultation on."""
        return self.state is not StrategyState.DRAFTING

    @property
    def was_in_force(self) -> bool:
        """Whether it is in force, or was: before that nobody has to measure it."""
        return self.state in (StrategyState.IN_FORCE, StrategyState.SUPERSEDED)


class StrategyMove(Base):
    """One move of a strategy through its workflow. Append-only."""

    __tablename__ = "strategy_move"
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[StrategyState | None]
    after: Mapped[StrategyState]
    reason: Mapped[str] = mapped_column(Text, default="")


class StrategyVersion(Base):
    """The whole text of a strategy as it stood at a moment, so that two can be compared. Append-only."""

    __tablename__ = "strategy_version"
    __table_args__ = (UniqueConstraint("strategy_id", "number"),)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id", ondelete="CASCADE"))
    number: Mapped[int]
    why: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)


class Objective(Base):
    """What the strategy wants to reach. With initiatives on it, it is retired, not deleted."""

    __tablename__ = "objective"
    __table_args__ = (UniqueConstraint("strategy_id", "code"),)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("objective.id", ondelete="SET NULL"), index=True)
    """The objective of the strategy before, whose initiatives move here when this strategy is in force."""
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    strategy: Mapped[Strategy] = relationship(lazy="raise_on_sql", back_populates="objectives")
    indicators: Mapped[list["Indicator"]] = relationship(lazy="raise_on_sql", back_populates="objective", order_by="(Indicator.title, Indicator.id)")


class Indicator(Base):
    """How one knows that an objective is reached: from a baseline to a target by a day, measured from a named source."""

    __tablename__ = "indicator"
    __table_args__ = (CheckConstraint("target <> baseline", name="something_to_reach"),)
    objective_id: Mapped[UUID] = mapped_column(ForeignKey("objective.id", ondelete="RESTRICT"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(40))
    baseline: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    baseline_on: Mapped[date]
    target: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    due_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    every_months: Mapped[int] = mapped_column(default=3)
    """How often it should be measured."""
    euro_per_unit: Mapped[Decimal | None]
    """What one unit of change is worth in a year, where the city put a figure on it; the source says from what."""
    euro_source: Mapped[str] = mapped_column(String(300), default="")
    retired_at: Mapped[datetime | None]
    """With measurements it is retired, not deleted."""
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    objective: Mapped[Objective] = relationship(lazy="raise_on_sql", back_populates="indicators")
    owner: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Measurement(Base):
    """A dated value of an indicator with its source. Append-only: a correction is a new row, and the newest of a day counts."""

    __tablename__ = "measurement"
    __table_args__ = (Index(None, "indicator_id", "on_day"),)
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id", ondelete="RESTRICT"))
    on_day: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    source: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class ConsultedDepartment(Base):
    """A department that is asked for what it has to say. Silent as long as it has no contribution and signed nothing."""

    __tablename__ = "consulted_department"
    __table_args__ = (UniqueConstraint("strategy_id", "department_id"),)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id", ondelete="CASCADE"))
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    reminded_at: Mapped[datetime | None]
    nothing_to_add: Mapped[str] = mapped_column(Text, default="")
    """Why the department has nothing to add; signed below."""
    signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    signed_at: Mapped[datetime | None]
    earlier: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What departments that were merged into this one had signed."""

    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    signed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class ContributionOutcome(StrEnum):
    """What became of a contribution."""

    TAKEN = "taken"
    PARTLY = "partly"
    NOT_TAKEN = "not_taken"


class Contribution(Base):
    """What a department said in the consultation, and the line on what became of it."""

    __tablename__ = "contribution"
    __table_args__ = (CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_with_outcome"),)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id", ondelete="CASCADE"), index=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    objective_id: Mapped[UUID | None] = mapped_column(ForeignKey("objective.id", ondelete="SET NULL"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who wrote it for the department."""
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[ContributionOutcome | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    objective: Mapped[Objective | None] = relationship(lazy="raise_on_sql")
