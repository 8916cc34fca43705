"""What boot camps erase with a person."""

from sqlalchemy import select, update

from lms.cohorts.models.calls import Application, ApplicationMove
from lms.cohorts.models.work import HandIn, Mark
from lms.kit.db import db
from lms.people.events import PersonErased


def erase(fact: PersonErased) -> None:
    """Delete what the person wrote, and what was written about it; seats, attendance and points stay without name."""
    own = select(Application.id).where(Application.person_id == fact.person_id)
    work = select(HandIn.id).where(HandIn.person_id == fact.person_id)
    for statement in (
        update(ApplicationMove).where(ApplicationMove.application_id.in_(own)).values(reason=""),
        update(Application).where(Application.person_id == fact.person_id).values(motivation="", screening={}, skipped=""),
        update(Mark).where(Mark.hand_in_id.in_(work)).values(comment=""),
        update(HandIn).where(HandIn.person_id == fact.person_id).values(text="", link=""),
    ):
        db.session.execute(statement)
