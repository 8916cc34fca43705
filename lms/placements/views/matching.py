"""Runs of the matching: ask for one, see how far it is, what it proposes and could not cover, send the proposals."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.list_files import list_file
from lms.kit.web import wants_fragment
from lms.permissions import Permission as P
from lms.placements.forms import RunForm
from lms.placements.matching.scoring import GOAL
from lms.placements.matching.scoring import STAGES as ALL_STAGES
from lms.placements.models import MatchRun, RunState
from lms.placements.queries import closing
from lms.placements.queries import runs as queries
from lms.placements.service import matching
from lms.placements.views import files
from lms.placements.views.blueprint import bp
from lms.placements.views.words import STAGES


@bp.get("/matching")
@requires(P.MATCHING_VIEW)
def all_runs() -> ResponseReturnValue:
    """Runs, newest first."""
    return render_template("placements/runs.html", runs=queries.runs(), form=RunForm(), stages=len(ALL_STAGES))


@bp.post("/matching/run")
@requires(P.MATCHING_RUN)
def run() -> ResponseReturnValue:
    """Ask for a run."""
    form = RunForm()
    if form.validate_on_submit():
        made = None
        with refusals_onto(form.parallel):
            made = matching.ask_run(form.parallel.data or 2, by=me())
        if made is not None:
            return redirect(url_for(".one_run", run_id=made.id), 303)
    return render_template("placements/runs.html", runs=queries.runs(), form=form, stages=len(ALL_STAGES)), 422


@bp.get("/matching/<uuid:run_id>")
@requires(P.MATCHING_VIEW, load=queries.run_at_hand)
def one_run(found: MatchRun) -> ResponseReturnValue:
    """How far a run is, or what came of it."""
    if found.state is not RunState.DONE:
        if wants_fragment():
            return render_template("placements/_run_going.html", run=found, stages=len(ALL_STAGES))
        return render_template("placements/run_going.html", run=found, stages=len(ALL_STAGES))
    if wants_fragment():  # the page asked how far it is, and it is there: load it whole
        return Response(status=204, headers={"HX-Refresh": "true"})
    shown = queries.shown(found)
    wanted = {(one.competence.id, one.level) for one in shown.uncovered}
    return render_template(
        "placements/run.html",
        run=found,
        shown=shown,
        near=closing.nearest(wanted),
        ways=closing.ways(wanted, today()),
        changed=queries.changed_since(found, today()),
        words=STAGES,
        goal=GOAL,
        departments=queries.department_names(shown),
    )


@bp.get("/matching/<uuid:run_id>/uncovered.<form>")
@requires(P.MATCHING_VIEW, load=lambda run_id, form: (queries.run_at_hand(run_id), form))
def uncovered_file(asked: tuple[MatchRun, str]) -> Response:
    """What a run could not cover, as CSV or XLSX."""
    found, form = asked
    shown = queries.shown(found)
    wanted = {(one.competence.id, one.level) for one in shown.uncovered}
    return list_file("uncovered-needs", form, files.uncovered(shown, closing.nearest(wanted), closing.ways(wanted, today())))


@bp.post("/matching/<uuid:run_id>/send")
@requires(P.MATCHING_RUN, load=queries.run_at_hand)
def send(found: MatchRun) -> ResponseReturnValue:
    """Ask every champion whom the run proposes."""
    sent = matching.send_proposals(found, by=me())
    flash(_("%(asked)s champions are asked.", asked=sent.asked), "success")
    if sent.fallen:
        flash(_("%(fallen)s proposals did not hold any more, since openings or champions changed; they were left out.", fallen=sent.fallen), "info")
    return redirect(url_for(".one_run", run_id=found.id), 303)
