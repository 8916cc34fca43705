"""The leadership team of the demo city: its mandate, nine seats, four members from outside, and five meetings with decisions."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from flask_security.utils import hash_password
from sqlalchemy import select

from lms.demo.citizens import DOMAIN
from lms.demo.founding import PASSWORD, person
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.kit.i18n import local_day
from lms.leadership.models import Choice, Decision, Meeting, MeetingState, Sector, SubjectKind
from lms.leadership.queries import meetings as reads
from lms.leadership.queries import seats as team
from lms.leadership.service import agenda, deciding, meetings, minutes, seats
from lms.leadership.service.deciding import Wording
from lms.leadership.service.mandates import write_mandate
from lms.leadership.service.meetings import When
from lms.leadership.service.seats import Holding
from lms.people.models import Person
from lms.people.service.outsiders import Newcomer

OFFICE, CHAIR = f"nora.lindgren@{DOMAIN}", f"marta.oliveira@{DOMAIN}"
PLACE = "Town hall, room 12"

MANDATE = """The leadership team steers the digital transformation of Exampleville.

- It decides on the strategy, on initiatives that need money from several departments, and on what blocks three organisations or more.
- It meets every two months. Its decisions are numbered, have an owner and a day, and are published to those concerned.
- Who has an interest in an item says so before it is discussed, and does not vote on it."""

COLLEAGUES = (
    (Sector.ADMINISTRATION, "City manager", CHAIR, True),
    (Sector.ADMINISTRATION, "Digital and innovation", f"ingrid.larsen@{DOMAIN}", False),
    (Sector.ADMINISTRATION, "Finance", f"henrik.olsen@{DOMAIN}", False),
    (Sector.ADMINISTRATION, "Planning and permits", f"sofia.marchetti@{DOMAIN}", False),
    (Sector.ADMINISTRATION, "Environment and parks", f"eva.horvat@{DOMAIN}", False),
)
FROM_OUTSIDE = (
    (Sector.BUSINESS, "Chamber of commerce", "Katrin Vogel", "katrin.vogel@chamber.example", "Chamber of commerce"),
    (Sector.BUSINESS, "Start-ups", "Yusuf Demir", "yusuf.demir@harbourlab.example", "Harbour Lab"),
    (Sector.RESEARCH, "University", "Prof. Elena Rossi", "elena.rossi@uni.example", "University of Exampleville"),
    (Sector.CITIZENS, "Citizens' assembly", "Ruth Abadi", "ruth.abadi@assembly.example", "Citizens' assembly"),
)
NAMED = FROM_OUTSIDE[0]
"""Whose account is printed: ``lms demo accounts``."""

PAST = (
    (300, "First meeting", (("How the team works", "The team works by its mandate; the programme office keeps its papers.", "", 30),)),
    (
        235,
        "Spring meeting",
        (
            (
                "Open data first",
                "Data of the city is open unless there is a reason against it; each department names a steward.",
                f"maria.kowalska@{DOMAIN}",
                120,
            ),
            ("Money for pilots", "Pilots up to 20,000 euro are paid from the innovation fund.", f"henrik.olsen@{DOMAIN}", 60),
        ),
    ),
    (
        170,
        "Summer meeting",
        (("Permits within 60 days", "Planning brings the median time of a building permit below 60 days.", f"sofia.marchetti@{DOMAIN}", 150),),
    ),
    (
        105,
        "Autumn meeting",
        (
            ("A single door for start-ups", "One address and one officer answer companies that want to try something in the city.", OFFICE, 90),
            ("Sensors in parks", "Sensors in parks count people and keep no pictures.", f"eva.horvat@{DOMAIN}", 60),
        ),
    ),
)


def gather() -> int:
    """Write the mandate, fill the seats, hold four meetings and plan the fifth; return how many decisions there are."""
    start = now() - timedelta(days=450)
    with at(start), transaction():
        by = person(OFFICE)
        write_mandate(MANDATE, 5, local_day(now()), by=by)
        _fill_seats(by)
    for days, title, items in PAST:
        _hold(title, now() - timedelta(days=days), [(None, *item) for item in items])
    _carry_out(left=2)
    _plan_next()
    return len(db.session.scalars(select(Decision.id)).all())


def _fill_seats(by: Person) -> None:
    today, hashed = local_day(now()), hash_password(PASSWORD)
    for number, (sector, title, email, chairs) in enumerate(COLLEAGUES):
        seat = seats.make_seat(sector, title, chairs=chairs, by=by)
        seats.take_seat(seat, person(email), Holding(today, today + timedelta(days=1460)), by=by)
        if number == 0:
            seats.take_seat(seat, person(f"paul.dubois@{DOMAIN}"), Holding(today, today + timedelta(days=1460), alternate=True), by=by)
    for number, (sector, title, name, email, organisation) in enumerate(FROM_OUTSIDE):
        seat = seats.make_seat(sector, title, by=by)
        until = today + timedelta(days=500 if number == 3 else 1095)  # one that ends before long
        term = seats.invite_from_outside(seat, Newcomer(name, email), Holding(today, until, organisation=organisation), by=by)
        db.session.get_one(Person, term.person_id).password = hashed


def _hold(title: str, when: datetime, items: list[tuple[tuple[str, UUID] | None, str, str, str, int]]) -> list[UUID]:
    """Hold a meeting about ``items`` (about, title, decision, owner, days to do it), all through the services; return the decisions' ids."""
    with at(when - timedelta(days=14)), transaction():
        by = person(OFFICE)
        meeting_id = _meeting(title, when, by).id
        meetings.invite(db.session.get_one(Meeting, meeting_id), by=by)
    made = []
    with at(when), transaction():
        by, meeting = person(OFFICE), db.session.get_one(Meeting, meeting_id)
        meetings.hold(meeting, by=by)
        there = [term.person_id for term in team.terms_on(local_day(when)) if not term.alternate][:8]
        deciding.note_presence(meeting, there, by=by)
        for about, item_title, text, owner, days in items:
            item = agenda.add_item(meeting, item_title, "", by=by)
            if about is not None:
                item.subject_kind, item.subject_id = SubjectKind(about[0]), about[1]
            voters = list(deciding.voters_on(item, meeting))
            votes = {seat_id: Choice.AGAINST if number == len(voters) - 1 else Choice.FOR for number, seat_id in enumerate(voters)}
            owner_id = person(owner).id if owner else None
            due_on = local_day(when) + timedelta(days=days) if owner_id else None
            made.append(deciding.decide(item, meeting, Wording(text, owner_id, due_on), votes, by=by).id)
    _write_minutes(meeting_id)
    return made


