"""Individual development plans, and the post that somebody would like."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.catalogue.models import Course
from lms.cohorts.models.cohorts import Cohort
from lms.competency.models import Competence
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person, Post


class WishedPost(Base):
    """The post that a person would like. Only they can read it: no manager, no HR, no report."""

    __tablename__ = "wished_post"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    chosen_at: Mapped[datetime] = mapped_column(default=now)

    post: Mapped[Post] = relationship(lazy="raise_on_sql")


class PlanState(StrEnum):
    """Where a plan stands; ``workflow`` holds the moves."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    """Signed by the officer; waits for the line manager."""
    AGREED = "agreed"
    """Signed by both, and in force."""
    SUPERSEDED = "superseded"
    CLOSED = "closed"


_OPEN = text("state IN ('draft', 'proposed')")
_AGREED = text("state = 'agreed'")


class DevelopmentPlan(Base):
    """One version of a person's development plan. Once proposed its text does not change; what changes is a new version."""

    __tablename__ = "development_plan"
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        Index("uq_development_plan_open", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_development_plan_agreed", "person_id", unique=True, sqlite_where=_AGREED, postgresql_where=_AGREED),
        Index(None, "state", "proposed_at"),
        CheckConstraint("state IN ('draft', 'proposed') OR (proposed_at IS NOT NULL AND agreed_at IS NOT NULL)", name="signed_by_both"),
        CheckConstraint("agreed_by_id IS NULL OR agreed_by_id <> person_id", name="two_people"),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    intention: Mapped[str] = mapped_column(Text, default="")
    """What the officer wants to reach in all, in their own words."""
    review_on: Mapped[date | None]
    """When both look at it again."""
    begun_at: Mapped[datetime] = mapped_column(default=now)
    proposed_at: Mapped[datetime | None]
    """When the officer signed it; the name stands in the person."""
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    agreed_by_name: Mapped[str] = mapped_column(String(200), default="")
    """The manager's name as it was when they signed."""
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    """Of the text that the officer signed; the manager signs the same one."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    goals: Mapped[list["Goal"]] = relationship(order_by="Goal.position", back_populates="plan", lazy="raise_on_sql", cascade="all, delete-orphan")


class Goal(Base):
    """What a plan wants to reach: in words, or as a level of a competence."""

    __tablename__ = "development_goal"
    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        CheckConstraint("target_level BETWEEN 1 AND 8", name="one_to_eight"),
        CheckConstraint("(competence_id IS NULL) = (target_level IS NULL)", name="level_of_a_competence"),
    )
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("development_plan.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(400))
    competence_id: Mapped[UUID | None] = mapped_column(ForeignKey("competence.id", ondelete="RESTRICT"), index=True)
    target_level: Mapped[int | None]
    due_on: Mapped[date | None]

    plan: Mapped[DevelopmentPlan] = relationship(back_populates="goals", lazy="raise_on_sql")
    competence: Mapped[Competence | None] = relationship(lazy="raise_on_sql")
    actions: Mapped[list["Action"]] = relationship(
        order_by="Action.position", back_populates="goal", lazy="raise_on_sql", cascade="all, delete-orphan"
    )


class ActionKind(StrEnum):
    """What somebody does for a goal."""

    COURSE = "course"
    BOOT_CAMP = "boot_camp"
    OBSERVED = "observed"
    """A task at work that somebody watches; done with the evidence of it."""
    FREE = "free"
    """Anything else; the officer ticks it."""


class Action(Base):
    """Something to do for a goal. Of a course or boot camp the house knows how far it is; ``ticked_at`` is for free text only."""

    __tablename__ = "development_action"
    __table_args__ = (
        UniqueConstraint("goal_id", "position"),
        CheckConstraint("(kind = 'course') = (course_id IS NOT NULL)", name="course_of_a_course"),
        CheckConstraint("(kind = 'boot_camp') = (cohort_id IS NOT NULL)", name="cohort_of_a_boot_camp"),
        CheckConstraint("kind = 'free' OR ticked_at IS NULL", name="only_free_text_is_ticked"),
    )
    goal_id: Mapped[UUID] = mapped_column(ForeignKey("development_goal.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[ActionKind]
    title: Mapped[str] = mapped_column(String(300))
    """What it is called; of a course or boot camp as it was called then."""
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"), index=True)
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"), index=True)
    due_on: Mapped[date | None]
    ticked_at: Mapped[datetime | None]

    goal: Mapped[Goal] = relationship(back_populates="actions", lazy="raise_on_sql")
    course: Mapped[Course | None] = relationship(lazy="raise_on_sql")
    cohort: Mapped[Cohort | None] = relationship(lazy="raise_on_sql")


class PlanMove(Base):
    """One move of a plan through its workflow, with what was said. Append-only."""

    __tablename__ = "development_plan_move"
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("development_plan.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    deed: Mapped[str] = mapped_column(String(20))
    before: Mapped[PlanState | None]
    after: Mapped[PlanState]
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
