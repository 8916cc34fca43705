"""The register of what blocks the city's digital ecosystem: who is blocked, what it costs, who removes it, and whether it is gone."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.kit.i18n import local_day
from lms.people.models import Department, Person
from lms.strategy.models.initiatives import Initiative


class Kind(StrEnum):
    """What causes it."""

    REGULATION = "regulation"
    PROCUREMENT = "procurement"
    SKILLS = "skills"
    DATA = "data"
    CONNECTIVITY = "connectivity"
    FINANCE = "finance"
    CULTURE = "culture"
    COORDINATION = "coordination"


class Frequency(StrEnum):
    """How often somebody runs into it."""

    ALWAYS = "always"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    ONCE = "once"


class State(StrEnum):
    """Where a bottleneck stands; ``workflow`` holds the moves."""

    REPORTED = "reported"
    TRIAGED = "triaged"
    CONFIRMED = "confirmed"
    OWNED = "owned"
    IN_REMOVAL = "in_removal"
    REMOVAL_REPORTED = "removal_reported"
    CONFIRMED_GONE = "confirmed_gone"
    CLOSED = "closed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    RAISED = "raised"
    """Outside the city's power; somebody else was asked."""


class UnconfirmedReport(Base):
    """What somebody without an account typed, until they confirm their address by the link. It is no report yet, and goes after two days."""

    __tablename__ = "unconfirmed_report"
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    typed: Mapped[dict[str, Any]]
    until: Mapped[datetime] = mapped_column(index=True)


class OutsideReporter(Base):
    """Who reported a bottleneck from outside. Name and address are forgotten two years after its end."""

    __tablename__ = "outside_reporter"
    __table_args__ = (CheckConstraint("forgotten_at IS NULL OR (email = '' AND name = '' AND organisation = '')", name="forgotten_whole"),)
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8), default="en")
    unnamed: Mapped[bool] = mapped_column(default=False)
    """Departments do not see who it is; the programme office does."""
    follow_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Hash of the secret of their private page. The secret itself is worked out again for each letter, and is in no row."""
    confirmed_at: Mapped[datetime] = mapped_column(default=now)
    forgotten_at: Mapped[datetime | None]


class Bottleneck(Base):
    """Something that blocks people or organisations in the city's digital ecosystem. Reported from outside, or by an officer."""

    __tablename__ = "bottleneck"
    __table_args__ = (
        CheckConstraint("(outside_id IS NULL) OR (reported_by_id IS NULL)", name="one_reporter"),
        CheckConstraint("cost_low IS NULL OR (cost_low >= 0 AND cost_high >= cost_low)", name="cost_is_a_range"),
        CheckConstraint("effort_low IS NULL OR (effort_low > 0 AND effort_high >= effort_low)", name="effort_is_a_range"),
        CheckConstraint("reach >= 1", name="reaches_somebody"),
        CheckConstraint("state <> 'duplicate' OR duplicate_of_id IS NOT NULL", name="duplicate_of_one"),
        CheckConstraint("duplicate_of_id IS NULL OR duplicate_of_id <> id", name="not_of_itself"),
        Index(None, "state", "moved_at"),
    )
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[Kind]
    frequency: Mapped[Frequency]
    blocked: Mapped[list[str]] = mapped_column(default=list)
    """The organisations that it blocks, by name, as far as they are known."""
    reach: Mapped[int] = mapped_column(default=1)
    """How many organisations it blocks."""
    evidence: Mapped[str] = mapped_column(Text, default="")
    cost_low: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    cost_high: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    """Cost of delay in a month, in euro."""
    effort_low: Mapped[Decimal | None] = mapped_column(Numeric(6, 1))
    effort_high: Mapped[Decimal | None] = mapped_column(Numeric(6, 1))
    """What its removal takes, in person-months."""
    state: Mapped[State] = mapped_column(default=State.REPORTED)
    outside_id: Mapped[UUID | None] = mapped_column(ForeignKey("outside_reporter.id", ondelete="RESTRICT"), unique=True)
    reported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    """Where it is removed."""
    duplicate_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("bottleneck.id", ondelete="RESTRICT"))
    raised_to: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    moved_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    outside: Mapped[OutsideReporter | None] = relationship(lazy="raise_on_sql")
    reported_by: Mapped[Person | None] = relationship(foreign_keys=[reported_by_id], lazy="raise_on_sql")
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")
    duplicate_of: Mapped["Bottleneck | None"] = relationship(remote_side="Bottleneck.id", lazy="raise_on_sql")
    links: Mapped[list["BottleneckLink"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    @property
    def opened_on(self) -> date:
        """The day from which its delay counts."""
        return local_day(self.created_at)


class BottleneckMove(Base):
    """One move of a bottleneck through its workflow. Append-only. ``by_outside``: its reporter from outside did it."""

    __tablename__ = "bottleneck_move"
    bottleneck_id: Mapped[UUID] = mapped_column(ForeignKey("bottleneck.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    by_outside: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=now)
    deed: Mapped[str] = mapped_column(String(40))
    before: Mapped[State | None]
    after: Mapped[State]
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class BottleneckReminder(Base):
    """The reporter was asked once more whether it is gone. Append-only."""

    __tablename__ = "bottleneck_reminder"
    bottleneck_id: Mapped[UUID] = mapped_column(ForeignKey("bottleneck.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class BottleneckLink(Base):
    """An initiative that removes the bottleneck, or that it holds up."""

    __tablename__ = "bottleneck_link"
    __table_args__ = (UniqueConstraint("bottleneck_id", "initiative_id"),)
    bottleneck_id: Mapped[UUID] = mapped_column(ForeignKey("bottleneck.id", ondelete="CASCADE"))
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), index=True)
    linked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    initiative: Mapped[Initiative] = relationship(lazy="raise_on_sql")
