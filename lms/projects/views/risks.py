"""Risks of a project, and the benefits that it is to bring."""

from flask import flash
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.people.queries.directory import names
from lms.permissions import Permission as P
from lms.projects.forms.parts import BenefitForm, FindingForm, RiskForm
from lms.projects.models.projects import Benefit
from lms.projects.queries import parts, projects
from lms.projects.queries.projects import BenefitAtHand, ProjectAtHand, RiskAtHand
from lms.projects.risk_matrix import heaviest_first, square, weight
from lms.projects.service import benefits as benefit_service
from lms.projects.service import risks as risk_service
from lms.projects.service.risks import Weighing
from lms.projects.views.blueprint import ask, back, bp, show
from lms.projects.views.project import named

RISK = "/projects/<slug>/risks/<uuid:risk_id>"


@bp.get("/projects/<slug>/risks")
@requires(P.PROJECT_VIEW, load=projects.project_at_hand)
def risks(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """The square of likelihood and impact, and the risks in it, heaviest first."""
    told = parts.risks_of(at_hand.project.id)
    owners = {one.risk.id: one.owner for one in told}
    opened = heaviest_first([one.risk for one in told if one.risk.closed_at is None])
    closed = [one.risk for one in told if one.risk.closed_at is not None]
    return show("risks", at_hand, "risks", opened=opened, closed=closed, owners=owners, square=square(opened), weight=weight)


def _weighing(form: RiskForm) -> Weighing:
    return Weighing(form.title.data or "", form.likelihood.data, form.impact.data, form.answer.data or "", named(form.owner.data))


@bp.route("/projects/<slug>/risks/new", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.project_at_hand)
def new_risk(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """Note a risk."""
    form = RiskForm()
    if form.validate_on_submit():
        with refusals_onto(form.owner):
            risk_service.note_risk(at_hand.project, _weighing(form), by=me())
            flash(_("The risk is noted."), "success")
            return back(at_hand, "risks")
    return ask(form, at_hand, "risks", _("Note a risk"), _("Note it"))


@bp.route(f"{RISK}/edit", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.risk_at_hand)
def edit_risk(found: RiskAtHand) -> ResponseReturnValue:
    """Weigh a risk anew."""
    form = RiskForm(obj=found.risk)
    if not form.is_submitted():
        form.owner.data = parts.address_of(found.risk.owner_id)
    if form.validate_on_submit():
        with refusals_onto(form.owner):
            risk_service.weigh(found.project, found.risk, _weighing(form), by=me())
            flash(_("Saved."), "success")
            return back(found, "risks")
    return ask(form, found, "risks", _("Weigh “%(title)s” anew", title=found.risk.title), _("Save"))


@bp.post(f"{RISK}/close")
@requires(P.PROJECT_PLAN, load=projects.risk_at_hand)
def close_risk(found: RiskAtHand) -> ResponseReturnValue:
    """Close a risk."""
    risk_service.close_risk(found.project, found.risk, by=me())
    flash(_("The risk is closed. It stays in the list below."), "success")
    return back(found, "risks")


@bp.get("/projects/<slug>/benefits")
@requires(P.PROJECT_VIEW, load=projects.project_at_hand)
def benefits(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """What the project is to bring, and what was found of it."""
    told = parts.benefits_of(at_hand.project.id)
    finders = names({finding.by_id for one in told for finding in one.benefit.findings if finding.by_id})
    open_to_findings = at_hand.project.state in benefit_service.FOUND_IN

    def may_track(benefit: Benefit) -> bool:
        return can(P.PROJECT_TRACK, BenefitAtHand(at_hand.project, at_hand.planned, at_hand.threshold, benefit))

    may = {"may_plan": can(P.PROJECT_PLAN, at_hand), "may_track": may_track}
    return show("benefits", at_hand, "benefits", told=told, finders=finders, open_to_findings=open_to_findings, **may)


@bp.route("/projects/<slug>/benefits/new", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.project_at_hand)
def new_benefit(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """Say what the project is to bring."""
    form = BenefitForm()
    form.offer(parts.indicators())
    if form.validate_on_submit() and form.due_on.data:
        with refusals_onto(form.owner):
            owner = named(form.owner.data)
            expected = benefit_service.Expected(form.title.data or "", form.due_on.data, form.indicator.data, form.per_year.data, owner)
            benefit_service.expect(at_hand.project, expected, by=me())
            flash(_("It is noted. Whoever looks after it is asked on its day."), "success")
            return back(at_hand, "benefits")
    return ask(form, at_hand, "benefits", _("What the project is to bring"), _("Note it"))


@bp.route("/projects/<slug>/benefits/<uuid:benefit_id>/find", methods=["GET", "POST"])
@requires(P.PROJECT_TRACK, load=projects.benefit_at_hand)
def note_finding(found: BenefitAtHand) -> ResponseReturnValue:
    """Note what was found of a benefit."""
    form = FindingForm(data={"on_day": today()})
    if form.validate_on_submit() and form.on_day.data:
        with refusals_onto(form.source):
            finding = benefit_service.Found(form.on_day.data, form.source.data or "", form.per_year.data, form.value.data)
            benefit_service.note_finding(found.project, found.benefit, finding, by=me())
            flash(_("The finding is noted. Everybody who follows the project is told."), "success")
            return back(found, "benefits")
    return ask(form, found, "benefits", _("What was found of “%(title)s”", title=found.benefit.title), _("Note it"))
