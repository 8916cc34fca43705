"""Reads of people for the strategy: whom somebody named."""

from sqlalchemy import select

from lms.kit.db import db
from lms.people.models import Person


def colleague(email: str) -> Person | None:
    """The officer with that address who works here; nobody for members from outside. One statement."""
    asked = select(Person).where(Person.email == email.strip().lower(), Person.active, Person.external.is_(False))
    return db.session.scalar(asked)
