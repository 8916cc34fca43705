"""How much of the champions' hours is placed, what is covered, what hangs on one person, and what waits for people."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lms.kit.access import requires
from lms.kit.clock import today
from lms.kit.list_files import list_file
from lms.permissions import Permission as P
from lms.placements.effect import CERTAINTY, LEAST_PAIRS
from lms.placements.queries import load as queries
from lms.placements.queries.effect import effect_of
from lms.placements.views import files
from lms.placements.views.blueprint import bp


@bp.get("/placements/load")
@requires(P.PLACEMENT_LOAD)
def load() -> ResponseReturnValue:
    """The whole picture."""
    loads = queries.champion_loads(today())
    return render_template(
        "placements/load.html",
        loads=loads,
        departments=queries.department_loads(loads),
        months=queries.months_from(today()),
        cared=queries.cared_for(today()),
        effect=effect_of(loads, today()),
        certainty=round(100 * CERTAINTY),
        least=LEAST_PAIRS,
    )


@bp.get("/placements/load.<form>")
@requires(P.PLACEMENT_LOAD)
def load_file(form: str) -> Response:
    """Champions' hours by month, as CSV or XLSX."""
    return list_file("load-of-champions", form, files.loads(queries.champion_loads(today()), queries.months_from(today())))
