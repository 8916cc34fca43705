"""Pages of pilots: what is tried, what was measured, what was decided."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from lms.ideas.forms.checked import given
from lms.ideas.forms.piloting import AMENDED, AmendForm, DecisionForm, PlanForm, ResultForm
from lms.ideas.models.pitches import IdeaState
from lms.ideas.models.sponsoring import PilotDecision
from lms.ideas.queries import piloting as queries
from lms.ideas.queries.piloting import PilotAtHand
from lms.ideas.service import handing_over, piloting, stopping
from lms.ideas.service.piloting import Plan
from lms.ideas.views.sponsoring_blueprint import bp, to_pilot
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.people.queries.directory import departments
from lms.permissions import Permission as P


@bp.get("/ideas/<int:number>/pilot")
@requires(P.PILOT_VIEW, load=queries.running_pilot)
def pilot(at_hand: PilotAtHand) -> ResponseReturnValue:
    """The trials of an idea."""
    return _page(at_hand)


def _page(at_hand: PilotAtHand, **forms: object) -> str:
    at_hand = queries.pilot_at_hand(at_hand.idea.number)
    shown = {"result_form": ResultForm(data={"on": today()}), "amend_form": AmendForm()}
    return render_template("ideas/pilot.html", at_hand=at_hand, idea=at_hand.idea, pilots=at_hand.pilots, amended=AMENDED, **{**shown, **forms})


@bp.route("/ideas/<int:number>/pilot/edit", methods=["GET", "POST"])
@requires(P.PILOT_DESIGN, load=queries.pilot_at_hand)
def design_pilot(at_hand: PilotAtHand) -> ResponseReturnValue:
    """Write down what will be tried."""
    form, number = PlanForm(obj=at_hand.open), at_hand.idea.number
    if form.validate_on_submit():
        plan = Plan(form.hypothesis.data or "", form.measure.data or "", given(form.starts_on.data), given(form.ends_on.data))
        with refusals_onto(form.hypothesis):
            piloting.design(at_hand, plan, by=me())
        if not form.errors:
            flash(_("The pilot is designed. It stands from the day on which the sponsor lets it run."), "success")
            return to_pilot(number)
    return render_template("ideas/pilot_form.html", form=form, idea=queries.pilot_at_hand(number).idea), 422 if form.errors else 200


@bp.post("/ideas/<int:number>/pilot/run")
@requires(P.PILOT_RUN, load=queries.running_pilot)
def run_pilot(at_hand: PilotAtHand) -> ResponseReturnValue:
    """Begin."""
    number = at_hand.idea.number
    piloting.run(at_hand, by=me())
    flash(_("The pilot runs. Hypothesis and measure stand from now on."), "success")
    return to_pilot(number)


@bp.post("/ideas/<int:number>/pilot/amend")
@requires(P.PILOT_DESIGN, load=queries.running_pilot)
def amend_pilot(at_hand: PilotAtHand) -> ResponseReturnValue:
    """Change something while it runs; it is shown."""
    form, number = AmendForm(), at_hand.idea.number
    if form.validate():
        with refusals_onto(form.after):
            piloting.amend(at_hand, form.what.data, form.after.data or "", form.why.data or "", by=me())
        if not form.errors:
            flash(_("The change is kept beside what stood before."), "success")
            return to_pilot(number)
    return _page(at_hand, amend_form=form), 422


@bp.post("/ideas/<int:number>/pilot/results")
@requires(P.PILOT_DESIGN, load=queries.running_pilot)
def enter_result(at_hand: PilotAtHand) -> ResponseReturnValue:
    """Enter what was measured."""
    form, number = ResultForm(), at_hand.idea.number
    if form.validate():
        with refusals_onto(form.on):
            piloting.enter_result(at_hand, given(form.on.data), form.value.data or "", form.note.data or "", by=me())
        if not form.errors:
            flash(_("The result is entered."), "success")
            return to_pilot(number)
    return _page(at_hand, result_form=form), 422


def _outcomes(at_hand: PilotAtHand) -> list[str]:
    """What can become of the idea from where it is, for whoever asks."""
    running, is_sponsor = at_hand.idea.state is IdeaState.PILOT_RUNNING, me().id == at_hand.sponsor_id
    outcomes = ["adopt"] if running and is_sponsor else []
    outcomes += ["initiative", "project"] if running or at_hand.idea.state is IdeaState.SPONSORED else []
    outcomes += ["adapt"] if running and is_sponsor else []
    return [*outcomes, "stop"]


@bp.route("/ideas/<int:number>/decide", methods=["GET", "POST"])
@requires(P.PILOT_DECIDE, load=queries.pilot_at_hand)
def decide(at_hand: PilotAtHand) -> ResponseReturnValue:
    """Say what becomes of the idea: adopted, handed over, adapted or stopped."""
    form, number = DecisionForm(data={"department": at_hand.idea.department_id}), at_hand.idea.number
    form.offer(_outcomes(at_hand), departments())
    if form.validate_on_submit():
        with refusals_onto(form.learning):
            _carry_out(at_hand, form)
        if not form.errors:
            flash(_("It is decided, and everybody who follows the idea is told."), "success")
            return redirect(f"/ideas/{number}", 303)
    return render_template("ideas/decide.html", form=form, at_hand=queries.pilot_at_hand(number), idea=at_hand.idea), 422 if form.errors else 200


def _carry_out(at_hand: PilotAtHand, form: DecisionForm) -> None:
    what, learning, by = str(form.what.data), form.learning.data or "", me()
    if what == "initiative":
        department_id = form.department.data or at_hand.idea.department_id
        if department_id is None:
            raise stopping.NoDepartment(_("Choose the department that the initiative belongs to."))
        handing_over.hand_to_initiative(at_hand.found, department_id=department_id, learning=learning, by=by)
    elif what == "project":
        handing_over.hand_to_project(at_hand.found, learning=learning, by=by)
    elif what == "stop" and at_hand.idea.state is not IdeaState.PILOT_RUNNING:
        stopping.stop(at_hand.found, learning, by=by)
    else:
        piloting.decide(at_hand, PilotDecision(what), learning, by=by)
