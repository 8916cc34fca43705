"""Frameworks of competences, and what people have shown of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base


class Framework(Base):
    """A published set of competences, such as DigComp 3.0."""

    __tablename__ = "framework"
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(400), default="")
    licence: Mapped[str] = mapped_column(String(200), default="")


class CompetenceArea(Base):
    """A group of competences within a framework."""

    __tablename__ = "competence_area"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")


class Competence(Base):
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


class ProficiencyLevel(Base):
    """One of the eight levels of a framework, within its band."""

    __tablename__ = "proficiency_level"
    __table_args__ = (UniqueConstraint("framework_id", "number"), CheckConstraint("number BETWEEN 1 AND 8", name="one_to_eight"))
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id", ondelete="CASCADE"))
    number: Mapped[int]
    band: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(20), default="")


class OutcomeKind(StrEnum):
    """What an outcome is about."""

    KNOWLEDGE = "knowledge"
    SKILL = "skill"
    ATTITUDE = "attitude"


class FrameworkOutcome(Base):
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


class EvidenceKind(StrEnum):
    """Where a piece of evidence comes from."""

    CERTIFICATE = "certificate"


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
    shown_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    competence: Mapped[Competence] = relationship(lazy="raise_on_sql")
