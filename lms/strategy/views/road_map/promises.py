"""The promise tracker: what the city has promised, for everybody to see. No names of people."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.kit.access import requires
from lms.kit.clock import today
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.strategy.queries import checks
from lms.strategy.queries.checks import Standing
from lms.strategy.views.road_map.blueprint import bp
from lms.strategy.views.road_map.files import Sheetful, as_file
from lms.strategy.views.road_map.words import STANDINGS, by_when


@bp.get("/promises")
@requires(P.PROMISES_SEE, visitors=True)
def promises() -> ResponseReturnValue:
    """What was promised, what is kept, late or moved, and why."""
    found = checks.promises(today(), public_only=True)
    counts = {state: sum(one.state == state for one in found) for state in STANDINGS}
    return render_template("road_map/promises.html", promises=found, counts=counts, states=STANDINGS, check=checks.latest_check())


@bp.get("/promises.csv", defaults={"form": "csv"})
@bp.get("/promises.xlsx", defaults={"form": "xlsx"})
@requires(P.PROMISES_SEE, visitors=True)
def promises_file(form: str) -> ResponseReturnValue:
    """The same as a file."""
    header = [_("Promise"), _("Initiative"), _("Department"), _("State"), _("First promised for"), _("Promised for"), _("Reached on"),
              _("Likely by (P80)"), _("How the date moved"), _("Taken back because")]  # fmt: skip
    day = today()
    return as_file(f"promises-{day:%Y-%m-%d}", form, [Sheetful(_("Promises"), header, map(_row, checks.promises(day, public_only=True)))])


def _row(one: Standing) -> list[object]:
    milestone = one.milestone
    moves = "; ".join(f"{format_day(move.before_on)} → {format_day(move.after_on)}: {move.reason}" for move in one.moves)
    return [
        milestone.title,
        milestone.initiative.title,
        milestone.initiative.department.name,
        str(STANDINGS[one.state][0]),
        milestone.baseline_on,
        milestone.promised_on,
        milestone.reached_on,
        by_when(one.p80, one.was_simulated),
        moves,
        milestone.withdrawn_why,
    ]
