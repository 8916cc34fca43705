"""What a certificate loses when its holder is erased: the name. Number, dates and title stay, so that a paper can still be checked."""

from uuid import UUID

from sqlalchemy import update

from lms.credentials.models import Certificate
from lms.kit.db import db
from lms.people.events import PersonErased


def erase(fact: PersonErased) -> list[UUID]:
    """Take the holder off their certificates; return which, since what was drawn of them still holds the name."""
    held = update(Certificate).where(Certificate.person_id == fact.person_id)
    return list(db.session.scalars(held.values(holder_name="", person_id=None).returning(Certificate.id)))
