"""Openings are written and changed by the owner of the initiative or project, or by the programme office."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.competency.queries import role_profiles
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.placements.forms import OpeningForm
from lms.placements.queries import openings as queries
from lms.placements.queries.openings import Offering, OpeningAtHand, sorted_needs
from lms.placements.service import openings
from lms.placements.service.openings import OpeningText
from lms.placements.views.blueprint import bp


@bp.route("/<any(initiatives, projects):kind>/<slug>/openings/new", methods=["GET", "POST"])
@requires(P.OPENING_OFFER, load=lambda kind, slug: queries.offering(kind[:-1], slug))
def new_opening(offering: Offering) -> ResponseReturnValue:
    """Write an opening for an initiative or a project."""
    form = OpeningForm(starts_on=max(today(), offering.thing.starts_on or today()), ends_on=offering.thing.ends_on, team_size=1)
    form.offer(role_profiles.offered())
    if form.validate_on_submit():
        made = None
        with refusals_onto(form.title):
            made = openings.make_opening(offering, _written(form), by=me())
        if made is not None:
            flash(_("The draft is written. Open it when it says what you need."), "success")
            return redirect(url_for(".opening", opening_id=made.id), 303)
    page = render_template("placements/write_opening.html", form=form, offering=offering, found=None)
    return page, 422 if form.errors else 200


@bp.route("/openings/<uuid:opening_id>/edit", methods=["GET", "POST"])
@requires(P.OPENING_MANAGE, load=queries.opening_at_hand)
def edit_opening(found: OpeningAtHand) -> ResponseReturnValue:
    """Change what an opening says."""
    needs = [{"competence": need.competence_id, "level": need.level, "may": not need.must} for need in sorted_needs(found.opening)]
    form = OpeningForm(obj=None, data={**{name: getattr(found.opening, name) for name in _PLAIN}, "needs": needs})
    while len(form.needs) < len(needs) + 2 and len(form.needs) < openings.MOST_NEEDS:
        form.needs.append_entry()
    form.offer(role_profiles.offered(also=[need.competence_id for need in found.opening.needs]))
    if form.validate_on_submit():
        with refusals_onto(form.title):
            openings.edit_opening(found, _written(form), by=me())
        if not form.title.errors:
            flash(_("The opening is changed."), "success")
            return redirect(url_for(".opening", opening_id=found.opening.id), 303)
    page = render_template("placements/write_opening.html", form=form, offering=found.offering, found=found)
    return page, 422 if form.errors else 200


_PLAIN = ("title", "summary", "hours_per_week", "team_size", "starts_on", "ends_on")


def _written(form: OpeningForm) -> OpeningText:
    needs: dict[UUID, tuple[int, bool]] = {}
    for entry in form.needs:
        if entry.form.competence.data and entry.form.level.data:
            needs[entry.form.competence.data] = (entry.form.level.data, not entry.form.may.data)
    return OpeningText(
        title=form.title.data or "",
        summary=form.summary.data or "",
        hours_per_week=form.hours_per_week.data or Decimal(0),
        team_size=form.team_size.data or 1,
        starts_on=form.starts_on.data or date.min,
        ends_on=form.ends_on.data or date.min,
        needs=needs,
    )
