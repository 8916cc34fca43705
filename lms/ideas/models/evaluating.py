"""The evaluation of an idea: evaluators who are blind to each other, scores on criteria with anchors."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.ideas.models.pitches import Idea
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class EvaluationRound(Base):
    """One evaluation of an idea, with the criteria as they then were. Nothing of it shows to the author before ``closed_at``."""

    __tablename__ = "evaluation_round"
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    criteria: Mapped[list[Any]]
    """One dict per criterion: ``key``, ``title``, ``weight``, ``anchors`` (score -> text)."""
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Mean, disagreement, and per criterion, once all have scored."""
    discussion: Mapped[str] = mapped_column(Text, default="")
    """What the evaluators agreed on where they had disagreed."""

    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")


class EvaluationState(StrEnum):
    """What an evaluator did."""

    ASKED = "asked"
    RECUSED = "recused"
    SCORED = "scored"


class Evaluation(Base):
    """One evaluator's reading of an idea. Scores lie here and show to nobody else until all have scored."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id"),
        Index(None, "person_id", "state"),
        CheckConstraint("(state = 'scored') = (scored_at IS NOT NULL)", name="scored_with_date"),
    )
    round_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation_round.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"))
    """Where the evaluator worked when they were asked: moving on changes nothing."""
    state: Mapped[EvaluationState] = mapped_column(default=EvaluationState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    scored_at: Mapped[datetime | None]
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Criterion's key -> score."""
    comment: Mapped[str] = mapped_column(Text, default="")
    recused_why: Mapped[str] = mapped_column(Text, default="")

    round: Mapped[EvaluationRound] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
