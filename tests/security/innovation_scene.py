"""The leadership team and bottlenecks of the scene of the matrix."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from lms.bottlenecks.models import BottleneckLink, Frequency, Kind
from lms.bottlenecks.queries.register import by_number
from lms.bottlenecks.service import assessing, reporting
from lms.bottlenecks.service.reporting import Contact, Report
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.leadership.models import Choice, Sector
from lms.leadership.service import agenda, deciding, meetings, seats
from lms.leadership.service.deciding import Wording
from lms.leadership.service.mandates import write_mandate
from lms.leadership.service.meetings import When
from lms.leadership.service.seats import Holding
from lms.people.models import Person
from lms.strategy.service.proposing import propose_initiative
from tests.factories.bottlenecks import link_in
from tests.factories.people import make_department

SAID = "Marker sentence of the team."
REPORTER = "Marker Reporterson"
MARKERS = {SAID: "what the leadership team talks about", REPORTER: "a reporter from outside"}
REPORT = Report("A permit takes long", "We wait.", Kind.REGULATION, Frequency.MONTHLY)


def set_up(people: dict[str, Person], suffix: str) -> dict[str, dict[str, Any]]:
    """A meeting that is held, with an item decided on and one that is not; a bottleneck from outside, and a report that waits for its link."""
    return {**_team(people["programme_office"], people["external"], suffix), **_bottlenecks(people["programme_office"], suffix)}


def _team(office: Person, external: Person, suffix: str) -> dict[str, dict[str, Any]]:
    day = today()
    with transaction():
        by = db.session.get_one(Person, office.id)
        write_mandate(SAID, 1, date(2020, 1, 1), by=by)
        seat = seats.make_seat(Sector.BUSINESS, f"Chamber{suffix}", by=by)
        how = Holding(day - timedelta(days=9), day + timedelta(days=99))
        term = seats.take_seat(seat, db.session.get_one(Person, external.id), how, by=by)
        meeting = meetings.plan_meeting(When("A meeting", now(), 60, ""), by=by)
        decided, waiting = (agenda.add_item(meeting, title, SAID, by=by) for title in ("Decided", "Waiting"))
        meetings.hold(meeting, by=by)
        deciding.note_presence(meeting, [external.id], by=by)
        made = deciding.decide(decided, meeting, Wording(SAID, office.id, day), {seat.id: Choice.FOR}, by=by)
        ids = {"seat_id": seat.id, "term_id": term.id, "meeting_id": meeting.id, "item_id": waiting.id, "number": made.number}
    return {"leadership": ids}


def _bottlenecks(office: Person, suffix: str) -> dict[str, dict[str, Any]]:
    mail = f"reporter{suffix}@baker.example"
    contact = Contact(REPORTER, "", mail, unnamed=True)
    parks = make_department()
    with transaction():
        reporting.ask_to_confirm(REPORT, contact, visitor="192.0.2.1")
    with transaction():
        made, secret = reporting.confirm(link_in("confirm", mail))
        number = made.number
    with transaction():
        by, row = db.session.get_one(Person, office.id), by_number(number)
        assert row is not None
        initiative = propose_initiative(slug=f"matrix{suffix}", title="Permits", summary="", department_id=parks.id, by=by)
        assessing.link(row, initiative, by=by)
        link_id = db.session.scalars(select(BottleneckLink.id).where(BottleneckLink.bottleneck_id == row.id)).one()
    with transaction():
        reporting.ask_to_confirm(REPORT, Contact(REPORTER, "", f"other{mail}"), visitor="192.0.2.1")
    waiting = link_in("confirm", f"other{mail}")
    return {
        "bottlenecks": {"number": number, "deed": "triage", "link_id": link_id, "token": waiting, "secret": secret},
        "bottlenecks.answer": {"deed": "gone"},
    }
