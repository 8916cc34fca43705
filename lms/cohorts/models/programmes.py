"""Programmes: what a boot camp plans to do, and the frozen plans that cohorts run on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base


class Programme(Base):
    """A boot camp's plan under its address; what it says stands in its versions."""

    __tablename__ = "programme"
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ProgrammeVersion(Base):
    """One text of a programme file. Never changed: a cohort stays on the version that it was opened with."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    source: Mapped[str] = mapped_column(Text, deferred=True)
    """The file, as it was loaded."""
    content: Mapped[dict[str, Any]]
    """The plan as plain JSON (``programme_files.shapes.ProgrammeSpec``)."""
    content_hash: Mapped[str] = mapped_column(String(64))
    loaded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    loaded_at: Mapped[datetime] = mapped_column(default=now)

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql")


class ProgrammeDuty(Base):
    """The programme is a duty of a post: those who hold it come first on the waiting list, where the policy says so."""

    __tablename__ = "programme_duty"
    __table_args__ = (UniqueConstraint("programme_id", "post_id"),)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    named_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    named_at: Mapped[datetime] = mapped_column(default=now)
