"""Certificates: what was earned, in words that outlive the course and the person's name."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base
from lms.people.models import Person


class Certificate(Base):
    """A certificate as issued; only revocation, and the erasure of its holder, change it."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name="revoked_with_reason"),
        CheckConstraint("(enrolment_id IS NULL) <> (place_ref IS NULL)", name="of_a_course_or_a_camp"),
        CheckConstraint(
            "(enrolment_id IS NULL) = (course_id IS NULL) AND (enrolment_id IS NULL) = (version_id IS NULL)", name="course_with_its_enrolment"
        ),
    )
    number: Mapped[str] = mapped_column(String(30), unique=True)
    """Printed on the paper, such as CC-2026-000123."""
    code: Mapped[str] = mapped_column(String(40), unique=True)
    """128 random bits, the public address under which anyone can check the paper."""
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"), unique=True)
    """The completed enrolment behind it; nothing where it stands on a boot camp."""
    place_ref: Mapped[UUID | None] = mapped_column(unique=True)
    """The graduate's place in a boot camp. It belongs to a slice beside this one, so no foreign key leads there."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"), index=True)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("course_version.id", ondelete="RESTRICT"))
    holder_name: Mapped[str] = mapped_column(String(200))
    course_title: Mapped[str] = mapped_column(String(200))
    """Title of the course, or of the boot camp."""
    language: Mapped[str] = mapped_column(String(8))
    issuer: Mapped[str] = mapped_column(String(200))
    began_on: Mapped[date]
    completed_on: Mapped[date]
    learning_points: Mapped[int]
    effort_minutes: Mapped[int]
    outcomes: Mapped[list[Any]]
    """Texts of the outcomes, as they were."""
    competences: Mapped[list[Any]]
    """``[{"code", "title", "framework", "level"}]``, as they were; a boot camp's also hold the ``id`` of each competence."""
    issued_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    renews_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id", ondelete="SET NULL"))
    """The certificate of the cycle before."""
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(Text)
    revoked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class IssuingStop(Base):
    """Issuing is stopped while a row without ``lifted_at`` is here; completions wait and are served afterwards."""

    __tablename__ = "issuing_stop"
    reason: Mapped[str] = mapped_column(Text)
    stopped_at: Mapped[datetime] = mapped_column(default=now)
    stopped_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    lifted_at: Mapped[datetime | None]
