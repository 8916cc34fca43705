"""What the pages call states, results and kinds of things."""

from lms.kit.i18n import lazy_gettext
from lms.leadership.forms import CHOICES, SECTORS
from lms.leadership.models import MeetingState, Result, SubjectKind

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


def words() -> dict[str, object]:
    """All of them, for the templates."""
    return {"states": STATES, "results": RESULTS, "kinds": KINDS, "choices": CHOICES, "sectors": SECTORS}
