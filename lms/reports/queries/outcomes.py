"""What became of those who applied for a boot camp."""

from datetime import datetime, timedelta

from sqlalchemy import Subquery, case, exists, select

from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence
from lms.people.models import Person
from lms.reports.models.questions import VALUES

TWO_YEARS = timedelta(days=730)

NO_GRADE = ""
"""What those count under whose post has no grade."""


def applicants(moment: datetime) -> Subquery:
    """People who applied in the last two years: had a place, attended a session, graduated."""
    since = moment - TWO_YEARS
    placed = exists().where(Place.person_id == Person.id, Place.state != PlaceState.GIVEN_UP, Place.taken_at > since)
    attended = exists().where(
        Attendance.person_id == Person.id, Attendance.presence.in_((Presence.PRESENT, Presence.LATE)), Attendance.noted_at > since
    )
    graduated = exists().where(Place.person_id == Person.id, Place.state == PlaceState.GRADUATED, Place.taken_at > since)
    deeds = [case((deed, 1), else_=0).label(name) for name, deed in zip(VALUES, (placed, attended, graduated), strict=False)]
    applied = select(Application.person_id).where(Application.submitted_at > since)
    return select(Person.id.label("person_id"), *deeds).where(Person.id.in_(applied)).subquery()
