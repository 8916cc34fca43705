"""Initiatives: what the city does to reach an objective, with owner, money, milestones and the competences they need."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.competency.models import Competence
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Department, Person
from lms.strategy.models.strategies import Indicator, Objective


class InitiativeState(StrEnum):
    """Where an initiative stands; ``workflow`` holds the moves."""

    CANDIDATE = "candidate"
    APPROVED = "approved"
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    DELIVERED = "delivered"
    CLOSED = "closed"
    """Its benefits were tracked to the end."""
    STOPPED = "stopped"


class Initiative(Base):
    """An undertaking of the city for an objective. Without one it is a broken thread, which the programme office sees."""

    __tablename__ = "initiative"
    __table_args__ = (CheckConstraint("budget >= 0", name="no_negative_budget"),)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[InitiativeState] = mapped_column(default=InitiativeState.CANDIDATE)
    objective_id: Mapped[UUID | None] = mapped_column(ForeignKey("objective.id", ondelete="RESTRICT"), index=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    sponsor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    budget: Mapped[Decimal] = mapped_column(default=Decimal(0))
    funded_from: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    """Rises with each change of what is written here, so that the second of two editors is told."""
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    objective: Mapped[Objective | None] = relationship(lazy="raise_on_sql")
    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    sponsor: Mapped[Person | None] = relationship(foreign_keys=[sponsor_id], lazy="raise_on_sql")
    needs: Mapped[list["InitiativeNeed"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    milestones: Mapped[list["Milestone"]] = relationship(lazy="raise_on_sql", order_by="Milestone.promised_on", back_populates="initiative")


class InitiativeMove(Base):
    """One move of an initiative through its workflow. Append-only."""

    __tablename__ = "initiative_move"
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[InitiativeState | None]
    after: Mapped[InitiativeState]
    reason: Mapped[str] = mapped_column(Text, default="")


class InitiativeReport(Base):
    """How far an initiative is, as its owner measures it on a day. Append-only: a correction is a new row, and the newest of a day counts."""

    __tablename__ = "initiative_report"
    __table_args__ = (Index(None, "initiative_id", "on_day"), CheckConstraint("percent BETWEEN 0 AND 100", name="nothing_to_all"))
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"))
    on_day: Mapped[date]
    percent: Mapped[int]
    """How much of the work is done."""
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class InitiativeNeed(Base):
    """A competence that an initiative needs, at a level, for so many hours a week."""

    __tablename__ = "initiative_need"
    __table_args__ = (UniqueConstraint("initiative_id", "competence_id"), CheckConstraint("level BETWEEN 1 AND 8", name="one_to_eight"))
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="RESTRICT"), index=True)
    level: Mapped[int]
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(5, 1))

    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")


class Milestone(Base):
    """A dated promise of an initiative. ``promised_on`` moves with a reason only; ``baseline_on`` is the first date that was agreed."""

    __tablename__ = "milestone"
    __table_args__ = (
        Index(None, "initiative_id", "promised_on"),
        CheckConstraint("withdrawn_at IS NULL OR (length(withdrawn_why) > 0 AND reached_on IS NULL)", name="withdrawn_with_a_reason"),
    )
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    promised_on: Mapped[date]
    baseline_on: Mapped[date]
    reached_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(Text, default="")
    """What shows that it was reached."""
    is_public: Mapped[bool] = mapped_column(default=True)
    """The promise tracker shows it to everybody."""
    indicator_id: Mapped[UUID | None] = mapped_column(ForeignKey("indicator.id", ondelete="SET NULL"), index=True)
    """The indicator that it is meant to move."""
    given_at: Mapped[datetime | None] = mapped_column(default=now)
    """Not known of the oldest ones."""
    withdrawn_at: Mapped[datetime | None]
    """When it was taken back. Like everything that was promised it stays where it could be read, with the reason beside it."""
    withdrawn_why: Mapped[str] = mapped_column(Text, default="", server_default="")

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to be kept."""
        return self.reached_on is None and self.withdrawn_at is None

    initiative: Mapped[Initiative] = relationship(lazy="raise_on_sql", back_populates="milestones")
    indicator: Mapped[Indicator | None] = relationship(lazy="raise_on_sql")


STANDS = Milestone.withdrawn_at.is_(None)
"""Promises that were not taken back."""
STILL_AHEAD = STANDS & Milestone.reached_on.is_(None)
"""Promises that are still to be kept."""


class MilestoneMove(Base):
    """A date of a milestone that was moved, with the reason. Append-only: old dates stay."""

    __tablename__ = "milestone_move"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="with_a_reason"),)
    milestone_id: Mapped[UUID] = mapped_column(ForeignKey("milestone.id", ondelete="CASCADE"), index=True)
    before_on: Mapped[date]
    after_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
