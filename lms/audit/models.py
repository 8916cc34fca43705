"""What was done, by whom, when: append-only, each entry chained to the one before by its hash. And who was shown which figures of people."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.clock import now
from lms.kit.db import Base


class AuditEntry(Base):
    """One deed. Ids and plain facts only, no names: the entry outlives the erasure of a person. Triggers refuse changes."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "thing_kind", "thing_id"),)
    number: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    deed: Mapped[str] = mapped_column(String(80), index=True)
    thing_kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[str] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditSeal(Base):
    """How far the trail goes: one row, sealed with a key that is not in the database, so that a trail cut off or written anew does not fit it."""

    __tablename__ = "audit_seal"
    __table_args__ = (CheckConstraint("singleton = 1", name="one_row"),)
    singleton: Mapped[int] = mapped_column(default=1, unique=True)
    number: Mapped[int]
    """Of the last entry; 0 before the first."""
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class Form(StrEnum):
    """In which form somebody was shown figures."""

    PAGE = "page"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


class ReportView(Base):
    """That somebody was shown figures of people: when, which, with which filters, in which form. Append-only until it is too old to keep."""

    __tablename__ = "report_view"
    __table_args__ = (Index(None, "person_id", "at"),)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    report: Mapped[str] = mapped_column(String(40))
    form: Mapped[Form]
    filters: Mapped[dict[str, Any]]
