"""Who works here: officers who may sign in. Members of the leadership team from outside have accounts too, and are none."""

from sqlalchemy import and_, select

from lms.kit.db import db
from lms.people.models import Person

OFFICER = Person.external.is_(False)
"""The account is an officer's, be they here or gone."""
WORKS_HERE = and_(Person.active, OFFICER)
"""The account is open, and an officer's. Whatever counts or lists colleagues asks for this."""


def officer_with_address(email: str) -> Person | None:
    """The officer who works here under that address. One statement."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower(), WORKS_HERE))
