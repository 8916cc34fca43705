"""Sponsorship: funds, charters that both sign, micro-grants with four eyes, reviews on their dates, pilots."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.ideas.models.pitches import Idea
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Department, Person


class Fund(Base):
    """Money of a year for micro-grants. ``booked`` never exceeds ``amount``."""

    __tablename__ = "innovation_fund"
    __table_args__ = (
        UniqueConstraint("title", "year"),
        CheckConstraint("booked >= 0 AND booked <= amount", name="never_overdrawn"),
    )
    title: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"))
    amount: Mapped[Decimal]
    booked: Mapped[Decimal] = mapped_column(default=Decimal(0))
    most_before_pilot: Mapped[Decimal | None]
    """The most that one idea gets before its pilot runs; nothing: no such limit."""
    most_in_pilot: Mapped[Decimal | None]
    """The most that one idea gets once its pilot is designed, what it had before included."""
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")


class SponsorshipState(StrEnum):
    """Where a sponsorship stands; ``workflow`` holds the moves."""

    DRAFTED = "drafted"
    """The charter waits for signatures."""
    ACTIVE = "active"
    ORPHANED = "orphaned"
    """The sponsor left or missed two reviews: ten working days to find another."""
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


_LIVE = text("state IN ('drafted', 'active')")


class Sponsorship(Base):
    """A manager stands for an idea under a written charter. One lives per idea, beside an orphaned one that waits; at most three per sponsor."""

    __tablename__ = "sponsorship"
    __table_args__ = (
        Index("uq_sponsorship_live", "idea_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "sponsor_id", "state"),
    )
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="RESTRICT"))
    sponsor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    state: Mapped[SponsorshipState] = mapped_column(default=SponsorshipState.DRAFTED)
    outcome: Mapped[str] = mapped_column(Text)
    """What both want to have reached."""
    money: Mapped[Decimal] = mapped_column(default=Decimal(0))
    protected_hours: Mapped[Decimal] = mapped_column(Numeric(6, 1), default=Decimal(0))
    """Hours a week that the author keeps for it."""
    obstacles: Mapped[str] = mapped_column(Text, default="")
    """What the sponsor removes."""
    drafted_at: Mapped[datetime] = mapped_column(default=now)
    sponsor_signed_at: Mapped[datetime | None]
    author_signed_at: Mapped[datetime | None]
    orphaned_at: Mapped[datetime | None]
    orphaned_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    content_hash: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """``sha256:`` and the hash of the text that both sign; a change of the text takes the signatures off."""
    review_dates: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Days (ISO) on which both look at it; the reviews are made of them when both have signed."""
    sponsor_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """As it was at signing; part of what was signed."""
    author_signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200), default="", server_default="")

    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")
    sponsor: Mapped[Person] = relationship(foreign_keys=[sponsor_id], lazy="raise_on_sql")
    reviews: Mapped[list["SponsorReview"]] = relationship(lazy="raise_on_sql", order_by="SponsorReview.due_on")


class SponsorReview(Base):
    """A review of a sponsorship on its date; missed when nobody held it in time."""

    __tablename__ = "sponsor_review"
    __table_args__ = (UniqueConstraint("sponsorship_id", "due_on"),)
    sponsorship_id: Mapped[UUID] = mapped_column(ForeignKey("sponsorship.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    held_on: Mapped[date | None]
    missed_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")


class GrantState(StrEnum):
    """Where a micro-grant stands."""

    ASKED = "asked"
    BOOKED = "booked"
    """A controller, who neither asked nor sponsors, booked it."""
    REFUSED = "refused"
    SETTLED = "settled"
    """What was not used went back to the fund."""


class MicroGrant(Base):
    """Money for an idea out of a fund: asked by the sponsor, booked by a controller, settled with what was used."""

    __tablename__ = "micro_grant"
    __table_args__ = (CheckConstraint("amount > 0 AND used >= 0 AND used <= amount", name="used_within_amount"),)
    sponsorship_id: Mapped[UUID] = mapped_column(ForeignKey("sponsorship.id", ondelete="RESTRICT"), index=True)
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("innovation_fund.id", ondelete="RESTRICT"), index=True)
    amount: Mapped[Decimal]
    used: Mapped[Decimal] = mapped_column(default=Decimal(0))
    state: Mapped[GrantState] = mapped_column(default=GrantState.ASKED)
    purpose: Mapped[str] = mapped_column(Text, default="")
    use_by: Mapped[date]
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    decided_why: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None]

    fund: Mapped[Fund] = relationship(lazy="raise_on_sql")
    sponsorship: Mapped[Sponsorship] = relationship(lazy="raise_on_sql")


class PilotDecision(StrEnum):
    """How a pilot ended."""

    ADOPT = "adopt"
    ADAPT = "adapt"
    STOP = "stop"


class Pilot(Base):
    """A trial of an idea: hypothesis and measure before, decision and learning after."""

    __tablename__ = "pilot"
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    hypothesis: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    """What is measured, how, and from which value on the hypothesis holds."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    results: Mapped[list[Any]] = mapped_column(default=list)
    """One dict per measurement: ``on``, ``value``, ``note``."""
    decision: Mapped[PilotDecision | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    learning: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    """The first trial of the idea, the second after it was adapted, and so on."""
    frozen_at: Mapped[datetime | None]
    """When it began to run: hypothesis, measure and dates stand from here on; changes are amendments."""

    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")
    amendments: Mapped[list["PilotAmendment"]] = relationship(lazy="raise_on_sql", order_by="PilotAmendment.at")


class PilotAmendment(Base):
    """A change of a pilot that runs already, with what stood before. Append-only, and shown with the results."""

    __tablename__ = "pilot_amendment"
    pilot_id: Mapped[UUID] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    what: Mapped[str] = mapped_column(String(40))
    """The column that was changed."""
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
