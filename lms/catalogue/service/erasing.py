"""What the catalogue erases with a person."""

from sqlalchemy import update

from lms.catalogue.models import CourseVersion
from lms.kit.db import db, lowered
from lms.people.events import PersonErased


def erase(fact: PersonErased) -> None:
    """Take the address out of courses that name it as their owner's."""
    db.session.execute(update(CourseVersion).where(lowered(CourseVersion.owner_email) == fact.email).values(owner_email=""))
