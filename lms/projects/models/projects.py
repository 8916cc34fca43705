"""Data, infrastructure and test-bed projects: milestones, money, risks, documents, gates, benefits."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.ideas.models.pitches import Idea
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Department, Person
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Indicator


class ProjectKind(StrEnum):
    """What a project builds on."""

    DATA = "data"
    INFRASTRUCTURE = "infrastructure"
    TEST_BED = "test_bed"


class ProjectState(StrEnum):
    """Where a project stands; ``workflow`` holds the moves."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    RUNNING = "running"
    ON_HOLD = "on_hold"
    ENDED = "ended"
    """Delivered; its benefits are tracked."""
    CLOSED = "closed"
    STOPPED = "stopped"


class Project(Base):
    """A project, and where it comes from: an initiative, an idea, or both."""

    __tablename__ = "project"
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[ProjectKind]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.PROPOSED)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    sponsor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    initiative_id: Mapped[UUID | None] = mapped_column(ForeignKey("initiative.id", ondelete="SET NULL"), index=True)
    idea_id: Mapped[UUID | None] = mapped_column(ForeignKey("idea.id", ondelete="SET NULL"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    sponsor: Mapped[Person | None] = relationship(foreign_keys=[sponsor_id], lazy="raise_on_sql")
    initiative: Mapped[Initiative | None] = relationship(lazy="raise_on_sql")
    idea: Mapped[Idea | None] = relationship(lazy="raise_on_sql")
    milestones: Mapped[list["ProjectMilestone"]] = relationship(lazy="raise_on_sql", order_by="ProjectMilestone.due_on", back_populates="project")


class ProjectMove(Base):
    """One move of a project through its workflow. Append-only."""

    __tablename__ = "project_move"
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[ProjectState | None]
    after: Mapped[ProjectState]
    reason: Mapped[str] = mapped_column(Text, default="")


class ProjectMilestone(Base):
    """A dated point of a project. ``baseline_on`` is the first date that was agreed."""

    __tablename__ = "project_milestone"
    __table_args__ = (Index(None, "project_id", "due_on"),)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date]
    baseline_on: Mapped[date]
    reached_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(Text, default="")
    indicator_id: Mapped[UUID | None] = mapped_column(ForeignKey("indicator.id", ondelete="SET NULL"), index=True)
    """The indicator that it is meant to move."""

    project: Mapped[Project] = relationship(lazy="raise_on_sql", back_populates="milestones")
    indicator: Mapped[Indicator | None] = relationship(lazy="raise_on_sql")


class ProjectMilestoneMove(Base):
    """A date of a project's milestone that was moved, with the reason. Append-only."""

    __tablename__ = "project_milestone_move"
    milestone_id: Mapped[UUID] = mapped_column(ForeignKey("project_milestone.id", ondelete="CASCADE"), index=True)
    before_on: Mapped[date]
    after_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class BudgetLine(Base):
    """Money planned for a project in a year, for a purpose."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("project_id", "year", "title"),
        CheckConstraint("planned >= 0", name="no_negative_plan"),
        CheckConstraint("forecast IS NULL OR forecast >= 0", name="no_negative_forecast"),
    )
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    planned: Mapped[Decimal]
    forecast: Mapped[Decimal | None]
    """What the owner expects it to cost in the end; nothing: what is planned."""

    spendings: Mapped[list["Spending"]] = relationship(lazy="raise_on_sql")


class Spending(Base):
    """Money spent against a budget line, with its voucher. Append-only: a correction is a negative row."""

    __tablename__ = "spending"
    __table_args__ = (CheckConstraint("amount <> 0", name="some_amount"),)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("budget_line.id", ondelete="RESTRICT"), index=True)
    on_day: Mapped[date]
    amount: Mapped[Decimal]
    voucher: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300), default="")
    """For a correction: what was wrong."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class Risk(Base):
    """What may go wrong, how likely and how bad (1 to 5), and what is done about it."""

    __tablename__ = "risk"
    __table_args__ = (CheckConstraint("likelihood BETWEEN 1 AND 5 AND impact BETWEEN 1 AND 5", name="one_to_five"),)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    likelihood: Mapped[int]
    impact: Mapped[int]
    answer: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    closed_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=now)


class ProjectDocument(Base):
    """A file of a project; its bytes lie among the blobs."""

    __tablename__ = "project_document"
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class GateOutcome(StrEnum):
    """What a gate decided."""

    GO = "go"
    HOLD = "hold"
    STOP = "stop"


class Gate(Base):
    """A point at which somebody who may decides whether a project goes on."""

    __tablename__ = "gate"
    __table_args__ = (
        UniqueConstraint("project_id", "position"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_with_date"),
    )
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    criteria: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date]
    outcome: Mapped[GateOutcome | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("gate.id", ondelete="SET NULL"))
    """The gate that decided to hold: this one looks at the same question again."""


class GateThreshold(Base):
    """From which planned amount on the city manager decides at gates instead of the sponsor. Append-only: the newest is in force."""

    __tablename__ = "gate_threshold"
    __table_args__ = (CheckConstraint("amount >= 0", name="no_negative_amount"),)
    amount: Mapped[Decimal]
    set_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    set_at: Mapped[datetime] = mapped_column(default=now)


class Benefit(Base):
    """What a project is to bring after its end, in euros a year or in an indicator, and what was found."""

    __tablename__ = "benefit"
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    indicator_id: Mapped[UUID | None] = mapped_column(ForeignKey("indicator.id", ondelete="SET NULL"), index=True)
    expected_per_year: Mapped[Decimal | None]
    """Euros."""
    due_on: Mapped[date]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    findings: Mapped[list["BenefitFinding"]] = relationship(lazy="raise_on_sql", order_by="BenefitFinding.on_day")


class BenefitFinding(Base):
    """What was found of a benefit on a day, from a source. Append-only."""

    __tablename__ = "benefit_finding"
    benefit_id: Mapped[UUID] = mapped_column(ForeignKey("benefit.id", ondelete="CASCADE"), index=True)
    on_day: Mapped[date]
    per_year: Mapped[Decimal | None]
    """Euros."""
    value: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    source: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
