"""Activities of an initiative, and what they wait for, to be written by its owner and the programme office."""

from decimal import Decimal
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.strategy.forms.road_map import ActivityForm, DependencyForm
from lms.strategy.queries import road_map as queries
from lms.strategy.queries.road_map import ActivityAtHand, InitiativePlan
from lms.strategy.service import planning
from lms.strategy.service.planning import ActivityFacts
from lms.strategy.views.road_map.blueprint import bp, trail_of

_AT = "/strategy/road-map/initiatives/<slug>/activities"


def _offered(form: ActivityForm, plan: InitiativePlan) -> ActivityForm:
    form.offer(queries.departments(), [(one.id, one.title) for one in plan.milestones if one.withdrawn_at is None])
    return form


def _facts(form: ActivityForm) -> ActivityFacts:
    said = {name: getattr(form, name).data for name in ActivityFacts.__slots__}
    return ActivityFacts(**{**said, **{name: said[name] or Decimal(0) for name in ("hours_per_month", "champion_hours_per_month")}})


@bp.route(f"{_AT}/new", methods=["GET", "POST"])
@requires(P.ROAD_MAP_EDIT, load=queries.initiative_plan)
def new_activity(plan: InitiativePlan) -> ResponseReturnValue:
    """Add an activity."""
    form, slug = _offered(ActivityForm(), plan), plan.initiative.slug
    if form.validate_on_submit():
        with refusals_onto(form.title):
            made = planning.add_activity(plan, _facts(form), by=me()).id
        if not form.errors:
            flash(_("The activity is in the plan. Say what it waits for, if it does."), "success")
            return redirect(url_for(".edit_activity", slug=slug, activity_id=made), 303)
    return render_template("road_map/new_activity.html", plan=plan, form=form), 422 if form.errors else 200


@bp.route(f"{_AT}/<uuid:activity_id>", methods=["GET", "POST"])
@requires(P.ROAD_MAP_EDIT, load=queries.activity_at_hand)
def edit_activity(found: ActivityAtHand) -> ResponseReturnValue:
    """Write an activity anew, and say what it waits for."""
    form, slug = _offered(ActivityForm(obj=found.activity), found.plan), found.plan.initiative.slug
    if not form.is_submitted():
        form.seen.data = planning.mark_of(found.activity)
    if form.validate_on_submit():
        with refusals_onto(form.title):
            planning.change_activity(found, _facts(form), seen=form.seen.data or "", by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".initiative_plan", slug=slug), 303)
        found = queries.activity_at_hand(slug, found.activity.id)
    before, after = queries.waited_for(found.activity.id), queries.waiting_for(found.activity.id)
    return render_template("road_map/edit_activity.html", found=found, form=form, before=before, after=after), 422 if form.errors else 200


@bp.route(f"{_AT}/<uuid:activity_id>/remove", methods=["GET", "POST"])
@requires(P.ROAD_MAP_EDIT, load=queries.activity_at_hand)
def remove_activity(found: ActivityAtHand) -> ResponseReturnValue:
    """Take an activity out of the plan, after asking once more."""
    slug, activity = found.plan.initiative.slug, found.activity
    if request.method == "POST":
        planning.remove_activity(found, by=me())
        flash(_("The activity is taken out of the plan."), "success")
        return redirect(url_for(".initiative_plan", slug=slug), 303)
    return render_template(
        "_parts/confirm.html",
        title=_("Take an activity out"),
        question=_("“%(title)s” goes from the plan of “%(initiative)s”.", title=activity.title, initiative=found.plan.initiative.title),
        action=url_for(".remove_activity", slug=slug, activity_id=activity.id),
        confirm=_("Take it out"),
        back=url_for(".edit_activity", slug=slug, activity_id=activity.id),
        trail=trail_of(found.plan.initiative),
        danger=True,
    )


@bp.route(f"{_AT}/<uuid:activity_id>/waits/new", methods=["GET", "POST"])
@requires(P.ROAD_MAP_EDIT, load=queries.activity_at_hand)
def new_dependency(found: ActivityAtHand) -> ResponseReturnValue:
    """Let an activity wait for another one, of this initiative or of the one that the address names."""
    slug, activity_id = found.plan.initiative.slug, found.activity.id
    other = queries.initiative_plan(request.args.get("of") or slug)
    form = DependencyForm()
    form.offer([(one.id, one.title) for one in other.activities if one.id != activity_id])
    if form.validate_on_submit():
        with refusals_onto(form.before_id):
            planning.add_dependency(found, form.before_id.data, by=me())
        if not form.errors:
            flash(_("It waits for that one from now on."), "success")
            return redirect(url_for(".edit_activity", slug=slug, activity_id=activity_id), 303)
    page = render_template("road_map/new_dependency.html", found=found, form=form, other=other, initiatives=queries.live_initiatives())
    return page, 422 if form.errors else 200


@bp.post(f"{_AT}/<uuid:activity_id>/waits/<uuid:before_id>/remove")
@requires(P.ROAD_MAP_EDIT, load=lambda slug, activity_id, before_id: _Pair(queries.activity_at_hand(slug, activity_id), before_id))
def remove_dependency(pair: "_Pair") -> ResponseReturnValue:
    """Let an activity not wait for that one any more."""
    slug, activity_id = pair.found.plan.initiative.slug, pair.found.activity.id
    planning.remove_dependency(pair.found, pair.before_id, by=me())
    flash(_("It does not wait for that one any more."), "success")
    return redirect(url_for(".edit_activity", slug=slug, activity_id=activity_id), 303)


class _Pair:
    """An activity, and one that it waits for."""

    def __init__(self, found: ActivityAtHand, before_id: UUID) -> None:
        self.found, self.before_id, self.owner_id = found, before_id, found.owner_id
