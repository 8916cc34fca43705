"""A line manager's page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.cohorts.models.cohorts import PlaceState
from lms.competency.gaps import State
from lms.development.queries.team import team_of
from lms.development.views.blueprint import bp
from lms.development.views.plans import STATES
from lms.kit.access import me, requires
from lms.kit.i18n import lazy_gettext
from lms.permissions import Permission as P

LEVELS = {
    State.MET: (lazy_gettext("met"), "done"),
    State.NEAR: (lazy_gettext("one level to go"), "going"),
    State.OPEN: (lazy_gettext("some levels to go"), "going"),
    State.UNKNOWN: (lazy_gettext("not enough evidence yet"), "waiting"),
}

CAMPS = {
    PlaceState.GRADUATED: (lazy_gettext("Graduated"), "done"),
    PlaceState.NOT_GRADUATED: (lazy_gettext("Not graduated"), "stopped"),
    PlaceState.HELD: (lazy_gettext("Not decided yet"), "waiting"),
}


@bp.get("/my-team")
@requires(P.TEAM_VIEW)
def my_team() -> ResponseReturnValue:
    """The people who report to me today, what their posts require of them, and what waits for me."""
    return render_template("development/my_team.html", team=team_of(me().id), levels=LEVELS, camp_outcomes=CAMPS, plan_states=STATES)
