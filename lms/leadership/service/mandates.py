"""The mandate: each change is a new version."""

from datetime import date

from lms.audit.service import record
from lms.kit.db import db
from lms.leadership.models import Mandate
from lms.people.models import Person


def write_mandate(text: str, quorum: int, from_day: date, *, by: Person) -> Mandate:
    """Put a new version of the mandate in force from a day on; the ones of before stay to be read."""
    made = Mandate(text=text, quorum=quorum, from_day=from_day, made_by_id=by.id)
    db.session.add(made)
    db.session.flush()
    record("write-mandate", "mandate", made.id, by=by.id, quorum=quorum)
    return made
