"""Frameworks of competences, and what people have shown of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class Retirable:
    """An entry of a framework: nothing is deleted, since evidence, courses and requirements stand on it; it is retired instead."""

    retired_at: Mapped[datetime | None]
    """When the framework ceased to name it. What stands on it stays; nothing new may cite it."""


class Framework(Base):
    """A published set of competences, such as DigComp 3.0, or one that the city wrote itself."""

    __tablename__ = "framework"
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(400), default="")
    licence: Mapped[str] = mapped_column(String(200), default="")
    is_own: Mapped[bool] = mapped_column(default=False)
    """The city wrote it, and may edit it in the browser; others are brought in line with their official files only."""


class FrameworkVersion(Base):
    """One text of a framework: what all its entries said after a change, who made it, when and why. Append-only."""

    __tablename__ = "framework_version"
    __table_args__ = (UniqueConstraint("framework_id", "number"),)
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id", ondelete="CASCADE"))
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    why: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """``framework_files.FrameworkSpec`` as plain JSON."""


class CompetenceArea(Retirable, Base):
    """A group of competences within a framework."""

    __tablename__ = "competence_area"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")


class Competence(Retirable, Base):
    """An ability that a framework names; its ``code`` is what courses cite."""

    __tablename__ = "competence"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id", ondelete="CASCADE"))
    area_id: Mapped[UUID] = mapped_column(ForeignKey("competence_area.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")

    framework: Mapped[Framework] = relationship(lazy="raise_on_sql")
    area: Mapped[CompetenceArea] = relationship(lazy="raise_on_sql")


class ProficiencyLevel(Retirable, Base):
    """One of the eight levels of a framework, within its band."""

    __tablename__ = "proficiency_level"
    __table_args__ = (UniqueConstraint("framework_id", "number"), CheckConstraint("number BETWEEN 1 AND 8", name="one_to_eight"))
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id", ondelete="CASCADE"))
    number: Mapped[int]
    band: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    """What work at this level looks like, in the framework's words."""


class OutcomeKind(StrEnum):
    """What an outcome is about."""

    KNOWLEDGE = "knowledge"
    SKILL = "skill"
    ATTITUDE = "attitude"


class FrameworkOutcome(Retirable, Base):
    """A learning outcome that a framework intends; never shown as achieved."""

    __tablename__ = "framework_outcome"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[OutcomeKind]
    band: Mapped[str] = mapped_column(String(60))
    ai_label: Mapped[str] = mapped_column(String(30), default="")


class FrameworkStatement(Retirable, Base):
    """A sentence of a framework in which somebody may know themselves; shown beside the question of a self-assessment."""

    __tablename__ = "framework_statement"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    band: Mapped[str] = mapped_column(String(60), default="")
    ai_label: Mapped[str] = mapped_column(String(30), default="")


class Relation(StrEnum):
    """How one competence corresponds to another: "A is … than B"."""

    SAME = "same"
    BROADER = "broader"
    NARROWER = "narrower"
    RELATED = "related"


class Correspondence(Base):
    """What a competence of one framework is to one of another. Kept once per pair, and read from both sides."""

    __tablename__ = "competence_correspondence"
    __table_args__ = (
        UniqueConstraint("competence_id", "other_id", name="uq_competence_correspondence_pair"),
        CheckConstraint("competence_id <> other_id", name="two_competences"),
    )
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"), index=True)
    relation: Mapped[Relation]
    note: Mapped[str] = mapped_column(String(300), default="")
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)

    competence: Mapped[Competence] = relationship(foreign_keys=[competence_id], lazy="raise_on_sql")
    other: Mapped[Competence] = relationship(foreign_keys=[other_id], lazy="raise_on_sql")


class EvidenceKind(StrEnum):
    """Where a piece of evidence comes from."""

    CERTIFICATE = "certificate"
    QUIZ = "quiz"
    """A quiz result on items that are tagged with an outcome of the competence."""
    OBSERVED = "observed"
    """A task at work that somebody watched."""
    OWN_RATING = "own_rating"
    MANAGER_RATING = "manager_rating"
    TRAINER_RATING = "trainer_rating"
    PRIOR_LEARNING = "prior_learning"
    """Learnt elsewhere, and reviewed by a second person."""


class Evidence(Base):
    """A dated fact that shows a competence at a level. Nothing overwrites it; it is withdrawn, or it expires."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("person_id", "competence_id", "kind", "source_id"),
        CheckConstraint("level BETWEEN 1 AND 8", name="one_to_eight"),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[EvidenceKind]
    source_id: Mapped[UUID]
    """Id of the certificate (or other source) behind it."""
    label: Mapped[str] = mapped_column(String(300))
    """What the source is called, in words that outlive it."""
    level: Mapped[int]
    items: Mapped[int] = mapped_column(default=1)
    """How many observations it stands for, such as the items of a quiz."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who judged; nobody where the house itself did."""
    note: Mapped[str] = mapped_column(Text, default="")
    shown_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id], lazy="raise_on_sql")


