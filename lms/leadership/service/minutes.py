"""Minutes: drafted from what was recorded, put right by the secretary, approved at a later meeting."""

from sqlalchemy import select

from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.kit.text_limits import LEARNER, fitting
from lms.leadership.models import Meeting, MeetingState, Result
from lms.leadership.queries.meetings import MeetingAtHand
from lms.leadership.service import meetings
from lms.leadership.service.refusals import MinutesStand, NeedsReason, NotLater
from lms.people.models import Person


def draft(at_hand: MeetingAtHand) -> str:
    """A text to begin with: who was there, what was said on each item, what was decided. The record itself is printed below it."""
    lines = [_("Present: %(names)s.", names=", ".join(person.name for person in at_hand.present) or "–"), ""]
    for number, line in enumerate(at_hand.lines, start=1):
        lines += [_("Item %(number)s: %(title)s", number=number, title=line.item.title), ""]
        lines += [_("%(name)s declared an interest and did not vote.", name=one.person.name) for one in line.interests]
        if line.item.notes:
            lines += [line.item.notes, ""]
        if line.decision is not None:
            words = {Result.APPROVED: _("Approved"), Result.REJECTED: _("Rejected"), Result.NOTED: _("Noted")}
            lines += [f"{line.decision.number}, {words[line.decision.result]}: {line.decision.text}", ""]
    return "\n".join(lines).strip()


def write(meeting: Meeting, text: str, *, by: Person) -> None:
    """Write the minutes, until they are approved.

    :raises MinutesStand: they were approved, or nothing was held.
    :raises TextTooLong: they do not fit.
    """
    one_at_a_time(f"leadership-meeting:{meeting.id}")
    if _state(meeting) is not MeetingState.HELD:
        raise MinutesStand(_("Minutes are written after a meeting began and until they are approved."))
    meeting.minutes = fitting(text.strip(), LEARNER)


def approve(meeting: Meeting, later: Meeting, *, by: Person) -> None:
    """Note that ``later`` approved the minutes; they never change again.

    :raises NotLater: that meeting was before, or is not being held.
    :raises NeedsReason: there are no minutes yet.
    """
    if not meeting.minutes.strip():
        raise NeedsReason(_("There are no minutes yet. Write them first."))
    if later.starts_at <= meeting.starts_at or _state(later) not in (MeetingState.HELD, MeetingState.MINUTED):
        raise NotLater(_("Minutes are approved at a later meeting that is held. Open that meeting first."))
    meetings.approve(meeting, by=by)
    meeting.approved_in_id = later.id
    db.session.flush()


def _state(meeting: Meeting) -> MeetingState:
    return db.session.scalars(select(Meeting.state).where(Meeting.id == meeting.id)).one()
