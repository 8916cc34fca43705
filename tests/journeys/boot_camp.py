"""Who takes part in the boot camp of the tests, and when its days are."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.competency.framework_files import DIGCOMP
from lms.competency.service import frameworks as competency
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from tests.factories.learning import open_course
from tests.factories.people import make_department, make_person

SLUG = "buying-2027"
FIRST_DAY = date(2027, 3, 1)  # a Monday; the clock changes to summer time on the 28th
SEATS, APPLY, STAFF = 24, 28, 2
COURSES = ("digital-foundations", "open-data", "city-test-beds", "cost-benefit")


def morning(day, hour=8):
    """That day of the cohort, counted from its first."""
    return datetime.combine(FIRST_DAY + timedelta(days=day), time(hour), UTC)


class Camp:
    """Who is who, by id, since each deed is a transaction of its own."""

    def __init__(self):
        with transaction():
            competency.load_framework(DIGCOMP, by=None)
        for slug in COURSES:
            open_course(slug, steps=("01-why",))
        self.boss = make_person("Bea Boss").id
        self.trainer = make_person("Tara Trainer", Role.TRAINER).id
        self.second = make_person("Sam Second", Role.TRAINER).id
        self.hr = make_person("Hanna Hr", Role.HR).id
        departments = [make_department(f"Department {number}") for number in range(7)]
        self.officers = [
            make_person(f"Officer {number:02}", department=departments[number % 7], manager_id=self.boss).id for number in range(APPLY)
        ]
        self.host = departments[0].id
        db.session.rollback()

    @staticmethod
    def person(person_id):
        return db.session.get_one(Person, person_id)

    @property
    def found(self):
        return cohort_at_hand(SLUG)

    def participants(self):
        """Everybody with a place, in the order of their names."""
        rows = select(Person.id).join(Place, Place.person_id == Person.id).where(Place.state != PlaceState.GIVEN_UP).order_by(Person.name)
        ids = list(db.session.scalars(rows))
        db.session.rollback()
        return ids
