"""The call of a cohort: applications with the manager's agreement, offers, the waiting list."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
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
    """Where the person worked when they applied; the quota counts by it."""
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.SUBMITTED)
    motivation: Mapped[str] = mapped_column(Text)
    mandatory: Mapped[bool] = mapped_column(default=False)
    """The programme is a duty of the person's post."""
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    agreed_at: Mapped[datetime | None]
    screening: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Criterion's key -> ``{"met": bool, "note": text}``."""
    screened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    offer_until: Mapped[datetime | None]
    skipped: Mapped[str] = mapped_column(Text, default="")
    """Why the last seat that became free went to somebody else, in a sentence for the person."""

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
