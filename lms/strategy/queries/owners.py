"""Who has initiatives in hand."""

from uuid import UUID

from sqlalchemy import exists, select

from lms.kit.db import db
from lms.kit.memo import once_a_request
from lms.strategy.models.initiatives import Initiative


def owns_an_initiative(person_id: UUID) -> bool:
    """Whether some initiative is in the person's hands. One statement in each request."""
    found = select(exists().where(Initiative.owner_id == person_id))
    return once_a_request(("owns-an-initiative", person_id), lambda: bool(db.session.scalar(found)))
