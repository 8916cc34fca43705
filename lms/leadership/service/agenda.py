"""What the team will talk about. Higher slices put their things on the agenda here, since the team stands below them."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.leadership import workflow
from lms.leadership.models import AgendaItem, Decision, InterestDeclaration, Meeting, MeetingState, SubjectKind
from lms.leadership.service.refusals import OnTheAgenda
from lms.people.models import Person

AHEAD = tuple(MeetingState(state) for state in workflow.AHEAD)


def put_on_agenda(
    kind: SubjectKind | str, subject_id: UUID | None, title: str, *, path: str = "", version: int | None = None, by: Person | None
) -> AgendaItem:
    """Put a thing of the house on the agenda of the next planned meeting; without one it waits until a meeting is planned.

    A thing that stands on an agenda already, undecided, is not put there twice; it is about the newer ``version`` from then on.
    ``path`` is where its page is.
    """
    one_at_a_time("leadership-agenda")
    kind = SubjectKind(kind)
    standing = _standing(kind, subject_id) if subject_id is not None else None
    if standing is not None:
        standing.subject_version = version
        return standing
    next_one = _next_meeting()
    facts: dict[str, Any] = {"subject_kind": kind, "subject_id": subject_id, "subject_path": path, "asked_by_id": by.id if by else None}
    item = AgendaItem(meeting_id=next_one, position=_last_position(next_one) + 1, title=title[:200], subject_version=version, **facts)
    db.session.add(item)
    db.session.flush()
    record("put-on-agenda", "agenda-item", item.id, by=by.id if by else None, about=kind.value, subject=str(subject_id or ""))
    return item


def _standing(kind: SubjectKind, subject_id: UUID) -> AgendaItem | None:
    """The item about a thing that still waits for a decision: on an agenda ahead, or of a meeting that goes on."""
    undecided = AgendaItem.id.not_in(select(Decision.item_id))
    waits = AgendaItem.meeting_id.is_(None) | AgendaItem.meeting_id.in_(select(Meeting.id).where(Meeting.state.in_(AHEAD)))
    return db.session.scalar(
        select(AgendaItem).where(AgendaItem.subject_kind == kind, AgendaItem.subject_id == subject_id, undecided, waits).limit(1)
    )


def _next_meeting() -> UUID | None:
    """The first meeting ahead whose agenda is still made."""
    ahead = select(Meeting.id).where(Meeting.state.in_(AHEAD), Meeting.starts_at > now())
    return db.session.scalar(ahead.order_by(Meeting.starts_at, Meeting.id).limit(1))


def _last_position(meeting_id: UUID | None) -> int:
    where = AgendaItem.meeting_id.is_(None) if meeting_id is None else AgendaItem.meeting_id == meeting_id
    return db.session.scalar(select(func.max(AgendaItem.position)).where(where)) or 0


def add_item(meeting: Meeting, title: str, text: str, *, by: Person) -> AgendaItem:
    """Add an item about nothing in the house, in the secretary's words.

    :raises OnTheAgenda: the meeting is over.
    """
    one_at_a_time("leadership-agenda")
    _refuse_settled(meeting, and_held=False)
    item = AgendaItem(meeting_id=meeting.id, position=_last_position(meeting.id) + 1, title=title, text=text, asked_by_id=by.id)
    db.session.add(item)
    db.session.flush()
    record("put-on-agenda", "agenda-item", item.id, by=by.id, about=SubjectKind.NOTHING.value, subject="")
    return item


def take_off(item: AgendaItem, meeting: Meeting, *, by: Person) -> None:
    """Take an item off the agenda before the meeting; it waits for a later one, unless it was about nothing in the house.

    :raises OnTheAgenda: the meeting was held, or somebody declared an interest in the item.
    """
    one_at_a_time("leadership-agenda")
    _refuse_settled(meeting, and_held=True)
    if db.session.scalar(select(InterestDeclaration.id).where(InterestDeclaration.item_id == item.id).limit(1)):
        raise OnTheAgenda(_("Somebody declared an interest in this item, so it stays."))
    record("take-off-agenda", "agenda-item", item.id, by=by.id)
    if item.subject_kind is SubjectKind.NOTHING:
        db.session.delete(item)
    else:
        item.position, item.meeting_id = _last_position(None) + 1, None
    db.session.flush()


def move_up(item: AgendaItem, meeting: Meeting, *, by: Person) -> None:
    """Let an item change places with the one before it; the first stays.

    :raises OnTheAgenda: the meeting was held.
    """
    one_at_a_time("leadership-agenda")
    _refuse_settled(meeting, and_held=True)
    before = db.session.scalar(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.position < item.position)
        .order_by(AgendaItem.position.desc())
        .limit(1)
    )
    if before is None:
        return
    old, new = item.position, before.position
    before.position = -old  # no two may have one place, not even for a moment
    db.session.flush()
    item.position = new
    db.session.flush()
    before.position = old
    db.session.flush()


def take_in_waiting(meeting: Meeting) -> int:
    """Put what waits for a meeting on the agenda of ``meeting``; return how many items that were."""
    one_at_a_time("leadership-agenda")
    waiting = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id.is_(None)).order_by(AgendaItem.position, AgendaItem.asked_at)).all()
    place = _last_position(meeting.id)
    for number, item in enumerate(waiting, start=1):
        item.meeting_id, item.position = meeting.id, place + number
    db.session.flush()
    return len(waiting)


def let_wait(meeting: Meeting) -> None:
    """Take the undecided items of a meeting that will not be held along to the next one, or let them wait for it."""
    one_at_a_time("leadership-agenda")
    next_one = _next_meeting()
    place = _last_position(next_one)
    items = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)).all()
    for number, item in enumerate(items, start=1):
        item.meeting_id, item.position = next_one, place + number
    db.session.flush()


def _refuse_settled(meeting: Meeting, *, and_held: bool) -> None:
    state = db.session.scalars(select(Meeting.state).where(Meeting.id == meeting.id)).one()
    if state not in (AHEAD if and_held else (*AHEAD, MeetingState.HELD)):
        raise OnTheAgenda(_("The agenda of this meeting is settled. Use the next meeting."))
