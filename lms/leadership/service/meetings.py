"""Meetings: planned, invited to, moved, held, cancelled; the members are told in the inbox and by a letter for their calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from lms.audit.service import record
from lms.city import queries as city
from lms.kit import i18n
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.kit.links import absolute, sender
from lms.leadership import workflow
from lms.leadership.invitations import Invitation, Party, calendar_text
from lms.leadership.models import Meeting, MeetingMove, MeetingState
from lms.leadership.queries.seats import members
from lms.leadership.service.agenda import let_wait, take_in_waiting
from lms.leadership.service.refusals import NeedsReason, NoSuchStep
from lms.notices.service import CalendarPart, tell, write_letter
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class When:
    """When and where a meeting is."""

    title: str
    starts_at: datetime
    lasts_minutes: int
    place: str


def plan_meeting(when: When, *, by: Person) -> Meeting:
    """Plan a meeting; what waits for one comes on its agenda. Nobody is told before they are invited."""
    made = Meeting(title=when.title, starts_at=when.starts_at, lasts_minutes=when.lasts_minutes, place=when.place, created_by_id=by.id)
    db.session.add(made)
    db.session.flush()
    db.session.add(MeetingMove(meeting_id=made.id, by_id=by.id, before=None, after=MeetingState.PLANNED))
    record("plan-meeting", "leadership-meeting", made.id, by=by.id)
    take_in_waiting(made)
    return made


def invite(meeting: Meeting, *, by: Person) -> int:
    """Invite everybody on the team today; return how many."""
    _go(meeting, "invite", by=by)
    return _tell_all(meeting, "leadership-invitation")


def move_meeting(meeting: Meeting, when: When, *, by: Person) -> int:
    """Give the meeting another time, place or name; those who were invited are told. Returns how many."""
    invited = _go(meeting, "move", by=by) is MeetingState.INVITED
    was = (meeting.title, meeting.starts_at, meeting.lasts_minutes, meeting.place)
    meeting.title, meeting.starts_at, meeting.lasts_minutes, meeting.place = when.title, when.starts_at, when.lasts_minutes, when.place
    if not invited or was == (when.title, when.starts_at, when.lasts_minutes, when.place):
        return 0
    meeting.sequence += 1
    db.session.flush()
    return _tell_all(meeting, "leadership-moved")


def hold(meeting: Meeting, *, by: Person) -> None:
    """Open the meeting: from now on presence, votes and decisions are recorded."""
    _go(meeting, "hold", by=by)


def cancel(meeting: Meeting, reason: str, *, by: Person) -> int:
    """Call the meeting off; its items go to the next one. Returns how many were told.

    :raises NeedsReason: the members read why.
    """
    before = _go(meeting, "cancel", reason, by=by)
    let_wait(meeting)
    if before is not MeetingState.INVITED:
        return 0
    meeting.sequence += 1
    db.session.flush()
    return _tell_all(meeting, "leadership-cancelled", reason=reason.strip())


def _go(meeting: Meeting, deed: str, reason: str = "", *, by: Person) -> MeetingState:
    """Take a step of the table; return the state of before.

    :raises NoSuchStep: the meeting is not where that can be done, perhaps since somebody was faster.
    """
    one_at_a_time(f"leadership-meeting:{meeting.id}")
    state = db.session.scalars(select(Meeting.state).where(Meeting.id == meeting.id)).one()
    step = workflow.step_of(deed, state.value)
    if step is None:
        raise NoSuchStep(_("This meeting is not where that can be done; somebody may have been faster. Look at it again."))
    if step.reason and not reason.strip():
        raise NeedsReason(_("Say why in a sentence or two: the members read it."))
    after = MeetingState(step.after) if step.after else state
    if after is not state:
        meeting.state = after
        db.session.add(MeetingMove(meeting_id=meeting.id, by_id=by.id, before=state, after=after, reason=reason.strip()))
    record(f"{deed}-meeting" if deed != "approve-minutes" else deed, "leadership-meeting", meeting.id, by=by.id)
    db.session.flush()
    return state


def approve(meeting: Meeting, *, by: Person) -> None:
    """Take the step that approved minutes are; ``minutes`` asks for it."""
    _go(meeting, "approve-minutes", by=by)


def _tell_all(meeting: Meeting, kind: str, reason: str = "") -> int:
    people = members()
    for person in people:
        _tell(meeting, person, kind, reason)
    return len(people)


def _tell(meeting: Meeting, person: Person, kind: str, reason: str) -> None:
    path, about = f"/leadership/meetings/{meeting.id}", f"{meeting.id}:{meeting.sequence}"
    with i18n.speaking(i18n.offered(person.language)):
        when = i18n.format_moment(meeting.starts_at)
        part = CalendarPart(_calendar(meeting, person, path), "CANCEL" if meeting.state is MeetingState.CANCELLED else "REQUEST")
    tell(person.id, kind, about=about, href=path, meeting=meeting.title, when=when, reason=reason)
    facts = {"path": path, "meeting": meeting.title, "when": when, "place": meeting.place, "reason": reason}
    write_letter(kind, to=person, about=about, facts=facts, calendar=part)


def _calendar(meeting: Meeting, person: Person, path: str) -> str:
    invitation = Invitation(
        uid=f"leadership-{meeting.id}@{sender().rpartition('@')[2]}",
        sequence=meeting.sequence,
        title=meeting.title,
        begins_at=meeting.starts_at,
        ends_at=meeting.starts_at + timedelta(minutes=meeting.lasts_minutes),
        place=meeting.place,
        page=absolute(path),
        cancelled=meeting.state is MeetingState.CANCELLED,
    )
    product = city.identity().product
    return calendar_text(invitation, Party(product, sender()), Party(person.name, person.email), product=product, at=now())
