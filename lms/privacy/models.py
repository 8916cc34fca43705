"""What people may ask of the house about themselves: a copy of their data, and erasure, which two people carry out."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class DataCopy(Base):
    """A copy of all that is stored on a person, asked for by that person. Its bytes go after some days."""

    __tablename__ = "data_copy"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    ready_at: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    """Its zip among the blobs, once it is made."""
    gone_at: Mapped[datetime | None]


class ErasureState(StrEnum):
    """Where a request for erasure stands; ``workflow`` holds the moves."""

    ASKED = "asked"
    CHECKED = "checked"
    """One person looked at the preview; a second one carries it out."""
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_OPEN = text("state IN ('asked', 'checked')")


class Erasure(Base):
    """A request that everything which tells who a person is be erased. One is open per person."""

    __tablename__ = "erasure"
    __table_args__ = (
        Index("uq_erasure_open", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("done_by_id IS NULL OR checked_by_id IS NULL OR done_by_id <> checked_by_id", name="four_eyes"),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    state: Mapped[ErasureState] = mapped_column(default=ErasureState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """The person, or whoever in HR took the request in on their behalf."""
    checked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    done_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused, in words for the person."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class ErasureMove(Base):
    """One move of a request through its workflow. Append-only."""

    __tablename__ = "erasure_move"
    erasure_id: Mapped[UUID] = mapped_column(ForeignKey("erasure.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[ErasureState | None]
    after: Mapped[ErasureState]


class LegalHold(Base):
    """A reason in law for which a person's data must be kept: while one stands, nothing is erased."""

    __tablename__ = "legal_hold"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(default=now)
    set_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
