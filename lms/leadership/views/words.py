"""What the pages call states, results and kinds of things."""

from datetime import timedelta

from lms.kit.clock import now
from lms.kit.i18n import LazyString, lazy_gettext
from lms.kit.i18n import gettext as _
from lms.leadership.forms import CHOICES, SECTORS
from lms.leadership.models import Meeting, MeetingMove, MeetingState, Result, SubjectKind

STATES = {
    MeetingState.PLANNED: (lazy_gettext("planned, nobody invited yet"), "new"),
    MeetingState.INVITED: (lazy_gettext("members invited"), "going"),
    MeetingState.HELD: (lazy_gettext("held, minutes not approved yet"), "waiting"),
    MeetingState.MINUTED: (lazy_gettext("minutes approved"), "done"),
    MeetingState.CANCELLED: (lazy_gettext("called off"), "stopped"),
}
RESULTS = {
    Result.APPROVED: (lazy_gettext("approved"), "done"),
    Result.REJECTED: (lazy_gettext("rejected"), "stopped"),
    Result.NOTED: (lazy_gettext("noted"), "waiting"),
}
KINDS = {
    SubjectKind.STRATEGY: lazy_gettext("strategy"),
    SubjectKind.INITIATIVE: lazy_gettext("initiative"),
    SubjectKind.MILESTONE: lazy_gettext("milestone"),
    SubjectKind.BOTTLENECK: lazy_gettext("bottleneck"),
    SubjectKind.PROJECT: lazy_gettext("project"),
    SubjectKind.IDEA: lazy_gettext("idea"),
    SubjectKind.NOTHING: lazy_gettext("free item"),
}


WAYS = {
    SubjectKind.STRATEGY: lazy_gettext("Open the strategy"),
    SubjectKind.INITIATIVE: lazy_gettext("Open the initiative"),
    SubjectKind.MILESTONE: lazy_gettext("Open the milestone"),
    SubjectKind.BOTTLENECK: lazy_gettext("Open the bottleneck"),
    SubjectKind.PROJECT: lazy_gettext("Open the project"),
    SubjectKind.IDEA: lazy_gettext("Open the idea"),
}
"""The way to what an item is about: its title is the item's own."""

OPEN = (lazy_gettext("open"), "going")


def state_of(meeting: Meeting) -> tuple[LazyString, str]:
    """Where a meeting stands, in a word and its colour: one that was opened is open until its time is over, and was held from then on."""
    if meeting.state is MeetingState.HELD and now() < meeting.starts_at + timedelta(minutes=meeting.lasts_minutes):
        return OPEN
    return STATES[meeting.state]


def said_of(move: MeetingMove) -> str:
    """What happened then. Nobody closes a meeting: what is written down is that it was opened."""
    return _("The meeting was opened") if move.after is MeetingState.HELD else str(STATES[move.after][0]).capitalize()


def words() -> dict[str, object]:
    """All of them, for the templates."""
    return {"state_of": state_of, "said_of": said_of, "results": RESULTS, "kinds": KINDS, "ways": WAYS, "choices": CHOICES, "sectors": SECTORS}
