"""What became of those who applied for a boot camp."""

from datetime import datetime, timedelta

from sqlalchemy import case, exists, func, literal, select

from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence
from lms.kit.db import db
from lms.people.models import Post
from lms.reports.models.heat import CountedPlace
from lms.reports.queries.crosstabs import Crosstab
from lms.reports.queries.frame import Frame

TWO_YEARS = timedelta(days=730)


NO_GRADE = ""
"""What those count under whose post has no grade."""


def outcomes_by_grade(frame: Frame, moment: datetime) -> Crosstab:
    """People who applied in the last two years: (people, had a place, attended a session, graduated), by department and grade. One statement.

    Not by post as well: a grade less its large posts would be a small one.
    """
    person = CountedPlace.person_id
    placed = exists().where(Place.person_id == person, Place.state != PlaceState.GIVEN_UP, Place.taken_at > moment - TWO_YEARS)
    graduated = exists().where(Place.person_id == person, Place.state == PlaceState.GRADUATED, Place.taken_at > moment - TWO_YEARS)
    attended = exists().where(
        Attendance.person_id == person, Attendance.presence.in_((Presence.PRESENT, Presence.LATE)), Attendance.noted_at > moment - TWO_YEARS
    )
    applied = select(Application.person_id).where(Application.submitted_at > moment - TWO_YEARS)
    grade = func.coalesce(Post.grade, literal(NO_GRADE, literal_execute=True))
    rows = db.session.execute(
        select(
            CountedPlace.department_id,
            grade,
            func.count(),
            *(func.sum(case((deed, 1), else_=0)) for deed in (placed, attended, graduated)),
        )
        .join(Post, Post.id == CountedPlace.post_id)
        .where(person.in_(applied))
        .group_by(CountedPlace.department_id, grade)
    )
    return Crosstab(frame, [(row[0], row[1], row[2:]) for row in rows])
