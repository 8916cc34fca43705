"""Organisations of the digital ecosystem, which officers keep contact with them, and what was talked about."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class Sector(StrEnum):
    """What an organisation is."""

    BUSINESS = "business"
    STARTUP = "startup"
    SUPPORT = "support"
    """Incubators, clusters, chambers, innovation hubs."""
    RESEARCH = "research"
    EDUCATION = "education"
    PUBLIC = "public"
    CIVIL = "civil"
    UTILITY = "utility"
    FINANCE = "finance"


class Size(StrEnum):
    """How many people work there."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Organisation(Base):
    """An organisation of the ecosystem. Set aside, never deleted, while contacts hang on it."""

    __tablename__ = "organisation"
    name: Mapped[str] = mapped_column(String(200))
    folded_name: Mapped[str] = mapped_column(String(250), unique=True)
    """The name in small letters without accents, so that nobody is listed twice."""
    sector: Mapped[Sector] = mapped_column(index=True)
    size: Mapped[Size]
    region: Mapped[str] = mapped_column(String(120), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The city cannot do without it: silence raises an alarm."""
    last_contact_on: Mapped[date | None]
    """Outlives the log, which is kept for two years."""
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    aside_at: Mapped[datetime | None]
    """When it was set aside, for instance since it is no more."""

    keepers: Mapped[list["Keeper"]] = relationship(
        lazy="raise_on_sql",
        primaryjoin="and_(Keeper.organisation_id == Organisation.id, Keeper.ended_at.is_(None))",
        order_by="Keeper.deputy",
        viewonly=True,
    )
    """Those of today, the main keeper first."""


_NOW = text("ended_at IS NULL")
_MAIN = text("ended_at IS NULL AND NOT deputy")


class Keeper(Base):
    """An officer who keeps contact with an organisation, or stands in. Ended, never deleted."""

    __tablename__ = "relation_keeper"
    __table_args__ = (
        Index("uq_relation_keeper_now", "organisation_id", "person_id", unique=True, sqlite_where=_NOW, postgresql_where=_NOW),
        Index("uq_relation_keeper_main", "organisation_id", unique=True, sqlite_where=_MAIN, postgresql_where=_MAIN),
    )
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    deputy: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class Channel(StrEnum):
    """How people came together."""

    MEETING = "meeting"
    VISIT = "visit"
    CALL = "call"
    MAIL = "mail"
    EVENT = "event"


class Contact(Base):
    """One contact with an organisation. Kept for 24 months; whom it was with is a role, not a name."""

    __tablename__ = "relation_contact"
    __table_args__ = (Index(None, "organisation_id", "on_day"),)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    on_day: Mapped[date] = mapped_column(index=True)
    channel: Mapped[Channel]
    subject: Mapped[str] = mapped_column(String(200))
    with_role: Mapped[str] = mapped_column(String(120), default="")
    """Such as “managing director”."""
    note: Mapped[str] = mapped_column(Text, default="")
    published: Mapped[bool] = mapped_column(default=False)
    """It stands on the public page of meetings: day, organisation, subject and department."""
    department: Mapped[str] = mapped_column(String(200), default="")
    """The officer's department in the words of that day, for the public page."""
    logged_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id], lazy="raise_on_sql")


class NextAction(Base):
    """What is to be done next with an organisation, by whom and when."""

    __tablename__ = "relation_action"
    __table_args__ = (
        CheckConstraint("text <> ''", name="some_text"),
        UniqueConstraint("organisation_id", "text", "due_on", name="uq_relation_action_once"),
    )
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date] = mapped_column(index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Who does it; nobody while it waits for a new keeper."""
    made_at: Mapped[datetime] = mapped_column(default=now)
    done_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
