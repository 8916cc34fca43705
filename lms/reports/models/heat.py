"""Kept figures of the heat map, and what is counted where. Everything here can be computed again from people, posts and standings."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.clock import now
from lms.kit.db import Base

_ROOM_FOR_CHANGES = {"postgresql_with": {"fillfactor": 70}}
"""Each change of a level writes into these rows: PostgreSQL keeps them in their page, and no index has to learn of it."""


class Roll(Base):
    """One counting of who works where. Between two rolls, nobody comes to or leaves a figure."""

    __tablename__ = "report_roll"
    taken_on: Mapped[date] = mapped_column(unique=True)
    counted: Mapped[int]
    waiting: Mapped[int]
    """Changes that are not counted yet, because too few of them happened at once."""
    answered_on: Mapped[date | None]
    """When the questions beside the heat map were counted: the same day, but where the house was brought up to date in between."""


class CountedDepartment(Base):
    """Below which department the reports count another. One that people are counted in stays where it is: sums above it must not change by a few."""

    __tablename__ = "report_department"
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"))


class CountedPlace(Base):
    """In which department and post the reports count a person, since the last roll that let them in.

    Who left is remembered for two years: those who come back one by one would be told from those who do not. An erased person's place names
    nobody once they left.
    """

    __tablename__ = "report_place"
    __table_args__ = (Index(None, "department_id", "post_id"),)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), unique=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    company: Mapped[UUID] = mapped_column(default=uuid4)
    """With whom they came, or left."""
    since: Mapped[date]
    left_on: Mapped[date | None]
    """They count no more since that roll."""


class CountedRequirement(Base):
    """A level that a post requires in the reports: the requirement in force, and since when it is one.

    One that is in force no more is remembered for two years: who leaves the post then waits as if it were, for figures of before count them.
    """

    __tablename__ = "report_requirement"
    __table_args__ = (UniqueConstraint("post_id", "competence_id"), CheckConstraint("level BETWEEN 1 AND 8", name="one_to_eight"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"), index=True)
    level: Mapped[int]
    since: Mapped[datetime] = mapped_column(default=now)
    dropped_on: Mapped[date | None]


class HeatCell(Base):
    """The people who are counted in a department itself with a post that requires a competence: how many, and how they stand today."""

    __tablename__ = "heat_cell"
    __table_args__ = (
        UniqueConstraint("department_id", "post_id", "competence_id"),
        CheckConstraint("at_level >= 0 AND at_level <= people", name="no_more_than_people"),
        CheckConstraint("gap_sum >= 0", name="gap_not_negative"),
        _ROOM_FOR_CHANGES,
    )
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"), index=True)
    required: Mapped[int]
    """The level that the post requires."""
    people: Mapped[int] = mapped_column(default=0)
    at_level: Mapped[int] = mapped_column(default=0)
    """Those who reach the required level."""
    gap_sum: Mapped[int] = mapped_column(default=0)
    """Levels that are missing to the required one, over all of them."""


class HeatMonth(Base):
    """By how much a cell changed within a calendar month: a figure of before is today's, less what changed since."""

    __tablename__ = "heat_month"
    __table_args__ = (UniqueConstraint("month", "department_id", "post_id", "competence_id"), _ROOM_FOR_CHANGES)
    month: Mapped[date]
    """Its first day."""
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"), index=True)
    people: Mapped[int] = mapped_column(default=0)
    at_level: Mapped[int] = mapped_column(default=0)
    gap_sum: Mapped[int] = mapped_column(default=0)


class HeatEntry(Base):
    """A figure of the heat map as it is read: of a department with all below it (none: the whole house), a post (none: all), a competence.
    It is the sum of its cells, kept in the same transaction."""

    __tablename__ = "heat_entry"
    __table_args__ = (
        Index("ix_heat_entry_of_place", "department_id", "post_id", "competence_id"),
        Index("ix_heat_entry_of_competence", "competence_id", "department_id", "post_id"),
        _ROOM_FOR_CHANGES,
    )
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"))
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    people: Mapped[int]
    at_level: Mapped[int] = mapped_column(default=0)
    gap_sum: Mapped[int] = mapped_column(default=0)
    published: Mapped[bool]
    """A group of its own; once held back, it stays so while people are in it."""
    told: Mapped[bool]
    """It was a group of its own at some time: what it told then is known, so those who are in it wait as if it still were. Such a row stays
    when nobody counts in it any more."""
    visible: Mapped[bool]
    """The sum of groups that are all published: it may be shown."""
