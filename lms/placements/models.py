"""Openings that initiatives and projects offer, the champions placed on them, and the runs that matched them."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.champions.models import Champion
from lms.competency.models import Competence
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person
from lms.projects.models.projects import Project
from lms.strategy.models.initiatives import Initiative


class OpeningState(StrEnum):
    """Where an opening stands; ``workflow`` holds the moves."""

    DRAFT = "draft"
    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


class Opening(Base):
    """A role that an initiative or a project offers to champions: hours a week over some months, for a team of some size."""

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("(initiative_id IS NULL) <> (project_id IS NULL)", name="of_one_thing"),
        CheckConstraint("ends_on > starts_on AND hours_per_week > 0 AND team_size >= 1", name="figures_make_sense"),
        Index(None, "state"),
    )
    initiative_id: Mapped[UUID | None] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[OpeningState] = mapped_column(default=OpeningState.DRAFT)
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    """Of each member of the team."""
    team_size: Mapped[int] = mapped_column(default=1)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(Text, default="")

    initiative: Mapped[Initiative | None] = relationship(lazy="raise_on_sql")
    project: Mapped[Project | None] = relationship(lazy="raise_on_sql")
    needs: Mapped[list["OpeningNeed"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")


class OpeningMove(Base):
    """One move of an opening through its workflow. Append-only."""

    __tablename__ = "opening_move"
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    deed: Mapped[str] = mapped_column(String(20))
    before: Mapped[OpeningState | None]
    after: Mapped[OpeningState]
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class OpeningNeed(Base):
    """A competence that somebody on the team must have, or may have, at a level."""

    __tablename__ = "opening_need"
    __table_args__ = (UniqueConstraint("opening_id", "competence_id"), CheckConstraint("level BETWEEN 1 AND 8", name="one_to_eight"))
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="RESTRICT"), index=True)
    level: Mapped[int]
    must: Mapped[bool] = mapped_column(default=True)

    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")


class Leaning(StrEnum):
    """What a champion says of an opening before anybody asks."""

    WISH = "wish"
    NOT_FOR_ME = "not_for_me"
    """Nobody but the champion and the matching sees it."""


class OpeningLeaning(Base):
    """What a champion said of an opening: would like it, or it is not for them."""

    __tablename__ = "opening_leaning"
    __table_args__ = (UniqueConstraint("opening_id", "champion_id"),)
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"))
    champion_id: Mapped[UUID] = mapped_column(ForeignKey("champion.id", ondelete="CASCADE"), index=True)
    leaning: Mapped[Leaning]
    at: Mapped[datetime] = mapped_column(default=now)


class OpeningConflict(Base):
    """A conflict of interest between a champion and an opening, declared by the champion or by the programme office."""

    __tablename__ = "opening_conflict"
    __table_args__ = (UniqueConstraint("opening_id", "champion_id"),)
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"))
    champion_id: Mapped[UUID] = mapped_column(ForeignKey("champion.id", ondelete="CASCADE"), index=True)
    interest: Mapped[str] = mapped_column(Text)
    declared_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class GrowthWish(Base):
    """A competence that a champion would like to practise on a placement. Theirs to say; it counts where coverage and fit are equal."""

    __tablename__ = "growth_wish"
    __table_args__ = (UniqueConstraint("champion_id", "competence_id"),)
    champion_id: Mapped[UUID] = mapped_column(ForeignKey("champion.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"), index=True)

    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")


class Side(StrEnum):
    """Who asks for an early end: either needs the other's consent."""

    CHAMPION = "champion"
    OWNER = "owner"


class PlacementState(StrEnum):
    """Where a placement stands; ``workflow`` holds the moves."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    """By the champion; waits for the owner."""
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    """By the champion; the owner learns no reason."""
    REFUSED = "refused"
    """By the owner, with a reason."""
    ENDED = "ended"


_STANDS = text("closed_at IS NULL")
_LIVE = text("state IN ('proposed', 'accepted', 'confirmed')")


class Placement(Base):
    """A champion on an opening. One that lives per champion and opening."""

    __tablename__ = "placement"
    __table_args__ = (
        Index("uq_placement_live", "opening_id", "champion_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "champion_id", "state"),
        CheckConstraint("ends_on >= starts_on AND hours_per_week > 0", name="figures_make_sense"),
        CheckConstraint("(end_asked_by IS NULL) = (end_asked_on IS NULL)", name="end_asked_with_a_day"),
    )
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("opening.id", ondelete="RESTRICT"), index=True)
    champion_id: Mapped[UUID] = mapped_column(ForeignKey("champion.id", ondelete="RESTRICT"))
    state: Mapped[PlacementState] = mapped_column(default=PlacementState.PROPOSED)
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("match_run.id", ondelete="SET NULL"), index=True)
    proposed_at: Mapped[datetime] = mapped_column(default=now)
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    end_asked_by: Mapped[Side | None]
    """Whoever wants to end it early; the other side has to agree."""
    end_asked_on: Mapped[date | None]
    """The last day that is asked for."""

    opening: Mapped[Opening] = relationship(lazy="raise_on_sql")
    champion: Mapped[Champion] = relationship(lazy="raise_on_sql")


class PlacementMove(Base):
    """One move of a placement through its workflow. Append-only."""

    __tablename__ = "placement_move"
    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    deed: Mapped[str] = mapped_column(String(20))
    before: Mapped[PlacementState | None]
    after: Mapped[PlacementState]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Of a declined proposal only the programme office reads it."""

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class OpeningGap(Base):
    """A competence that a team had and has no more: whose level fell is still on the team, and nobody took them off."""

    __tablename__ = "opening_gap"
    __table_args__ = (
        Index("uq_opening_gap_open", "placement_id", "competence_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index(None, "opening_id"),
    )
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"))
    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="RESTRICT"), index=True)
    level: Mapped[int]
    """What the opening needs."""
    from_day: Mapped[date]
    closed_at: Mapped[datetime | None]
    """When the level was there again."""

    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")


class RunState(StrEnum):
    """Where a matching run stands."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class MatchRun(Base):
    """A run of the matching on a snapshot, with its gap to the optimum and what it could not cover."""

    __tablename__ = "match_run"
    __table_args__ = (CheckConstraint("parallel BETWEEN 1 AND 9", name="some_at_once"), Index(None, "state"))
    state: Mapped[RunState] = mapped_column(default=RunState.ASKED)
    progress: Mapped[int] = mapped_column(default=0)
    """Stages done, of six."""
    parallel: Mapped[int] = mapped_column(default=2)
    """On how many openings a champion may be at once."""
    snapshot: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    why_failed: Mapped[str] = mapped_column(String(400), default="")
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    snapshot_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    """When its proposals were sent."""


class MatchAnswer(Base):
    """Why a champion was placed on an opening by a run or not, and what would change it. Computed once, when first asked for."""

    __tablename__ = "match_answer"
    __table_args__ = (UniqueConstraint("run_id", "champion_id", "opening_id"),)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("match_run.id", ondelete="CASCADE"))
    champion_id: Mapped[UUID] = mapped_column(ForeignKey("champion.id", ondelete="CASCADE"), index=True)
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"), index=True)
    state: Mapped[RunState] = mapped_column(default=RunState.ASKED, index=True)
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
