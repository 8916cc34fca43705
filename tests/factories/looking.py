"""What stands in the database, for tests that only ask how much of it or whose it is."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from lms.kit.db import Base, db
from lms.notices.models import Notice
from lms.people.models import Person


def count(model: type[Base], *where: ColumnElement[bool]) -> int:
    """How many rows there are."""
    rows: Any = db.session.scalar(select(func.count()).select_from(model).where(*where))
    return int(rows)


def told(kind: str) -> list[str]:
    """Names of those who have a notice of that kind, once for each."""
    return sorted(db.session.scalars(select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind)))


def kinds(person: Person) -> list[str]:
    """Kinds of the notices that somebody has, once for each."""
    return sorted(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id)))
