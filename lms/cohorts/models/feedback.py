"""What people say about work that was handed in: comments by name, and peers' feedback without names."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.cohorts.models.work import HandIn, Task
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class WorkComment(Base):
    """A sentence in the conversation about a hand-in, by its authors or the staff. Append-only."""

    __tablename__ = "cohort_work_comment"
    __table_args__ = (Index("ix_cohort_work_comment_of", "hand_in_id", "written_at"),)
    hand_in_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_hand_in.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class PeerRound(Base):
    """That the feedback of peers on a task was opened: who reads whose work was drawn then, from the hand-ins that were there.

    Once when the task is due, and again for those who had more time.
    """

    __tablename__ = "cohort_peer_round"
    __table_args__ = (UniqueConstraint("task_id", "number"),)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_task.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    """Counts the draws of the task; two workers cannot both draw the first."""
    seed: Mapped[str] = mapped_column(String(64))
    """With it anybody can draw the same again."""
    opened_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime]

    task: Mapped[Task] = relationship(lazy="raise_on_sql")


class PeerReview(Base):
    """One participant's feedback on another's hand-in: asked for when it was drawn, given by the rubric as it then was."""

    __tablename__ = "cohort_peer_review"
    __table_args__ = (
        UniqueConstraint("hand_in_id", "reviewer_id"),
        CheckConstraint("(given_at IS NULL) OR (points IS NOT NULL)", name="given_by_points"),
    )
    round_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_peer_round.id", ondelete="CASCADE"), index=True)
    hand_in_id: Mapped[UUID] = mapped_column(ForeignKey("cohort_hand_in.id", ondelete="CASCADE"))
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    rubric: Mapped[dict[str, Any]]
    points: Mapped[dict[str, Any] | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    """When an author of the work told the trainers that this feedback is out of place."""
    report_reason: Mapped[str] = mapped_column(Text, default="")
    reported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]
    """When a trainer decided about the report."""
    hidden: Mapped[bool] = mapped_column(default=False)
    """A trainer took it from the authors' sight; trainers still see it."""

    round: Mapped[PeerRound] = relationship(lazy="raise_on_sql")
    hand_in: Mapped[HandIn] = relationship(lazy="raise_on_sql")
    reviewer: Mapped[Person] = relationship(foreign_keys=[reviewer_id], lazy="raise_on_sql")
