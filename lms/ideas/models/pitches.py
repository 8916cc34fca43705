"""Ideas as they are pitched: challenges, authors, files, supporters, followers, comments, moves and mergers."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Department, Person
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Objective


class Challenge(Base):
    """A call for ideas by a department: a problem, criteria, dates and a reward."""

    __tablename__ = "challenge"
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="closes_after_opening"),)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text)
    criteria: Mapped[str] = mapped_column(Text, default="")
    reward: Mapped[str] = mapped_column(String(300), default="")
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    """When the department closed it; before that day its dates decide."""
    outcome: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What became of it, in the department's words, once it is closed."""
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    department: Mapped[Department] = relationship(lazy="raise_on_sql")

    def is_open(self, today: date) -> bool:
        """Whether ideas may answer it on ``today``."""
        return self.closed_at is None and self.opens_on <= today <= self.closes_on


class IdeaState(StrEnum):
    """Where an idea stands; ``workflow`` holds the moves, who makes them, and the terms in working days."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    """Waits for screening."""
    RETURNED = "returned"
    """Screened: the author is asked for more."""
    IN_EVALUATION = "in_evaluation"
    SEEKING_SPONSOR = "seeking_sponsor"
    SPONSORED = "sponsored"
    PILOT_DESIGNED = "pilot_designed"
    PILOT_RUNNING = "pilot_running"
    HANDED_OVER = "handed_over"
    """Became an initiative or a project."""
    ADOPTED = "adopted"
    """Became routine."""
    STOPPED = "stopped"
    """Stopped with the learning recorded."""
    PARKED = "parked"
    MERGED = "merged"
    DECLINED = "declined"


class Idea(Base):
    """A pitch: the problem before the solution. Its number is its address for ever, merged or not."""

    __tablename__ = "idea"
    __table_args__ = (
        CheckConstraint("cost_from IS NULL OR cost_until IS NULL OR cost_until >= cost_from", name="cost_range_in_order"),
        Index(None, "state", "moved_at"),
    )
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[IdeaState] = mapped_column(default=IdeaState.DRAFT)
    title: Mapped[str] = mapped_column(String(200), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    sufferers: Mapped[str] = mapped_column(String(300), default="")
    """Who suffers from the problem."""
    frequency: Mapped[str] = mapped_column(String(300), default="")
    """How often."""
    solution: Mapped[str] = mapped_column(Text, default="")
    cost_from: Mapped[Decimal | None]
    cost_until: Mapped[Decimal | None]
    differs: Mapped[str] = mapped_column(Text, default="")
    """Why it differs from a similar idea, in the author's words; kept for evaluators."""
    anonymous: Mapped[bool] = mapped_column(default=False)
    """Until screening, the programme office alone sees who wrote it."""
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts how often the text was saved, so that two windows do not overwrite each other."""
    handled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who of the programme office took it on, and is reminded first."""
    objective_id: Mapped[UUID | None] = mapped_column(ForeignKey("objective.id", ondelete="SET NULL"), index=True)
    challenge_id: Mapped[UUID | None] = mapped_column(ForeignKey("challenge.id", ondelete="SET NULL"), index=True)
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"), index=True)
    """Where the author worked at submission."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    moved_at: Mapped[datetime] = mapped_column(default=now)
    """When it came into its state; the term runs from here."""
    parked_until: Mapped[date | None]
    first_answer_at: Mapped[datetime | None]
    """When a person first answered the author."""
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("idea.id", ondelete="RESTRICT"), index=True)
    learning: Mapped[str] = mapped_column(Text, default="")
    """What was learnt, once it was stopped or decided."""
    initiative_id: Mapped[UUID | None] = mapped_column(ForeignKey("initiative.id", ondelete="SET NULL"), index=True)
    """The initiative that it became. A project that it became points here instead."""

    objective: Mapped[Objective | None] = relationship(lazy="raise_on_sql")
    challenge: Mapped[Challenge | None] = relationship(lazy="raise_on_sql")
    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")
    initiative: Mapped[Initiative | None] = relationship(lazy="raise_on_sql")
    authors: Mapped[list["IdeaAuthor"]] = relationship(lazy="raise_on_sql", order_by="IdeaAuthor.since, IdeaAuthor.id", back_populates="idea")
    merged_into: Mapped["Idea | None"] = relationship(lazy="raise_on_sql", remote_side="Idea.id")


class IdeaAuthor(Base):
    """An author of an idea; the first is whoever pitched it. Credit is permanent."""

    __tablename__ = "idea_author"
    __table_args__ = (UniqueConstraint("idea_id", "person_id"),)
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    first: Mapped[bool] = mapped_column(default=False)
    agreed_at: Mapped[datetime | None]
    """When a co-author agreed to be one; nothing yet: asked."""
    since: Mapped[datetime] = mapped_column(default=now)
    masked: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nobody but the co-authors and the programme office may learn who this is: the idea is anonymous and was not admitted yet."""

    idea: Mapped[Idea] = relationship(lazy="raise_on_sql", back_populates="authors")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class IdeaFile(Base):
    """A file of evidence; its bytes lie among the blobs."""

    __tablename__ = "idea_file"
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("idea.id", ondelete="SET NULL"))
    """The idea it was added to, where a merger brought it here."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class IdeaSupport(Base):
    """A person supports an idea; once."""

    __tablename__ = "idea_support"
    __table_args__ = (UniqueConstraint("idea_id", "person_id"),)
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class IdeaFollow(Base):
    """A person is told what becomes of an idea."""

    __tablename__ = "idea_follow"
    __table_args__ = (UniqueConstraint("idea_id", "person_id"),)
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class Stance(StrEnum):
    """Where a comment stands."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class IdeaComment(Base):
    """A comment on an idea. ``origin_id`` is the idea it was written under, where a merger brought it here."""

    __tablename__ = "idea_comment"
    __table_args__ = (Index(None, "idea_id", "at"),)
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("idea.id", ondelete="SET NULL"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    stance: Mapped[Stance] = mapped_column(default=Stance.NEUTRAL)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
    hidden_at: Mapped[datetime | None]
    hidden_why: Mapped[str] = mapped_column(String(300), default="")
    hidden_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])


