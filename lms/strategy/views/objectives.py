"""Objectives: written, moved, retired, or deleted while nothing hangs on them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.errors import DomainError
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.strategy.forms.strategies import ObjectiveForm
from lms.strategy.models.strategies import Strategy
from lms.strategy.queries.initiatives import on_objective
from lms.strategy.queries.strategies import ObjectiveAtHand, objective_at_hand, strategy_at_hand
from lms.strategy.service import drafting
from lms.strategy.views.blueprint import bp
from lms.strategy.views.strategies import as_number


@bp.route("/papers/<slug>/objectives/new", methods=["GET", "POST"])
@requires(P.STRATEGY_DRAFT, load=strategy_at_hand)
def new_objective(strategy: Strategy) -> ResponseReturnValue:
    """Write an objective."""
    drafting.editable(strategy.id)
    form, slug = ObjectiveForm(), strategy.slug
    if form.validate_on_submit():
        with refusals_onto(form.code):
            made = drafting.add_objective(strategy, code=form.code.data or "", title=form.title.data or "", why=form.why.data or "", by=me())
        if not form.errors:
            flash(_("The objective is written. Say next how one knows that it is reached."), "success")
            return redirect(url_for(".new_indicator", slug=slug, objective_id=made.id), 303)
    return render_template("strategy/new_objective.html", strategy=strategy_at_hand(slug), form=form), 422 if form.errors else 200


@bp.route("/papers/<slug>/objectives/<uuid:objective_id>/edit", methods=["GET", "POST"])
@requires(P.STRATEGY_DRAFT, load=objective_at_hand)
def edit_objective(found: ObjectiveAtHand) -> ResponseReturnValue:
    """Change an objective; the second of two editors is told, and shown what stands there now."""
    form = ObjectiveForm(obj=found.objective, seen=str(found.objective.revision))
    slug, key, stands = found.strategy.slug, found.objective.id, False
    if form.validate_on_submit():
        facts = {"code": form.code.data or "", "title": form.title.data or "", "why": form.why.data or ""}
        with refusals_onto(form.title):
            drafting.write_objective(found.objective, **facts, seen=as_number(form.seen.data), by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".strategy", slug=slug), 303)
        found = objective_at_hand(slug, key)
        stands = as_number(form.seen.data) != found.objective.revision
        form.seen.data = str(found.objective.revision)  # whoever saves again has read what stands there now
    page = render_template("strategy/edit_objective.html", found=found, form=form, stands=stands, hanging=on_objective(key))
    return page, 422 if form.errors else 200


@bp.post("/papers/<slug>/objectives/<uuid:objective_id>/move")
@requires(P.STRATEGY_DRAFT, load=objective_at_hand)
def move_objective(found: ObjectiveAtHand) -> ResponseReturnValue:
    """Let it stand before or behind its neighbour."""
    drafting.move_objective(found.objective, up=request.form.get("where") == "up", by=me())
    return redirect(url_for(".strategy", slug=found.strategy.slug), 303)


@bp.post("/papers/<slug>/objectives/<uuid:objective_id>/retire")
@requires(P.STRATEGY_DRAFT, load=objective_at_hand)
def retire_objective(found: ObjectiveAtHand) -> ResponseReturnValue:
    """Let it hold no longer."""
    slug = found.strategy.slug
    drafting.retire_objective(found.objective, by=me())
    flash(_("The objective is retired. What hangs on it stays where it is."), "success")
    return redirect(url_for(".strategy", slug=slug), 303)


@bp.post("/papers/<slug>/objectives/<uuid:objective_id>/restore")
@requires(P.STRATEGY_DRAFT, load=objective_at_hand)
def restore_objective(found: ObjectiveAtHand) -> ResponseReturnValue:
    """Let it hold again."""
    slug = found.strategy.slug
    drafting.restore_objective(found.objective, by=me())
    flash(_("The objective holds again."), "success")
    return redirect(url_for(".strategy", slug=slug), 303)


@bp.route("/papers/<slug>/objectives/<uuid:objective_id>/remove", methods=["GET", "POST"])
@requires(P.STRATEGY_DRAFT, load=objective_at_hand)
def remove_objective(found: ObjectiveAtHand) -> ResponseReturnValue:
    """Ask once more, then delete an objective on which nothing hangs."""
    slug, key = found.strategy.slug, found.objective.id
    if request.method == "POST":
        try:
            drafting.remove_objective(found.objective, by=me())
        except DomainError as refusal:
            flash(str(refusal), "danger")
            return redirect(url_for(".edit_objective", slug=slug, objective_id=key), 303)
        flash(_("The objective is deleted."), "success")
        return redirect(url_for(".strategy", slug=slug), 303)
    return render_template(
        "_parts/confirm.html",
        title=_("Delete this objective"),
        question=_("“%(title)s” goes, with all that stands below. This cannot be undone.", title=found.objective.title)
        if found.objective.indicators
        else _("“%(title)s” goes. This cannot be undone.", title=found.objective.title),
        consequences=[_("Indicator: %(title)s", title=one.title) for one in found.objective.indicators],
        trail=[
            (_("Strategy"), url_for(".start")),
            (found.strategy.title, url_for(".strategy", slug=slug)),
            (_("Edit the objective"), url_for(".edit_objective", slug=slug, objective_id=key)),
        ],
        action=url_for(".remove_objective", slug=slug, objective_id=key),
        confirm=_("Delete the objective"),
        back=url_for(".edit_objective", slug=slug, objective_id=key),
        danger=True,
    )
