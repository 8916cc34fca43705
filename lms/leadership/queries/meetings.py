"""Reads of meetings and their agendas."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.leadership.models import AgendaItem, Attendance, Decision, InterestDeclaration, Meeting, MeetingMove, MeetingState, Seat, Vote
from lms.people.models import Person

AHEAD = (MeetingState.PLANNED, MeetingState.INVITED)


@dataclass(frozen=True, slots=True)
class VoteLine:
    """How a seat voted, and by whom."""

    seat: str
    name: str
    choice: str


@dataclass(slots=True)
class ItemLine:
    """An item with all that is recorded on it."""

    item: AgendaItem
    interests: list[InterestDeclaration] = field(default_factory=list)
    votes: list[VoteLine] = field(default_factory=list)
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class MeetingAtHand:
    """A meeting with its agenda and record."""

    meeting: Meeting
    lines: Sequence[ItemLine]
    present: Sequence[Person]
    moves: Sequence[MeetingMove]


@dataclass(frozen=True, slots=True)
class ItemAtHand:
    """An item, found through its meeting."""

    meeting: Meeting
    item: AgendaItem


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list."""

    meeting: Meeting
    items: int
    decisions: int


def meetings() -> list[MeetingLine]:
    """All meetings with how many items and decisions they have, the newest first. One statement."""
    items = select(AgendaItem.meeting_id, func.count().label("many"), func.count(Decision.id).label("decided"))
    counted = items.outerjoin(Decision, Decision.item_id == AgendaItem.id).group_by(AgendaItem.meeting_id).subquery()
    asked = select(Meeting, counted.c.many, counted.c.decided).outerjoin(counted, counted.c.meeting_id == Meeting.id)
    rows = db.session.execute(asked.order_by(Meeting.starts_at.desc())).all()
    return [MeetingLine(row[0], row[1] or 0, row[2] or 0) for row in rows]


def next_meeting() -> Meeting | None:
    """The next meeting that members are invited to. One statement."""
    ahead = select(Meeting).where(Meeting.state == MeetingState.INVITED, Meeting.starts_at > now())
    return db.session.scalar(ahead.order_by(Meeting.starts_at).limit(1))


def items_of(meeting_id: UUID) -> Sequence[AgendaItem]:
    """The agenda of a meeting in order. One statement."""
    return db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)).all()


def waiting_items() -> Sequence[AgendaItem]:
    """What waits for a meeting to be planned. One statement."""
    return db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id.is_(None)).order_by(AgendaItem.position)).all()


def meeting(meeting_id: UUID) -> Meeting:
    """One meeting.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.approved_in)))
    if found is None:
        raise NotFound(_("There is no such meeting."))
    return found


def item(meeting_id: UUID, item_id: UUID) -> ItemAtHand:
    """An item of that meeting.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(
        select(AgendaItem).where(AgendaItem.id == item_id, AgendaItem.meeting_id == meeting_id).options(joinedload(AgendaItem.meeting))
    )
    if found is None or found.meeting is None:
        raise NotFound(_("There is no such item on the agenda."))
    return ItemAtHand(found.meeting, found)


def present_at(meeting_id: UUID) -> set[UUID]:
    """Who is noted as present. One statement."""
    return set(db.session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)))


def at_hand(found: Meeting) -> MeetingAtHand:
    """The meeting with everything that is recorded. Six statements, however long the agenda."""
    lines = {one.id: ItemLine(one) for one in items_of(found.id)}
    declared = select(InterestDeclaration).where(InterestDeclaration.item_id.in_(lines)).options(joinedload(InterestDeclaration.person))
    for interest in db.session.scalars(declared.order_by(InterestDeclaration.at)):
        lines[interest.item_id].interests.append(interest)
    voted = select(Vote, Seat.title, Person.name).join(Seat, Seat.id == Vote.seat_id).join(Person, Person.id == Vote.person_id)
    for vote, seat, name in db.session.execute(voted.where(Vote.item_id.in_(lines)).order_by(Seat.title)):
        lines[vote.item_id].votes.append(VoteLine(seat, name, vote.choice.value))
    for decision in db.session.scalars(select(Decision).where(Decision.item_id.in_(lines)).options(joinedload(Decision.owner))):
        lines[decision.item_id].decision = decision
    there = select(Person).join(Attendance, Attendance.person_id == Person.id).where(Attendance.meeting_id == found.id)
    moves = select(MeetingMove).where(MeetingMove.meeting_id == found.id).options(joinedload(MeetingMove.by)).order_by(MeetingMove.at)
    people = db.session.scalars(there.order_by(Person.name)).all()
    return MeetingAtHand(found, list(lines.values()), people, db.session.scalars(moves).all())


def later_held(found: Meeting) -> Sequence[Meeting]:
    """Later meetings that are or were held, at which minutes can be approved. One statement."""
    held = Meeting.state.in_([MeetingState.HELD, MeetingState.MINUTED])
    return db.session.scalars(select(Meeting).where(Meeting.starts_at > found.starts_at, held).order_by(Meeting.starts_at)).all()


def stands_on_agenda(kind: str, subject_ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, datetime | None]]]:
    """Thing -> the titles and dates of the meetings that have, or had, it on the agenda; no date while it waits for one. One statement."""
    found: dict[UUID, list[tuple[str, datetime | None]]] = defaultdict(list)
    asked = select(AgendaItem.subject_id, Meeting.title, Meeting.starts_at).outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
    for row in db.session.execute(asked.where(AgendaItem.subject_kind == kind, AgendaItem.subject_id.in_(subject_ids))):
        found[row.subject_id].append((row.title or "", row.starts_at))
    return found
