"""What reports erase with a person."""

from sqlalchemy import delete

from lms.kit.db import db
from lms.people.events import PersonErased
from lms.reports.models.library import Export, SavedView


def erase(fact: PersonErased) -> None:
    """Delete saved views and files. Where the person is counted stays until a roll lets them out: a figure must not fall by one."""
    for model in (SavedView, Export):
        db.session.execute(delete(model).where(model.person_id == fact.person_id))
