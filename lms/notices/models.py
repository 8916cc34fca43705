"""What people are told: in the inbox, which is the truth, and by mail, which leaves by the outbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.clock import now
from lms.kit.db import Base


class Notice(Base):
    """One thing that a person is told. ``kind`` names the sentence (``sentences.py``), ``facts`` fill it."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "person_id", "read_at"),)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    """Says what was told to whom, so that the same is told once."""
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]]
    href: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    read_at: Mapped[datetime | None]


class Letter(Base):
    """A mail that waits to leave, or has left. Written in the transaction that made it true."""

    __tablename__ = "letter"
    __table_args__ = (
        Index(None, "sent_at", "due_at"),
        CheckConstraint("(calendar IS NULL) = (calendar_method IS NULL)", name="calendar_with_its_method"),
    )
    key: Mapped[str] = mapped_column(String(160), unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text_body: Mapped[str] = mapped_column(Text)
    html_body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str | None] = mapped_column(Text)
    """An iCalendar object that goes with it, by which the reader's calendar learns of a meeting."""
    calendar_method: Mapped[str | None] = mapped_column(String(20))
    """What it wants (RFC 5546): ``REQUEST`` or ``CANCEL``; mail programs look for it in the header of the part."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None] = mapped_column(String(200))
    sent_at: Mapped[datetime | None]
