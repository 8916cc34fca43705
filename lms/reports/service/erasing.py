"""What reports erase with a person."""

from sqlalchemy import delete, update

from lms.kit.db import db
from lms.people.events import PersonErased
from lms.reports.models.library import Export, SavedView
from lms.reports.models.questions import CountedAnswer


def erase(fact: PersonErased) -> None:
    """Delete saved views and files. Where the person is counted stays until a roll lets them out: a figure must not fall by one.

    What is counted of them in questions stays as long, as somebody's of whom nothing is known.
    """
    for model in (SavedView, Export):
        db.session.execute(delete(model).where(model.person_id == fact.person_id))
    nobody = update(CountedAnswer).where(CountedAnswer.person_id == fact.person_id).values(person_id=None)
    db.session.execute(nobody, execution_options={"synchronize_session": False})