def _meeting(title: str, when: datetime, by: Person) -> Meeting:
    return meetings.plan_meeting(When(title, when.replace(minute=0, second=0, microsecond=0), 120, PLACE), by=by)


def _write_minutes(meeting_id: UUID) -> None:
    """Draft the minutes, and let them be approved at the next meeting that was held, when there is one; approve those of the one before."""
    with transaction():
        by = person(OFFICE)
        meeting = reads.meeting(meeting_id)
        minutes.write(meeting, minutes.draft(reads.at_hand(meeting)), by=by)
        before = select(Meeting).where(Meeting.state == MeetingState.HELD, Meeting.starts_at < meeting.starts_at)
        for earlier in db.session.scalars(before).all():
            minutes.approve(earlier, meeting, by=by)


def _carry_out(*, left: int) -> None:
    """Let what was decided be done a week before its day, but for the last ones."""
    due = select(Decision.id).where(Decision.due_on.is_not(None)).order_by(Decision.number)
    _do(db.session.scalars(due).all()[:-left])


def _do(decision_ids: Sequence[UUID]) -> None:
    for decision in [db.session.get_one(Decision, one) for one in decision_ids]:
        when = datetime.combine(decision.due_on or local_day(now()), time(10), UTC) - timedelta(days=7)
        with at(min(when, now())), transaction():
            deciding.carry_out(db.session.get_one(Decision, decision.id), "Done as decided, with a report each quarter.", by=person(OFFICE))


def _plan_next() -> None:
    when = (now() + timedelta(days=12)).replace(hour=14)
    with transaction():
        by = person(OFFICE)
        meeting = _meeting("Winter meeting", when, by)
        agenda.add_item(meeting, "Look back on the year", "What was decided, what was done, what is overdue.", by=by)
        meetings.invite(meeting, by=by)


def decide(kind: SubjectKind | str, subject_id: UUID, title: str, text: str, when: datetime) -> Decision:
    """Hold a real meeting at ``when`` that approves ``text`` on a thing, and return the decision. For the other parts of the demo city.

    Call it outside of a transaction, after ``gather``.
    """
    (decision_id,) = _hold(f"Extraordinary meeting: {title}"[:200], when, [((str(SubjectKind(kind)), subject_id), title, text, OFFICE, 90)])
    _do([decision_id])
    return db.session.scalars(select(Decision).where(Decision.id == decision_id)).one()


