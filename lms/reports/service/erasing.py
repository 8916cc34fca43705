"""What reports erase with a person."""

from sqlalchemy import delete, update

from lms.kit.db import db
from lms.people.events import PersonErased
from lms.reports.models.heat import CountedPlace
from lms.reports.models.library import Export, SavedView
from lms.reports.models.questions import CountedAnswer


def erase(fact: PersonErased) -> None:
    """Delete saved views and files. Where the person is counted stays until a roll lets them out: a figure must not fall by one.

    What is counted of them in questions stays as long, as somebody's of whom nothing is known, and so does where they counted before they left.
    """
    for model in (SavedView, Export):
        db.session.execute(delete(model).where(model.person_id == fact.person_id))
    answers = update(CountedAnswer).where(CountedAnswer.person_id == fact.person_id)
    left = update(CountedPlace).where(CountedPlace.person_id == fact.person_id, CountedPlace.left_on.is_not(None))
    for theirs in (answers, left):
        db.session.execute(theirs.values(person_id=None), execution_options={"synchronize_session": False})
