"""Milestones and gates of a project."""

from flask import flash
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.projects import pictures
from lms.projects.forms.parts import DecisionForm, GateForm, MilestoneForm, MilestoneWordsForm, MoveDateForm, ReachForm
from lms.projects.models.projects import GateOutcome
from lms.projects.queries import parts, projects
from lms.projects.queries.projects import GateAtHand, MilestoneAtHand, ProjectAtHand
from lms.projects.service import gates as gate_service
from lms.projects.service import milestones as milestone_service
from lms.projects.views.blueprint import ask, back, bp, show

MILESTONE = "/projects/<slug>/milestones/<uuid:milestone_id>"
GATE = "/projects/<slug>/gates/<uuid:gate_id>"


@bp.get("/projects/<slug>/milestones")
@requires(P.PROJECT_VIEW, load=projects.project_at_hand)
def milestones(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """All milestones with their first dates, their moves and their proofs."""
    told, this_day = parts.milestones_of(at_hand.project.id), today()
    days = [day for one in told for day in (one.milestone.baseline_on, one.milestone.due_on, one.milestone.reached_on) if day]
    first, last = min([*days, this_day]), max([*days, this_day])
    return show(
        "milestones",
        at_hand,
        "milestones",
        told=told,
        baselines=pictures.along([one.milestone.baseline_on for one in told], first, last),
        places=pictures.along([one.milestone.reached_on or one.milestone.due_on for one in told], first, last),
        now_at=pictures.along([this_day], first, last)[0],
        span=(first, last),
    )


@bp.route("/projects/<slug>/milestones/new", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.project_at_hand)
def new_milestone(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """Plan a milestone."""
    form = MilestoneForm()
    form.offer(parts.indicators())
    if form.validate_on_submit() and form.due_on.data:
        with refusals_onto(form.title):
            milestone_service.plan_milestone(at_hand.project, form.title.data or "", form.due_on.data, form.indicator.data, by=me())
            flash(_("The milestone is planned. Its date is the baseline from now on."), "success")
            return back(at_hand, "milestones")
    return ask(form, at_hand, "milestones", _("Plan a milestone"), _("Plan it"))


@bp.route(f"{MILESTONE}/edit", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.milestone_at_hand)
def edit_milestone(found: MilestoneAtHand) -> ResponseReturnValue:
    """Change what a milestone is called and what it moves."""
    form = MilestoneWordsForm(data={"title": found.milestone.title, "indicator": found.milestone.indicator_id})
    form.offer(parts.indicators())
    if form.validate_on_submit():
        with refusals_onto(form.title):
            milestone_service.change_milestone(found.project, found.milestone, form.title.data or "", form.indicator.data, by=me())
            flash(_("Saved."), "success")
            return back(found, "milestones")
    return ask(form, found, "milestones", _("Edit “%(title)s”", title=found.milestone.title), _("Save"))


@bp.route(f"{MILESTONE}/move", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.milestone_at_hand)
def move_milestone(found: MilestoneAtHand) -> ResponseReturnValue:
    """Move the date of a milestone, with the reason."""
    form = MoveDateForm(data={"due_on": found.milestone.due_on})
    if form.validate_on_submit() and form.due_on.data:
        with refusals_onto(form.reason):
            milestone_service.move_date(found.project, found.milestone, form.due_on.data, form.reason.data or "", by=me())
            flash(_("The date is moved. The old one and your reason stay beside it."), "success")
            return back(found, "milestones")
    return ask(form, found, "milestones", _("Move “%(title)s”", title=found.milestone.title), _("Move the date"))


@bp.route(f"{MILESTONE}/reach", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.milestone_at_hand)
def reach_milestone(found: MilestoneAtHand) -> ResponseReturnValue:
    """Note that a milestone was reached."""
    form = ReachForm(data={"on_day": today()})
    if form.validate_on_submit() and form.on_day.data:
        with refusals_onto(form.proof):
            milestone_service.reach(found.project, found.milestone, form.on_day.data, form.proof.data or "", by=me())
            flash(_("It is noted as reached. Everybody who follows the project is told."), "success")
            return back(found, "milestones")
    return ask(form, found, "milestones", _("“%(title)s” is reached", title=found.milestone.title), _("Note it"))


@bp.get("/projects/<slug>/gates")
@requires(P.PROJECT_VIEW, load=projects.project_at_hand)
def gates(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """All gates with their criteria and decisions."""
    told = parts.gates_of(at_hand.project.id)
    following = next((one.gate.id for one in told if one.gate.outcome is None), None)
    return show("gates", at_hand, "gates", told=told, following=following, may_decide=can(P.PROJECT_DECIDE, at_hand))


@bp.route("/projects/<slug>/gates/new", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.project_at_hand)
def new_gate(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """Plan a gate."""
    form = GateForm()
    if form.validate_on_submit() and form.due_on.data:
        with refusals_onto(form.title):
            gate_service.plan_gate(at_hand.project, form.title.data or "", form.criteria.data or "", form.due_on.data, by=me())
            flash(_("The gate is planned. Whoever decides is asked two weeks before."), "success")
            return back(at_hand, "gates")
    return ask(form, at_hand, "gates", _("Plan a gate"), _("Plan it"))


@bp.route(f"{GATE}/edit", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.gate_at_hand)
def edit_gate(found: GateAtHand) -> ResponseReturnValue:
    """Change a gate that is open."""
    form = GateForm(obj=found.gate)
    if form.validate_on_submit() and form.due_on.data:
        with refusals_onto(form.title):
            gate_service.change_gate(found.project, found.gate, form.title.data or "", form.criteria.data or "", form.due_on.data, by=me())
            flash(_("Saved."), "success")
            return back(found, "gates")
    return ask(form, found, "gates", _("Edit the gate “%(title)s”", title=found.gate.title), _("Save"))


@bp.route(f"{GATE}/decide", methods=["GET", "POST"])
@requires(P.PROJECT_DECIDE, load=projects.gate_at_hand)
def decide_gate(found: GateAtHand) -> ResponseReturnValue:
    """Read the criteria beside what the project has, and decide."""
    form, project_id = DecisionForm(), found.project.id
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            outcome = GateOutcome(form.outcome.data)
            gate_service.decide(found, outcome, form.reason.data or "", form.again_on.data, by=me())
            flash(_("Your decision is noted. The owner and everybody who follows the project are told."), "success")
            return back(found, "gates")
    page = show(
        "decide_gate",
        projects.gate_at_hand(found.project.slug, found.gate.id) if form.errors else found,
        "gates",
        form=form,
        gate=found.gate,
        lines=parts.lines_of(project_id),
        milestones=parts.milestones_of(project_id),
        risks=[one.risk for one in parts.risks_of(project_id) if one.risk.closed_at is None],
        documents=parts.documents_of(project_id),
    )
    return page, 422 if form.errors else 200
