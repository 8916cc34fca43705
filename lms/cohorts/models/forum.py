"""What is said in a cohort: announcements, and the forum."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.cohorts.models.cohorts import Cohort
from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class Announcement(Base):
    """What a trainer told all participants. It went out by inbox and mail, so it is never changed."""

    __tablename__ = "cohort_announcement"
    __table_args__ = (Index(None, "cohort_id", "at"),)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class ForumTopic(Base):
    """Something that a cohort talks about."""

    __tablename__ = "forum_topic"
    __table_args__ = (Index(None, "cohort_id", "last_at"),)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(160))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    last_at: Mapped[datetime] = mapped_column(default=now)
    """When the newest post was written."""
    locked_at: Mapped[datetime | None]
    """From when on nobody may post."""
    locked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    cohort: Mapped[Cohort] = relationship(lazy="raise_on_sql")
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id], lazy="raise_on_sql")


class ForumPost(Base):
    """A post, or a reply to one (one level deep). Nothing is deleted: staff hide it, with a reason, and may show it again."""

    __tablename__ = "forum_post"
    __table_args__ = (
        Index(None, "topic_id", "at"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_reason IS NULL)", name="hidden_with_reason"),
    )
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("forum_topic.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_post.id", ondelete="CASCADE"), index=True)
    """The post that this replies to; that one replies to none."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    hidden_reason: Mapped[str | None] = mapped_column(Text)

    topic: Mapped[ForumTopic] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class FormerText(Base):
    """What a post said before an edit. Append-only; moderators read it."""

    __tablename__ = "forum_former_text"
    post_id: Mapped[UUID] = mapped_column(ForeignKey("forum_post.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(default=now)
    """When it was replaced."""


class Mention(Base):
    """That a post speaks to somebody by name; they were told once."""

    __tablename__ = "forum_mention"
    __table_args__ = (UniqueConstraint("post_id", "person_id"),)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("forum_post.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class PostReport(Base):
    """That somebody asks the staff to look at a post."""

    __tablename__ = "forum_report"
    __table_args__ = (UniqueConstraint("post_id", "by_id"),)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("forum_post.id", ondelete="CASCADE"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    """When staff hid the post, or found nothing wrong with it."""
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    post: Mapped[ForumPost] = relationship(lazy="raise_on_sql")


class TopicRead(Base):
    """Up to when somebody has read a topic; later posts of others are new to them."""

    __tablename__ = "forum_topic_read"
    __table_args__ = (UniqueConstraint("topic_id", "person_id"),)
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("forum_topic.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    read_at: Mapped[datetime] = mapped_column(default=now)


class Rhythm(StrEnum):
    """How often the forum is told by mail."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Digest(Base):
    """How often a person wants the forum's news by mail, and up to when they were told. Who has no row gets it weekly."""

    __tablename__ = "forum_digest"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.WEEKLY)
    told_until: Mapped[datetime | None]