class Confidence(StrEnum):
    """How sure a level is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Standing(Base):
    """The level that a person's evidence shows of a competence today, by the rules in force. Kept by the transaction that writes evidence;
    it can be computed again from the ledger at any time, and is the same then."""

    __tablename__ = "standing"
    __table_args__ = (
        UniqueConstraint("person_id", "competence_id"),
        CheckConstraint("level BETWEEN 0 AND 8", name="nought_to_eight"),
        CheckConstraint("(falls_at IS NULL) = (falls_to IS NULL)", name="falls_somewhere"),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"), index=True)
    level: Mapped[int] = mapped_column(default=0)
    """0: what is there is not enough to say a level."""
    confidence: Mapped[Confidence] = mapped_column(default=Confidence.LOW)
    pieces: Mapped[int] = mapped_column(default=0)
    oldest_at: Mapped[datetime | None]
    newest_at: Mapped[datetime | None]
    recheck_at: Mapped[datetime | None] = mapped_column(index=True)
    """When age or expiry of some evidence may change the level next."""
    falls_at: Mapped[datetime | None] = mapped_column(index=True)
    """When age or expiry alone will lower the level, if nothing is added; most changes of weight do not."""
    falls_to: Mapped[int | None]
    """The level then."""
    rules_number: Mapped[int] = mapped_column(default=0, index=True)
    """The version of the rules by which it was computed; one that is behind is computed again by a job."""


class StandingChange(Base):
    """A level that changed. Append-only: the history of a person's competences, and what a trend is computed from."""

    __tablename__ = "standing_change"
    __table_args__ = (Index("ix_standing_change_of", "person_id", "competence_id", "at"),)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[int]
    after: Mapped[int]
    because: Mapped[str] = mapped_column(String(40), default="")
    """``evidence``, ``age``, ``withdrawal``, ``rules``."""


_IN_FORCE, _OPEN = text("superseded_at IS NULL"), text("finished_at IS NULL")


class RoleProfile(Base):
    """What a post requires. An edit is a new row; the one without ``superseded_at`` is in force, one per post."""

    __tablename__ = "role_profile"
    __table_args__ = (
        UniqueConstraint("post_id", "number"),
        Index("uq_role_profile_in_force", "post_id", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
    )
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    superseded_at: Mapped[datetime | None]

    requirements: Mapped[list["Requirement"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="profile")


class Requirement(Base):
    """A level of a competence that a role profile requires."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("profile_id", "competence_id"), CheckConstraint("level BETWEEN 1 AND 8", name="one_to_eight"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("role_profile.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="RESTRICT"), index=True)
    level: Mapped[int]

    profile: Mapped[RoleProfile] = relationship(back_populates="requirements", lazy="raise_on_sql")
    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")


class LevelRules(Base):
    """A version of the rules by which evidence becomes a level (``levels.rules``). Its content is written once."""

    __tablename__ = "level_rules"
    number: Mapped[int] = mapped_column(unique=True)
    content: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    in_force: Mapped[bool | None] = mapped_column(unique=True)
    """True for the version in force and nothing for all others, so that there can be only one."""
    in_force_at: Mapped[datetime | None]
    """Nothing: a draft, to look at what it would change."""
    superseded_at: Mapped[datetime | None]

    made_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Observer(Base):
    """A colleague whom HR named to note tasks that they watched others do; over when ``ended_at`` is set."""

    __tablename__ = "observer"
    __table_args__ = (
        Index("uq_observer_named", "person_id", unique=True, sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    named_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    named_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


_WAITING = text("answered_at IS NULL")


class RatingRequest(Base):
    """An officer asks somebody to say how they see one competence."""

    __tablename__ = "rating_request"
    __table_args__ = (
        Index("uq_rating_request_waiting", "person_id", "competence_id", "rater_id", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"))
    rater_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")


class ClaimState(StrEnum):
    """Where a claim of prior learning stands; ``workflow`` holds the moves."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Claim(Base):
    """What an officer says they learnt elsewhere, until a second person has looked at it; accepted, it becomes evidence."""

    __tablename__ = "claim"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 8", name="one_to_eight"),)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="RESTRICT"))
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.SUBMITTED, index=True)
    level: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    learnt_on: Mapped[date]
    link: Mapped[str] = mapped_column(String(400), default="")
    file_hash: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")


class ClaimMove(Base):
    """One move of a claim through its workflow. Append-only."""

    __tablename__ = "claim_move"
    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[ClaimState | None]
    after: Mapped[ClaimState]
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class SelfAssessment(Base):
    """An officer looks at all competences of a framework; one that is not finished is taken up where it was left."""

    __tablename__ = "self_assessment"
    __table_args__ = (Index("uq_self_assessment_open", "person_id", "framework_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id", ondelete="CASCADE"))
    begun_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class SelfRating(Base):
    """How an officer sees one competence of their own in a self-assessment; 0 is "not yet"."""

    __tablename__ = "self_rating"
    __table_args__ = (UniqueConstraint("assessment_id", "competence_id"), CheckConstraint("level BETWEEN 0 AND 8", name="nought_to_eight"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("self_assessment.id", ondelete="CASCADE"))
    competence_id: Mapped[UUID] = mapped_column(ForeignKey("competence.id", ondelete="CASCADE"))
    level: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(default=now)
