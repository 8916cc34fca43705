"""Reads of what is public: meetings with organisations from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import extract, func, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.kit.db import db
from lms.people.models import Person
from lms.relations.models import Channel, Contact, NextAction, Organisation, Sector

PAGE = 50


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as the public sees it: no person of either side is named."""

    on_day: date
    organisation: str
    sector: Sector
    channel: Channel
    subject: str
    department: str


_COLUMNS = (Contact.on_day, Organisation.name, Organisation.sector, Contact.channel, Contact.subject, Contact.department)
_PUBLIC = select(*_COLUMNS).join(Organisation, Organisation.id == Contact.organisation_id).where(Contact.published)


def meetings(*, year: int | None = None, page: int | None = 1) -> tuple[list[Meeting], int]:
    """A page of the meetings of a year (or of all), the newest first, and how many there are. Two statements."""
    statement = _PUBLIC.where(extract("year", Contact.on_day) == year) if year is not None else _PUBLIC
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = statement.order_by(Contact.on_day.desc(), Organisation.name, Contact.id)
    if page is not None:
        ordered = ordered.limit(PAGE).offset((page - 1) * PAGE)
    return [Meeting(*row) for row in db.session.execute(ordered)], total


def years() -> list[int]:
    """Years in which there are any, the newest first. One statement."""
    year = extract("year", Contact.on_day)
    return [int(one) for one in db.session.scalars(select(year).where(Contact.published).distinct().order_by(year.desc()))]


def too_old(before: date) -> Sequence[UUID]:
    """Contacts that the log keeps no more. One statement."""
    return db.session.scalars(select(Contact.id).where(Contact.on_day < before).order_by(Contact.on_day)).all()


def due(day: date) -> Sequence[NextAction]:
    """What is to be done by a day, with whoever does it. One statement."""
    return db.session.scalars(
        select(NextAction)
        .join(NextAction.person)
        .join(NextAction.organisation)
        .where(NextAction.done_on.is_(None), NextAction.due_on <= day, Person.active, Organisation.aside_at.is_(None))
        .options(contains_eager(NextAction.organisation), joinedload(NextAction.person))
        .order_by(NextAction.due_on, NextAction.id)
    ).all()
