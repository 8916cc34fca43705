"""The call of a cohort: applications with the manager's agreement, offers, the waiting list."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.cohorts.models.cohorts import Cohort
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class ApplicationState(StrEnum):
    """Where an application stands; ``workflow`` holds the moves."""

    SUBMITTED = "submitted"
    """Waits for the line manager."""
    AGREED = "agreed"
    """Waits for screening."""
    REFUSED = "refused"
    """The manager did not agree."""
    WAITING = "waiting"
    """Screened as suitable, on the waiting list."""
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    """The officer did not take the offer."""
    LAPSED = "lapsed"
    """The offer was not answered in time."""
    UNSUITABLE = "unsuitable"
    """Screened, and the criteria were not met; the reason is told."""
    WITHDRAWN = "withdrawn"


_LIVE = text("state IN ('submitted', 'agreed', 'waiting', 'offered', 'accepted')")


class Application(Base):
    """A person's application for a cohort. One that lives per person and cohort."""

    __tablename__ = "cohort_application"
    __table_args__ = (
        Index("uq_cohort_application_live", "cohort_id", "person_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "cohort_id", "state"),
        Index(None, "manager_id", "state"),
    )
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who is asked to agree."""
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"))
    """Where the person works; the quota counts by it. It follows the person until the seats are settled."""
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.SUBMITTED)
    motivation: Mapped[str] = mapped_column(Text)
    mandatory: Mapped[bool] = mapped_column(default=False)
    """The programme is a duty of the person's post."""
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    asked_at: Mapped[datetime | None]
    """When whoever is asked now was asked; nothing while nobody but HR can be."""
    reminded_at: Mapped[datetime | None]
    """When they were reminded."""
    agreed_at: Mapped[datetime | None]
    screening: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Criterion's key -> ``{"met": bool, "note": text}``."""
    screened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    offer_until: Mapped[datetime | None]
    skipped: Mapped[str] = mapped_column(Text, default="")
    """Why the last seat that became free went to somebody behind them: a key of ``waiting_list.Why``; the page says it in a sentence."""

    cohort: Mapped[Cohort] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    manager: Mapped[Person | None] = relationship(foreign_keys=[manager_id], lazy="raise_on_sql")


class ApplicationMove(Base):
    """One move of an application through its workflow. Append-only."""

    __tablename__ = "cohort_application_move"
    application_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_application.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[ApplicationState | None]
    after: Mapped[ApplicationState]
    reason: Mapped[str] = mapped_column(Text, default="")


class Invitation(Base):
    """HR invited a person to a cohort because of a gap. The person and HR see why; nobody else does, and an application carries no trace of it."""

    __tablename__ = "cohort_invitation"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    post: Mapped[str] = mapped_column(String(200))
    """Title of the post that requires more, as it then was."""
    gaps: Mapped[list[Any]]
    """One dict per competence: ``code``, ``title``, ``required``, ``shown``."""
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    invited_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