class CommentReport(Base):
    """Somebody asks the programme office to look at a comment; once per person and comment."""

    __tablename__ = "idea_comment_report"
    __table_args__ = (UniqueConstraint("comment_id", "by_id"),)
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("idea_comment.id", ondelete="CASCADE"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    comment: Mapped[IdeaComment] = relationship(lazy="raise_on_sql")


class IdeaJoin(Base):
    """Somebody with a similar idea asks to join this one; an author accepts or declines. At most one waits per idea and person."""

    __tablename__ = "idea_join"
    __table_args__ = (
        Index(
            "uq_idea_join_waiting",
            "idea_id",
            "person_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
        CheckConstraint("(answered_at IS NULL) = (accepted IS NULL)", name="answer_with_date"),
    )
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    """What they would bring."""
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]

    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class IdeaReminder(Base):
    """Somebody was told of a term that runs out: once per stay of an idea in a state (``since``) and stage."""

    __tablename__ = "idea_reminder"
    __table_args__ = (UniqueConstraint("idea_id", "since", "stage"),)
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    since: Mapped[datetime]
    stage: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=now)


class IdeaMove(Base):
    """One move of an idea through its workflow. Append-only; the timeline is told from here."""

    __tablename__ = "idea_move"
    __table_args__ = (Index(None, "idea_id", "at"),)
    idea_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    deed: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """Which step of ``workflow`` it was."""
    before: Mapped[IdeaState | None]
    after: Mapped[IdeaState]
    reason: Mapped[str] = mapped_column(Text, default="")


_STANDING = text("undone_at IS NULL")


class IdeaMerger(Base):
    """An idea was merged into another; ``before`` is what both had, so that it can be undone exactly within thirty days."""

    __tablename__ = "idea_merger"
    __table_args__ = (
        Index("uq_idea_merger_standing", "merged_id", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING),
    )
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="RESTRICT"), index=True)
    into_id: Mapped[UUID] = mapped_column(ForeignKey("idea.id", ondelete="RESTRICT"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    before: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    merged: Mapped[Idea] = relationship(lazy="raise_on_sql", foreign_keys=[merged_id])
    into: Mapped[Idea] = relationship(lazy="raise_on_sql", foreign_keys=[into_id])
