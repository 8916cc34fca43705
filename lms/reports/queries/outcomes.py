"""What became of those who applied for a boot camp."""

from datetime import datetime, timedelta

from sqlalchemy import case, exists, func, select

from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence
from lms.kit.db import db
from lms.reports.models.heat import CountedPlace
from lms.reports.queries.crosstabs import Crosstab
from lms.reports.queries.frame import Frame

TWO_YEARS = timedelta(days=730)


def outcomes_by_post(frame: Frame, moment: datetime) -> Crosstab:
    """People who applied in the last two years: (people, had a place, attended a session, graduated), by department and post. One statement."""
    person = CountedPlace.person_id
    placed = exists().where(Place.person_id == person, Place.state != PlaceState.GIVEN_UP, Place.taken_at > moment - TWO_YEARS)
    graduated = exists().where(Place.person_id == person, Place.state == PlaceState.GRADUATED, Place.taken_at > moment - TWO_YEARS)
    attended = exists().where(
        Attendance.person_id == person, Attendance.presence.in_((Presence.PRESENT, Presence.LATE)), Attendance.noted_at > moment - TWO_YEARS
    )
    applied = select(Application.person_id).where(Application.submitted_at > moment - TWO_YEARS)
    rows = db.session.execute(
        select(
            CountedPlace.department_id,
            CountedPlace.post_id,
            func.count(),
            *(func.sum(case((deed, 1), else_=0)) for deed in (placed, attended, graduated)),
        )
        .where(person.in_(applied))
        .group_by(CountedPlace.department_id, CountedPlace.post_id)
    )
    return Crosstab(frame, [(row[0], row[1], row[2:]) for row in rows])
