"""The words of the strategy's states, steps and figures, for all its pages and papers."""

from decimal import Decimal

import flask_babel

from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.strategy.models.initiatives import InitiativeState
from lms.strategy.models.strategies import StrategyState
from lms.strategy.pace import Pace, Progress
from lms.strategy.views.blueprint import bp

STRATEGY_STATES = {
    StrategyState.DRAFTING: (lazy_gettext("draft"), "new"),
    StrategyState.CONSULTATION: (lazy_gettext("in consultation"), "waiting"),
    StrategyState.CONSOLIDATED: (lazy_gettext("consolidated"), "going"),
    StrategyState.ADOPTED: (lazy_gettext("adopted"), "done"),
    StrategyState.IN_FORCE: (lazy_gettext("in force"), "done"),
    StrategyState.SUPERSEDED: (lazy_gettext("superseded"), "stopped"),
}

STRATEGY_STEPS = {
    "open-consultation": lazy_gettext("Ask the departments"),
    "consolidate": lazy_gettext("Consolidate the text"),
    "reopen": lazy_gettext("Open the consultation again"),
    "adopt": lazy_gettext("Adopt the strategy"),
    "put-in-force": lazy_gettext("Put in force"),
}
"""What stands on the buttons."""

STRATEGY_DONE = {
    "consolidate": lazy_gettext("The text is consolidated and kept as a version. It goes to the leadership team now."),
    "reopen": lazy_gettext("The consultation is open again, and the text may change."),
    "adopt": lazy_gettext("The strategy is adopted."),
    "put-in-force": lazy_gettext("The strategy is in force."),
}

FROZEN_BY = {
    "open-consultation": lazy_gettext("as the departments were asked"),
    "consolidate": lazy_gettext("as it was consolidated"),
    "adopt": lazy_gettext("as it was adopted"),
}

INITIATIVE_STATES = {
    InitiativeState.CANDIDATE: (lazy_gettext("candidate"), "new"),
    InitiativeState.APPROVED: (lazy_gettext("approved"), "going"),
    InitiativeState.PLANNED: (lazy_gettext("planned"), "going"),
    InitiativeState.RUNNING: (lazy_gettext("running"), "going"),
    InitiativeState.PAUSED: (lazy_gettext("paused"), "warning"),
    InitiativeState.DELIVERED: (lazy_gettext("delivered"), "done"),
    InitiativeState.CLOSED: (lazy_gettext("closed"), "done"),
    InitiativeState.STOPPED: (lazy_gettext("stopped"), "stopped"),
}

INITIATIVE_STEPS = {
    "approve": lazy_gettext("Approve"),
    "plan": lazy_gettext("Say that it is planned"),
    "start": lazy_gettext("Start"),
    "pause": lazy_gettext("Pause"),
    "resume": lazy_gettext("Resume"),
    "deliver": lazy_gettext("Say that it is delivered"),
    "close": lazy_gettext("Close"),
    "stop": lazy_gettext("Stop"),
    "reconsider": lazy_gettext("Make it a candidate again"),
}

PACES = {
    Pace.NOT_MEASURED: (lazy_gettext("not measured yet"), "waiting"),
    Pace.AWAY: (lazy_gettext("moves away from the target"), "stopped"),
    Pace.BEHIND: (lazy_gettext("behind"), "warning"),
    Pace.ON_PACE: (lazy_gettext("on pace"), "going"),
    Pace.AHEAD: (lazy_gettext("ahead"), "done"),
    Pace.REACHED: (lazy_gettext("target reached"), "done"),
    Pace.MISSED: (lazy_gettext("target missed"), "stopped"),
}

FIELDS = {
    "title": lazy_gettext("Title"),
    "vision": lazy_gettext("Vision"),
    "starts_on": lazy_gettext("Begins on"),
    "ends_on": lazy_gettext("Ends on"),
    "code": lazy_gettext("Code"),
    "why": lazy_gettext("Why it matters"),
    "retired": lazy_gettext("Retired"),
    "unit": lazy_gettext("Unit"),
    "baseline": lazy_gettext("Baseline"),
    "baseline_on": lazy_gettext("Day of the baseline"),
    "target": lazy_gettext("Target"),
    "due_on": lazy_gettext("To be reached by"),
    "source": lazy_gettext("Source"),
    "every_months": lazy_gettext("Months between two measurements"),
    "euro_per_unit": lazy_gettext("Euro for one unit of change"),
    "euro_source": lazy_gettext("Where the figure in euro comes from"),
    "state": lazy_gettext("State"),
}
"""Fields of a version, as a comparison names them."""


@bp.app_template_filter("figure")
def figure(value: Decimal | None) -> str:
    """A figure with as many places as it has, in the reader's language; a dash for none."""
    if value is None:
        return "–"
    return str(flask_babel.format_decimal(value, "#,##0.####"))


@bp.app_template_filter("pace_sentence")
def pace_sentence(progress: Progress) -> str:
    """How an indicator moves, in a sentence."""
    facts = {"done": progress.percent, "elapsed": progress.elapsed_percent, "back": abs(progress.percent or 0)}
    return {
        Pace.NOT_MEASURED: _("Nobody measured it yet; %(elapsed)s%% of the time is gone.", **facts),
        Pace.AWAY: _("It moved away from the target by %(back)s%% of the way, with %(elapsed)s%% of the time gone.", **facts),
        Pace.BEHIND: _("Behind: %(done)s%% of the way is done, and %(elapsed)s%% of the time is gone.", **facts),
        Pace.ON_PACE: _("On pace: %(done)s%% of the way is done, and %(elapsed)s%% of the time is gone.", **facts),
        Pace.AHEAD: _("Ahead: %(done)s%% of the way is done, and only %(elapsed)s%% of the time is gone.", **facts),
        Pace.REACHED: _("The target is reached: %(done)s%% of the way is done.", **facts),
        Pace.MISSED: _("Its day has passed, and the target is not reached.")
        if progress.percent is None
        else _("Its day has passed, and %(done)s%% of the way is done.", **facts),
    }[progress.pace]
