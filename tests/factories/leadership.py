"""A leadership team for tests."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.leadership.models import AgendaItem, Meeting, Sector
from lms.leadership.service import agenda, meetings, seats
from lms.leadership.service.mandates import write_mandate
from lms.leadership.service.meetings import When
from lms.leadership.service.seats import Holding
from lms.people.models import Person, Role
from lms.people.service.outsiders import Newcomer
from tests.factories.people import make_person


def again(row):
    """The row of this session."""
    return db.session.get_one(type(row), row.id)


class Team:
    """Three seats with members, one of them from outside, and an alternate for the first; a quorum of two; and a secretary."""

    def __init__(self, *, quorum=2):
        self.office = make_person("Olga Office", Role.PROGRAMME_OFFICE)
        self.members = [make_person("Mia Member"), make_person("Max Member")]
        self.alternate = make_person("Alma Alternate")
        day = today()
        self.days = Holding(day - timedelta(days=400), day + timedelta(days=400))
        with transaction():
            by = again(self.office)
            write_mandate("We steer.", quorum, date(2020, 1, 1), by=by)
            self.seats = [seats.make_seat(Sector.ADMINISTRATION, name, chairs=name == "Chair", by=by) for name in ("Chair", "Second", "Business")]
            for seat, member in zip(self.seats, self.members, strict=False):
                seats.take_seat(seat, again(member), self.days, by=by)
            how = Holding(self.days.from_day, self.days.until_day, alternate=True)
            seats.take_seat(self.seats[0], again(self.alternate), how, by=by)
            term = seats.invite_from_outside(self.seats[2], Newcomer("Ester External", "ester@chamber.example"), self.days, by=by)
            self.term_id, external_id = term.id, term.person_id
        self.external = db.session.get_one(Person, external_id)

    def meeting(self, *, held=True, title="First meeting", days=0, items=("Money",)):
        """A meeting with items, being held or planned; its id."""
        with transaction():
            by = again(self.office)
            when = When(title, now() + timedelta(days=days, hours=1), 60, "Room 1")
            made = meetings.plan_meeting(when, by=by)
            for one in items:
                agenda.add_item(made, one, "", by=by)
            if held:
                meetings.hold(made, by=by)
            return made.id


def meeting_of(meeting_id):
    """The row."""
    return db.session.get_one(Meeting, meeting_id)


def item_of(meeting_id: UUID) -> AgendaItem:
    """The first item of its agenda."""
    return db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position).limit(1)).one()
