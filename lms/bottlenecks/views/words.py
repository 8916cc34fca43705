"""What the pages call states and steps."""

from lms.bottlenecks.forms import FREQUENCIES, KINDS
from lms.bottlenecks.models import State
from lms.kit.i18n import lazy_gettext

STATES = {
    State.REPORTED: (lazy_gettext("reported"), "new"),
    State.TRIAGED: (lazy_gettext("looked at"), "waiting"),
    State.CONFIRMED: (lazy_gettext("confirmed"), "warning"),
    State.OWNED: (lazy_gettext("has an owner"), "going"),
    State.IN_REMOVAL: (lazy_gettext("being removed"), "going"),
    State.REMOVAL_REPORTED: (lazy_gettext("the reporter is asked"), "waiting"),
    State.CONFIRMED_GONE: (lazy_gettext("gone, says the reporter"), "done"),
    State.CLOSED: (lazy_gettext("closed"), "done"),
    State.REJECTED: (lazy_gettext("rejected"), "stopped"),
    State.DUPLICATE: (lazy_gettext("duplicate"), "stopped"),
    State.RAISED: (lazy_gettext("outside our power"), "stopped"),
}
DEEDS = {
    "report": lazy_gettext("Reported"),
    "triage": lazy_gettext("Looked at"),
    "confirm": lazy_gettext("Confirmed"),
    "own": lazy_gettext("An owner was named"),
    "begin": lazy_gettext("The removal began"),
    "report-removal": lazy_gettext("Removed; the reporter was asked"),
    "gone": lazy_gettext("The reporter confirmed that it is gone"),
    "not-gone": lazy_gettext("The reporter said that it is not gone"),
    "close": lazy_gettext("Closed"),
    "close-unanswered": lazy_gettext("Closed after two reminders without an answer"),
    "come-back": lazy_gettext("It came back"),
    "reject": lazy_gettext("Rejected"),
    "duplicate": lazy_gettext("Found to be a duplicate"),
    "raise": lazy_gettext("Outside the city's power; raised to others"),
    "take-up": lazy_gettext("Taken up again"),
}
BUTTONS = {
    "triage": lazy_gettext("I have looked at it"),
    "confirm": lazy_gettext("Confirm that it is real"),
    "own": lazy_gettext("Name the owner"),
    "begin": lazy_gettext("Begin the removal"),
    "report-removal": lazy_gettext("Say that it is removed"),
    "gone": lazy_gettext("It is gone"),
    "not-gone": lazy_gettext("It is not gone"),
    "close": lazy_gettext("Close it"),
    "close-unanswered": lazy_gettext("Close it without an answer"),
    "come-back": lazy_gettext("It came back"),
    "reject": lazy_gettext("Reject it"),
    "duplicate": lazy_gettext("It is a duplicate"),
    "raise": lazy_gettext("It is outside our power"),
    "take-up": lazy_gettext("Take it up again"),
}


def words() -> dict[str, object]:
    """All of them, for the templates."""
    return {"states": STATES, "deeds": DEEDS, "buttons": BUTTONS, "kinds": KINDS, "frequencies": FREQUENCIES}
