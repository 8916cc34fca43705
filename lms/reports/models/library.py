"""What readers of reports keep: views with a name, and files that a job makes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person, Role


class Rhythm(StrEnum):
    """How often a saved view is sent to its owner."""

    NEVER = "never"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class SavedView(Base):
    """A report with its filters under a name: the owner's own, or shown to all who hold a role as well."""

    __tablename__ = "report_saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"), CheckConstraint("rhythm = 'never' OR next_on IS NOT NULL", name="next_day_is_known"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    """Who owns it."""
    name: Mapped[str] = mapped_column(String(120))
    report: Mapped[str] = mapped_column(String(40))
    filters: Mapped[dict[str, Any]]
    shared_with: Mapped[Role | None]
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.NEVER)
    next_on: Mapped[date | None] = mapped_column(index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)

    owner: Mapped[Person] = relationship(lazy="raise_on_sql")


class ExportState(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class Export(Base):
    """A file that a job makes because it takes long. It is kept for some days, and only who asked for it may fetch it."""

    __tablename__ = "report_export"
    __table_args__ = (Index(None, "state", "asked_at"), CheckConstraint("done >= 0 AND done <= total", name="no_more_than_all"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    report: Mapped[str] = mapped_column(String(40))
    filters: Mapped[dict[str, Any]]
    state: Mapped[ExportState] = mapped_column(default=ExportState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    claimed_at: Mapped[datetime | None]
    """When the job last said that it is at work: long ago means that it was killed."""
    file_name: Mapped[str] = mapped_column(String(120), default="")
    blob_hash: Mapped[str | None] = mapped_column(String(64))
    until: Mapped[datetime | None]
    """When the file is deleted."""
    fault: Mapped[str | None] = mapped_column(String(200))
