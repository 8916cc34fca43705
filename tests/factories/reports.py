"""What a report says as HR reads it, and what it counts, for tests."""

from datetime import timedelta

from sqlalchemy import select

from lms.catalogue.models import CourseVersion
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.credentials.models import Certificate
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment
from lms.people.models import Role
from lms.reports.filters import Filters
from lms.reports.queries.built import REPORTS
from lms.reports.queries.frame import frame
from lms.reports.service.rolls import take_roll
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_person


def read(key, **filters):
    """The tables of a report as HR reads it after this month's roll: title -> {row: figures as words}."""
    with transaction():
        take_roll()
    reader = make_person("Hanna", Role.HR)
    tables = REPORTS[key].build(frame(Filters(**filters), reader), today())
    return {table.title: {row[0]: [str(value) for value in row[1:]] for row in table.rows} for table in tables}


def enrol(people, course, **facts):
    """Let people take a course, with those facts."""
    version = db.session.scalars(select(CourseVersion).where(CourseVersion.course_id == course.id)).one()
    rows = [Enrolment(person_id=one.id, course_id=course.id, version_id=version.id, **facts) for one in people]
    db.session.add_all(rows)
    db.session.commit()
    return rows


def paper(person, number, **facts):
    """A certificate of somebody's ``number``-th cycle of ``course``, with those facts."""
    course = facts.pop("course")
    version = db.session.scalars(select(CourseVersion).where(CourseVersion.course_id == course.id)).one()
    enrolment = Enrolment(person_id=person.id, course_id=course.id, version_id=version.id, cycle=number, completed_at=now(), left_at=None)
    db.session.add(enrolment)
    db.session.flush()
    given = {"learning_points": 2, "effort_minutes": 90, "issued_at": now() - timedelta(days=30), **facts}
    row = Certificate(
        number=f"CC-2026-{Certificate.__name__}{db.session.query(Certificate).count()}"[:30],
        code=f"C{db.session.query(Certificate).count():025}",
        enrolment_id=enrolment.id,
        person_id=person.id,
        course_id=course.id,
        version_id=version.id,
        holder_name=person.name,
        course_title="Course",
        language="en",
        issuer="City",
        began_on=today(),
        completed_on=today(),
        outcomes=[],
        competences=[],
        **given,
    )
    db.session.add(row)
    db.session.commit()
    return row


def apply(people, few):
    """Fifteen at Home and all the others apply for a boot camp; twelve take a seat, of whom one gives it up; nine come, six graduate."""
    cohort = make_cohort(seats=30)
    meeting = Session(cohort_id=cohort.id, key="one", title="One", begins_at=now(), ends_at=now() + timedelta(hours=1))
    db.session.add(meeting)
    db.session.flush()
    for number, person in enumerate([*people[:15], *few]):
        db.session.add(Application(cohort_id=cohort.id, person_id=person.id, motivation="x", state=ApplicationState.ACCEPTED))
        if number < 12:
            state = PlaceState.GRADUATED if number < 6 else PlaceState.GIVEN_UP if number == 11 else PlaceState.HELD
            db.session.add(Place(cohort_id=cohort.id, person_id=person.id, state=state))
        if number < 9:
            presence = Presence.LATE if number == 8 else Presence.PRESENT
            db.session.add(Attendance(session_id=meeting.id, person_id=person.id, presence=presence))
        if number == 9:
            db.session.add(Attendance(session_id=meeting.id, person_id=person.id, presence=Presence.EXCUSED))
    db.session.commit()
