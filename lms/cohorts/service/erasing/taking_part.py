"""What boot camps erase of a person's way into them, and of how they took part."""

from sqlalchemy import delete, select, update

from lms.cohorts.models.calls import Application, ApplicationMove, Invitation
from lms.cohorts.models.care import CheckIn
from lms.cohorts.models.timetable import Attendance, PersonalCalendar, SessionWord
from lms.kit.db import db
from lms.people.events import PersonErased


def erase(fact: PersonErased) -> None:
    """Delete what the person wrote, and what was written about it; seats, attendance and ratings stay without name."""
    own = select(Application.id).where(Application.person_id == fact.person_id)
    for statement in (
        update(ApplicationMove).where(ApplicationMove.application_id.in_(own)).values(reason=""),
        update(Application).where(Application.person_id == fact.person_id).values(motivation="", screening={}, skipped=""),
        update(Attendance).where(Attendance.person_id == fact.person_id).values(explanation=""),
    ):
        db.session.execute(statement)
    for model in (Invitation, SessionWord, PersonalCalendar, CheckIn):
        db.session.execute(delete(model).where(model.person_id == fact.person_id))
