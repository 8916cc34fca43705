"""The evaluation of an idea: evaluators who are blind to each other, scores on criteria with anchors."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.ideas.models.pitches import Idea
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Department, Person


class EvaluationCriteria(Base):
    """What ideas are scored on, in a version. Append-only: a round keeps the criteria with which it began."""

    __tablename__ = "evaluation_criteria"
    __table_args__ = (
        CheckConstraint("pass_mark BETWEEN 0 AND 5", name="pass_mark_on_scale"),
        CheckConstraint("most_disagreement > 0", name="some_disagreement"),
    )
    number: Mapped[int] = mapped_column(unique=True)
    criteria: Mapped[list[Any]]
    """As in ``EvaluationRound.criteria``."""
    pass_mark: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    """The weighted mean from which on an idea passes."""
    most_disagreement: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    """Above this figure the evaluators talk before the result stands; ``scoring`` says what it is."""
    why: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)


_OPEN = text("closed_at IS NULL AND called_off_at IS NULL")


class EvaluationRound(Base):
    """One evaluation of an idea, with the criteria as they then were. Nothing of it shows to the author before ``closed_at``."""

    __tablename__ = "evaluation_round"
    __table_args__ = (Index("uq_evaluation_round_open", "idea_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),)
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    criteria: Mapped[list[Any]]
    """One dict per criterion: ``key``, ``title``, ``weight``, ``anchors`` (score -> text)."""
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Mean, disagreement, and per criterion, once all have scored."""
    discussion: Mapped[str] = mapped_column(Text, default="")
    """What the evaluators agreed on where they had disagreed."""
    pass_mark: Mapped[Decimal] = mapped_column(Numeric(3, 2), default=Decimal(3), server_default="3")
    most_disagreement: Mapped[Decimal] = mapped_column(Numeric(3, 2), default=Decimal(1), server_default="1")
    all_scored_at: Mapped[datetime | None]
    """When the last one scored: from here on the evaluators see each other's scores. With little disagreement it closes at once."""
    called_off_at: Mapped[datetime | None]
    """The idea left the evaluation by another way; there is no result."""
    discussed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    evaluations: Mapped[list["Evaluation"]] = relationship(lazy="raise_on_sql", order_by="Evaluation.asked_at", back_populates="round")
    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")


class EvaluationState(StrEnum):
    """What an evaluator did."""

    ASKED = "asked"
    RECUSED = "recused"
    RELEASED = "released"
    """The office took them off again."""
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
    blind_scores: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What they gave before they knew the others' scores; ``scores`` may be thought over in the discussion."""
    asked_why: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Why this person: the facts on which the allocation chose, or who named them."""
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who named them by hand; nobody: the house chose."""

    round: Mapped[EvaluationRound] = relationship(lazy="raise_on_sql", back_populates="evaluations")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")
