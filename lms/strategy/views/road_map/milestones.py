"""Promises of an initiative: given, described, moved with a reason, kept, taken back."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.strategy.forms.road_map import MilestoneForm, MoveDateForm, ReachForm, WithdrawForm
from lms.strategy.queries import road_map as queries
from lms.strategy.queries.road_map import InitiativePlan, MilestoneAtHand
from lms.strategy.service import milestones
from lms.strategy.views.road_map.blueprint import bp, trail_of

_AT = "/strategy/road-map/initiatives/<slug>/milestones"


def _back(slug: str, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for(".initiative_plan", slug=slug), 303)


@bp.route(f"{_AT}/new", methods=["GET", "POST"])
@requires(P.ROAD_MAP_EDIT, load=queries.initiative_plan)
def new_milestone(plan: InitiativePlan) -> ResponseReturnValue:
    """Give a promise."""
    form, slug = MilestoneForm(), plan.initiative.slug
    form.offer(queries.indicators())
    if form.validate_on_submit() and form.promised_on.data:
        public, indicator_id = form.is_public.data, form.indicator_id.data
        with refusals_onto(form.title):
            milestones.promise(plan, form.title.data or "", form.promised_on.data, is_public=public, indicator_id=indicator_id, by=me())
        if not form.errors:
            return _back(slug, _("The promise is given. From now on its date moves with a reason only."))
    return render_template("road_map/new_milestone.html", plan=plan, form=form), 422 if form.errors else 200


@bp.route(f"{_AT}/<uuid:milestone_id>", methods=["GET", "POST"])
@requires(P.ROAD_MAP_EDIT, load=queries.milestone_at_hand)
def edit_milestone(found: MilestoneAtHand) -> ResponseReturnValue:
    """Describe a promise anew; its date has a page of its own."""
    form, slug = MilestoneForm(obj=found.milestone), found.plan.initiative.slug
    form.offer(queries.indicators())
    del form.promised_on
    if form.validate_on_submit():
        with refusals_onto(form.is_public):
            milestones.describe(found, form.title.data or "", is_public=form.is_public.data, indicator_id=form.indicator_id.data, by=me())
        if not form.errors:
            return _back(slug, _("It is saved."))
        found = queries.milestone_at_hand(slug, found.milestone.id)
    return render_template("road_map/edit_milestone.html", found=found, form=form), 422 if form.errors else 200


@bp.route(f"{_AT}/<uuid:milestone_id>/move", methods=["GET", "POST"])
@requires(P.ROAD_MAP_EDIT, load=queries.milestone_at_hand)
def move_milestone(found: MilestoneAtHand) -> ResponseReturnValue:
    """Move a promised date, with the reason."""
    form, slug = MoveDateForm(), found.plan.initiative.slug
    if not form.is_submitted():
        form.seen.data = found.milestone.promised_on.isoformat()
    if form.validate_on_submit() and form.promised_on.data:
        with refusals_onto(form.promised_on):
            milestones.move(found, form.promised_on.data, form.reason.data or "", seen=_seen(form, found), by=me())
        if not form.errors:
            return _back(slug, _("The date is moved. The old one stays, with your reason beside it."))
        found = queries.milestone_at_hand(slug, found.milestone.id)
    moves = queries.moves_of([found.milestone.id]).get(found.milestone.id, [])
    return render_template("road_map/move_milestone.html", found=found, form=form, moves=moves), 422 if form.errors else 200


def _seen(form: MoveDateForm, found: MilestoneAtHand) -> date:
    try:
        return date.fromisoformat(form.seen.data or "")
    except ValueError:
        return found.milestone.baseline_on


@bp.route(f"{_AT}/<uuid:milestone_id>/reach", methods=["GET", "POST"])
@requires(P.ROAD_MAP_EDIT, load=queries.milestone_at_hand)
def reach_milestone(found: MilestoneAtHand) -> ResponseReturnValue:
    """Note that a promise is kept, and what shows it."""
    form, slug = ReachForm(), found.plan.initiative.slug
    if form.validate_on_submit() and form.reached_on.data:
        with refusals_onto(form.reached_on):
            milestones.reach(found, form.reached_on.data, form.proof.data or "", by=me())
        if not form.errors:
            return _back(slug, _("Well done: the promise is kept."))
    return render_template("road_map/reach_milestone.html", found=found, form=form), 422 if form.errors else 200


@bp.route(f"{_AT}/<uuid:milestone_id>/remove", methods=["GET", "POST"])
@requires(P.ROAD_MAP_EDIT, load=queries.milestone_at_hand)
def remove_milestone(found: MilestoneAtHand) -> ResponseReturnValue:
    """Take a promise back with a reason; one that was entered by mistake just now goes without, after asking once more."""
    slug, form = found.plan.initiative.slug, WithdrawForm()
    mistake = milestones.is_mistake(found)
    if mistake and form.is_submitted():
        milestones.withdraw(found, by=me())
        return _back(slug, _("The promise is taken out."))
    if not mistake and form.validate_on_submit():
        with refusals_onto(form.reason):
            milestones.withdraw(found, form.reason.data or "", by=me())
        if not form.errors:
            return _back(slug, _("The promise is taken back. It stays where everybody could read it, with your reason beside it."))
    if not mistake:
        return render_template("road_map/withdraw_milestone.html", found=found, form=form), 422 if form.errors else 200
    return render_template(
        "_parts/confirm.html",
        title=_("Take a promise out"),
        question=_("“%(title)s” goes from the plan. Nobody outside has seen it yet, so nothing of it is kept.", title=found.milestone.title),
        action=url_for(".remove_milestone", slug=slug, milestone_id=found.milestone.id),
        confirm=_("Take it out"),
        back=url_for(".initiative_plan", slug=slug),
        trail=trail_of(found.plan.initiative),
        danger=True,
    )
