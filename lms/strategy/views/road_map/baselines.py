"""Baselines: owners accept their dates, the programme office agrees the plan, and every plan that was agreed stays."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.permissions import Permission as P
from lms.strategy.forms.road_map import AcceptForm, BaselineForm
from lms.strategy.models.road_map import PlanBaseline
from lms.strategy.queries import checks
from lms.strategy.queries import road_map as queries
from lms.strategy.queries.acceptances import acceptances
from lms.strategy.queries.road_map import InitiativePlan
from lms.strategy.service import baselines
from lms.strategy.views.road_map.blueprint import bp
from lms.strategy.views.road_map.words import ACCEPTANCES


@bp.get("/strategy/road-map/baselines")
@requires(P.ROAD_MAP_VIEW)
def baseline_list() -> ResponseReturnValue:
    """Every plan that was agreed."""
    return _baselines(BaselineForm(formdata=None))


@bp.post("/strategy/road-map/baselines/agree")
@requires(P.ROAD_MAP_AGREE)
def agree_baseline() -> ResponseReturnValue:
    """Agree on the plan as it stands; the old baselines stay."""
    form = BaselineForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            number = baselines.agree(form.reason.data or "", by=me()).number
        if not form.errors:
            flash(_("The plan is agreed: it is baseline %(number)s.", number=number), "success")
            return redirect(url_for(".baseline_list"), 303)
    return _baselines(form)


@bp.post("/strategy/road-map/baselines/ask")
@requires(P.ROAD_MAP_AGREE)
def ask_owners() -> ResponseReturnValue:
    """Ask the owners who have not accepted their dates."""
    told = baselines.ask_owners(by=me())
    asked = ngettext("The owner of one initiative is asked.", "The owners of %(num)d initiatives are asked.", told)
    flash(asked if told else _("All who could be asked were asked already."), "success")
    return redirect(url_for(".baseline_list"), 303)


@bp.post("/strategy/road-map/initiatives/<slug>/accept")
@requires(P.ROAD_MAP_ACCEPT, load=queries.initiative_plan)
def accept_dates(plan: InitiativePlan) -> ResponseReturnValue:
    """Stand behind the dates of an initiative of mine."""
    slug = plan.initiative.slug
    baselines.accept(plan, seen=AcceptForm().seen.data or "", by=me())
    flash(_("You accepted the dates. If one of them changes, you are asked again."), "success")
    return redirect(url_for(".initiative_plan", slug=slug, _anchor="accept"), 303)


def _baselines(form: BaselineForm) -> ResponseReturnValue:
    facts = {"baselines": checks.baselines(), "checked": checks.is_checked(today()), "accepting": acceptances(), "standings": ACCEPTANCES}
    page = render_template("road_map/baseline_list.html", form=form, **facts)
    return page, 422 if form.errors else 200


@bp.get("/strategy/road-map/baselines/<int:number>")
@requires(P.ROAD_MAP_VIEW, load=checks.baseline)
def baseline(found: PlanBaseline) -> ResponseReturnValue:
    """A plan that was agreed, beside the one of today."""
    current = {str(one.milestone.id): one.milestone for one in checks.promises(today(), public_only=False)}
    rows = [{**one, "promised_on": date.fromisoformat(one["promised_on"]), "now": current.get(one["id"])} for one in found.content["promises"]]
    new = [one for key, one in current.items() if key not in {row["id"] for row in rows}]
    return render_template("road_map/baseline.html", baseline=found, rows=rows, new=new)

