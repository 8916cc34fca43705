"""The leadership team of the demo city: its mandate, nine seats, four members from outside, and five meetings with decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from flask_security.utils import hash_password
from sqlalchemy import select

from lms.demo.citizens import DOMAIN
from lms.demo.founding import PASSWORD, person
from lms.kit.clock import at, now, today
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
from lms.strategy.models.initiatives import Initiative

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


@dataclass(frozen=True, slots=True)
class About:
    """A thing of the house that an item is about, where its page is, and which version of it."""

    kind: SubjectKind
    id: UUID
    path: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of an agenda with what is decided, by whom it is carried out, and in how many days; ``initiative`` is the one it is about."""

    title: str
    text: str
    owner: str
    days: int
    initiative: str = ""


PAST: tuple[tuple[int, str, tuple[Point, ...]], ...] = (
    (300, "First meeting", (Point("How the team works", "The team works by its mandate; the programme office keeps its papers.", OFFICE, 30),)),
    (
        235,
        "Spring meeting",
        (
            Point(
                "Open data first",
                "Mobility data is published every day unless there is a reason against it; each source has a steward.",
                f"maria.kowalska@{DOMAIN}",
                120,
                "open-mobility-data",
            ),
            Point("Money for the data shelf", "One shelf for the city's data is paid for.", f"henrik.olsen@{DOMAIN}", 60, "data-shelf"),
        ),
    ),
    (
        170,
        "Summer meeting",
        (
            Point(
                "Permits within 60 days",
                "Planning brings the median time of a building permit below 60 days.",
                f"sofia.marchetti@{DOMAIN}",
                150,
                "permit-desk",
            ),
        ),
    ),
    (
        105,
        "Autumn meeting",
        (
            Point("A single door for start-ups", "One address and one officer answer companies that want to try something in the city.", OFFICE, 90),
            Point("Sensors in parks", "Sensors in parks count people and keep no pictures.", f"eva.horvat@{DOMAIN}", 60, "park-sensors"),
        ),
    ),
)


def seat_team() -> None:
    """Write the mandate and fill the seats."""
    with at(now() - timedelta(days=450)), transaction():
        by = person(OFFICE)
        write_mandate(MANDATE, 5, today(), by=by)
        _fill_seats(by)


def meet() -> int:
    """Hold four meetings, mostly about initiatives that are there, and plan the fifth; return how many decisions there are."""
    for days, title, points in PAST:
        _hold(title, now() - timedelta(days=days), [(point, _about(point)) for point in points])
    _carry_out(left=2)
    _plan_next()
    return len(db.session.scalars(select(Decision.id)).all())


def _about(point: Point) -> About | None:
    if not point.initiative:
        return None
    found = db.session.scalars(select(Initiative.id).where(Initiative.slug == point.initiative)).one()
    db.session.rollback()
    return About(SubjectKind.INITIATIVE, found, f"/strategy/initiatives/{point.initiative}")


def _fill_seats(by: Person) -> None:
    day, hashed = today(), hash_password(PASSWORD)
    for number, (sector, title, email, chairs) in enumerate(COLLEAGUES):
        seat = seats.make_seat(sector, title, chairs=chairs, by=by)
        seats.take_seat(seat, person(email), Holding(day, day + timedelta(days=1460)), by=by)
        if number == 0:
            seats.take_seat(seat, person(f"paul.dubois@{DOMAIN}"), Holding(day, day + timedelta(days=1460), alternate=True), by=by)
    for number, (sector, title, name, email, organisation) in enumerate(FROM_OUTSIDE):
        seat = seats.make_seat(sector, title, by=by)
        until = day + timedelta(days=500 if number == 3 else 1095)  # one that ends before long
        term = seats.invite_from_outside(seat, Newcomer(name, email), Holding(day, until, organisation=organisation), by=by)
        db.session.get_one(Person, term.person_id).password = hashed


def _hold(title: str, when: datetime, points: Sequence[tuple[Point, About | None]]) -> list[UUID]:
    """Hold a meeting about ``points``, all through the services; return the decisions' ids."""
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
        for point, about in points:
            item = agenda.add_item(meeting, point.title, "", by=by)
            if about is not None:
                item.subject_kind, item.subject_id, item.subject_path, item.subject_version = about.kind, about.id, about.path, about.version
            voters = list(deciding.voters_on(item, meeting))
            votes = {seat_id: Choice.AGAINST if number == len(voters) - 1 else Choice.FOR for number, seat_id in enumerate(voters)}
            wording = Wording(point.text, person(point.owner).id, local_day(when) + timedelta(days=point.days))
            made.append(deciding.decide(item, meeting, wording, votes, by=by).id)
    _write_minutes(meeting_id)
    return made


def _meeting(title: str, when: datetime, by: Person) -> Meeting:
    begins = when.replace(hour=min(when.hour, 13), minute=0, second=0, microsecond=0)  # nobody meets at night, whenever the demo city was loaded
    return meetings.plan_meeting(When(title, begins, 120, PLACE), by=by)


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
    due = select(Decision.id).where(Decision.due_on.is_not(None), Decision.done_on.is_(None)).order_by(Decision.number)
    _do(db.session.scalars(due).all()[:-left])


def _do(decision_ids: Sequence[UUID]) -> None:
    for decision in [db.session.get_one(Decision, one) for one in decision_ids]:
        when = datetime.combine(decision.due_on or today(), time(10), UTC) - timedelta(days=7)
        with at(min(when, now())), transaction():
            deciding.carry_out(db.session.get_one(Decision, decision.id), "Done as decided, with a report each quarter.", by=person(OFFICE))


def _plan_next() -> None:
    when = (now() + timedelta(days=12)).replace(hour=13)
    with transaction():
        by = person(OFFICE)
        meeting = _meeting("Winter meeting", when, by)
        agenda.add_item(meeting, "Look back on the year", "What was decided, what was done, what is overdue.", by=by)
        meetings.invite(meeting, by=by)


def decide(about: About, title: str, text: str, when: datetime) -> Decision:
    """Hold a real meeting at ``when`` that approves ``text`` on a thing, and return the decision. For the other parts of the demo city.

    Call it outside of a transaction, after ``seat_team``.
    """
    (decision_id,) = _hold(f"Extraordinary meeting: {title}"[:200], when, [(Point(title, text, OFFICE, 90), about)])
    _do([decision_id])
    return db.session.scalars(select(Decision).where(Decision.id == decision_id)).one()
