"""What states and steps of placements are called on the pages, with the look of their tags."""

from lms.kit.i18n import lazy_gettext as _
from lms.placements.models import OpeningState, PlacementState

OPENING_STATES = {
    OpeningState.DRAFT: (_("draft"), "new"),
    OpeningState.OPEN: (_("open"), "going"),
    OpeningState.FILLED: (_("filled"), "done"),
    OpeningState.CLOSED: (_("closed"), "stopped"),
}
PLACEMENT_STATES = {
    PlacementState.PROPOSED: (_("waits for the champion"), "waiting"),
    PlacementState.ACCEPTED: (_("waits for the owner"), "waiting"),
    PlacementState.CONFIRMED: (_("confirmed"), "done"),
    PlacementState.DECLINED: (_("declined"), "stopped"),
    PlacementState.REFUSED: (_("not confirmed"), "stopped"),
    PlacementState.ENDED: (_("ended"), "stopped"),
}
OPENING_DEEDS = {
    "write": _("Written"),
    "open": _("Opened"),
    "fill": _("Team complete"),
    "reopen": _("Open again"),
    "close": _("Closed"),
}
PLACEMENT_DEEDS = {
    "propose": _("Proposed to the champion"),
    "accept": _("Accepted by the champion"),
    "decline": _("Declined by the champion"),
    "take-back": _("Proposal taken back"),
    "confirm": _("Confirmed by the owner"),
    "refuse": _("Not confirmed"),
    "ask-to-end": _("Early end asked for"),
    "agree-to-end": _("Early end agreed"),
    "keep-on": _("Goes on as planned"),
    "run-out": _("Over"),
    "stop": _("Ended automatically"),
}
DONE = {
    "accept": _("You accepted. The owner is asked to confirm."),
    "decline": _("You declined. The owner hears that you cannot, and no reason."),
    "take-back": _("The proposal is taken back."),
    "confirm": _("The place is confirmed. The champion and their manager are told."),
    "refuse": _("The champion is told, with your reason."),
    "ask-to-end": _("The other side is asked to agree."),
    "agree-to-end": _("The early end is agreed."),
    "keep-on": _("The placement goes on as planned."),
    "open": _("The opening is open. Champions see it, and the next matching counts it."),
    "reopen": _("The opening is open again."),
    "close": _("The opening is closed."),
}
STAGES = {
    "coverage": (_("Coverage"), _("months in which a competence that must be there is missing")),
    "fit": (_("Fit"), _("points for how well people fit, and for competences that are good to have")),
    "development": (_("Development"), _("points for wishes that are met")),
    "fairness": (_("Fairness"), _("weight of the hours: the more a department carries already, the heavier an hour")),
    "stability": (_("Stability"), _("proposals of the run before that stay")),
    "order": (_("Order"), _("a number that decides where nothing else does, the same every time")),
}
