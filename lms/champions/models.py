"""Digital champions: officers with agreed hours, appointed for twelve months, and what they did for others."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class ChampionState(StrEnum):
    """Where a champion stands; ``workflow`` holds the moves."""

    NOMINATED = "nominated"
    """Waits for the person to say yes, or for the evidence to be there."""
    ELIGIBLE = "eligible"
    """Waits for the line manager to agree to the hours."""
    AGREED = "agreed"
    """Waits for the programme office."""
    ACTIVE = "active"
    RESTING = "resting"
    ENDED = "ended"
    DECLINED = "declined"


class Nominator(StrEnum):
    """Who put the name forward."""

    SELF = "self"
    MANAGER = "manager"
    SYSTEM = "system"


_LIVE = text("state IN ('nominated', 'eligible', 'agreed', 'active', 'resting')")


class Champion(Base):
    """A person as a champion, from nomination to honourable exit. One that lives per person."""

    __tablename__ = "champion"
    __table_args__ = (
        Index("uq_champion_live", "person_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        CheckConstraint("hours_per_week IS NULL OR hours_per_week > 0", name="some_hours"),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    state: Mapped[ChampionState] = mapped_column(default=ChampionState.NOMINATED, index=True)
    nominated_by: Mapped[Nominator]
    nominated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    nominated_at: Mapped[datetime] = mapped_column(default=now)
    said_yes_at: Mapped[datetime | None]
    """When the person themselves said yes; without it nobody goes further than nominated."""
    motivation: Mapped[str] = mapped_column(Text, default="")
    hours_per_week: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    """What the line manager agreed to."""
    agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    agreed_at: Mapped[datetime | None]
    appointed_on: Mapped[date | None]
    until: Mapped[date | None]
    appointed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    languages: Mapped[list[str]] = mapped_column(default=list)
    offers: Mapped[str] = mapped_column(Text, default="")
    """What colleagues may ask them for, in their own words."""
    eligibility: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the rules found, and from what, when they were last asked."""
    lapsed_since: Mapped[datetime | None]
    """Since when the evidence is not there any more. Nothing is taken away by it; who places champions reads it."""
    renewals: Mapped[int] = mapped_column(default=0, server_default="0")
    renewal_wished_at: Mapped[datetime | None]
    """When the champion said that they would like another year."""
    renewal_hours: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    """What the line manager agreed to for the next year."""
    renewal_agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    ended_on: Mapped[date | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class ChampionMove(Base):
    """One move of a champion through the workflow. Append-only."""

    __tablename__ = "champion_move"
    champion_id: Mapped[UUID] = mapped_column(ForeignKey("champion.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[ChampionState | None]
    after: Mapped[ChampionState]
    deed: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """Which step of ``workflow`` it was."""
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person | None] = relationship(foreign_keys=[by_id], lazy="raise_on_sql")


class OutreachKind(StrEnum):
    """What a champion did for others."""

    TALK = "talk"
    HELP = "help"
    WORKSHOP = "workshop"


class Outreach(Base):
    """Something that a champion did for others, with how many it reached."""

    __tablename__ = "outreach"
    __table_args__ = (CheckConstraint("reached >= 0 AND minutes > 0", name="figures_make_sense"),)
    champion_id: Mapped[UUID] = mapped_column(ForeignKey("champion.id", ondelete="CASCADE"), index=True)
    kind: Mapped[OutreachKind]
    on_day: Mapped[date]
    title: Mapped[str] = mapped_column(String(200))
    reached: Mapped[int] = mapped_column(default=1)
    minutes: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)


class HelpRequest(Base):
    """A colleague asks a champion for help. It goes when one of the two is erased."""

    __tablename__ = "champion_help"
    champion_id: Mapped[UUID] = mapped_column(ForeignKey("champion.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]

    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="raise_on_sql")


class ChampionRules(Base):
    """A version of what a champion has to show (``eligibility.Rules``). Append-only: the newest is in force."""

    __tablename__ = "champion_rules"
    number: Mapped[int] = mapped_column(unique=True)
    content: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
