"""Reads of plans whose day comes."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.people.models import Person


def due_by(day: date) -> list[UUID]:
    """Ids of the enrolments in progress, of active people, that are planned to end by ``day``."""
    return list(
        db.session.scalars(
            select(Enrolment.id)
            .join(Enrolment.person)
            .where(Enrolment.due_on <= day, Enrolment.completed_at.is_(None), Enrolment.left_at.is_(None), Person.active)
            .order_by(Enrolment.due_on, Enrolment.id)
        )
    )


def with_person_and_course(enrolment_ids: list[UUID]) -> list[Enrolment]:
    """Those enrolments with what a reminder says. One statement."""
    return list(
        db.session.scalars(
            select(Enrolment)
            .join(Enrolment.person)
            .join(Enrolment.course)
            .join(Enrolment.version)
            .where(Enrolment.id.in_(enrolment_ids))
            .options(contains_eager(Enrolment.person), contains_eager(Enrolment.course), contains_eager(Enrolment.version))
        )
    )
