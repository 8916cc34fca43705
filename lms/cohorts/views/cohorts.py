"""The workspace of a cohort, and planning one."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts import workflow
from lms.cohorts.forms.planning import CohortForm, MoveForm, MoveRestForm, ReasonForm
from lms.cohorts.models.cohorts import CohortState
from lms.cohorts.queries import calls, pages
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.programmes import newest_versions
from lms.cohorts.queries.timetable import coming_where
from lms.cohorts.service import planning, running
from lms.cohorts.service.refusals import AddressTaken, CannotBePlanned
from lms.cohorts.views.blueprint import COHORT, bp
from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import available, ngettext
from lms.kit.i18n import gettext as _
from lms.people.queries.directory import departments, names
from lms.permissions import Permission as P


def _to(found: CohortAtHand, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for(".overview", slug=found.cohort.slug), 303)


@bp.get("/cohorts")
@requires(P.COHORT_LIST)
def cohorts() -> ResponseReturnValue:
    """All cohorts, for those who run or watch them."""
    return render_template("cohorts/cohorts.html", rows=pages.cohort_rows())


@bp.route("/cohorts/new", methods=["GET", "POST"])
@requires(P.COHORT_PLAN)
def plan() -> ResponseReturnValue:
    """Plan a cohort of a programme."""
    versions, cohort = newest_versions(), None
    form = CohortForm(data={"time_zone": current_app.config["TIME_ZONE"], "version": request.args.get("version"), "offer_days": 5})
    form.offer(departments(), available(current_app), versions)
    if versions and form.validate_on_submit():
        version = next(one for one in versions if one.id == form.version.data)
        with refusals_onto(form.starts_on):
            try:
                cohort = planning.plan_cohort(version, str(form.slug.data), form.facts(), by=me())
            except AddressTaken as refusal:
                form.slug.errors = [str(refusal)]
        if cohort is not None and not form.errors:
            flash(_("The boot camp is planned. Nobody sees it until you open its call."), "success")
            return redirect(url_for(".overview", slug=cohort.slug), 303)
    return render_template("cohorts/plan.html", form=form, cohort=None, versions=versions, following=0), 422 if form.errors else 200


@bp.get(COHORT)
@requires(P.COHORT_VIEW, load=cohort_at_hand)
def overview(found: CohortAtHand) -> ResponseReturnValue:
    """What is next, for participants and for staff."""
    moves = calls.moves_of_cohort(found.cohort.id)
    return render_template(
        "cohorts/overview.html",
        page=pages.overview(found),
        found=found,
        cohort=found.cohort,
        place=calls.place_of(found.cohort.id, me().id),
        steps={step.deed for step in workflow.steps_for_trainers(found.cohort.state)},
        moves=moves,
        actors=names({move.by_id for move in moves if move.by_id}),
    )


@bp.route(f"{COHORT}/edit", methods=["GET", "POST"])
@requires(P.COHORT_RUN, load=cohort_at_hand)
def edit(found: CohortAtHand) -> ResponseReturnValue:
    """Change what a trainer decides."""
    form, following = CohortForm.of(found.cohort), len(coming_where(found.cohort))
    form.offer(departments(), available(current_app))
    if form.validate_on_submit():
        with refusals_onto(form.seats):
            try:
                planning.edit_cohort(found.cohort, form.facts(), by=me())
            except CannotBePlanned as refusal:
                form.starts_on.errors = [str(refusal)]
        if not form.errors:
            return _to(found, _("The boot camp is saved."))
    return render_template("cohorts/plan.html", form=form, cohort=found.cohort, versions=(), following=following), 422 if form.errors else 200


@bp.post(f"{COHORT}/open")
@requires(P.COHORT_RUN, load=cohort_at_hand)
def open_call(found: CohortAtHand) -> ResponseReturnValue:
    """Announce the cohort and take applications."""
    running.open_call(found, by=me())
    return _to(found, _("The call is open. Everybody can see its page and apply."))


@bp.post(f"{COHORT}/close")
@requires(P.COHORT_RUN, load=cohort_at_hand)
def close_call(found: CohortAtHand) -> ResponseReturnValue:
    """Take no more applications."""
    running.close_call(found.cohort, by=me())
    return _to(found, _("The call is closed. The seed of the draw stands on its page now."))


@bp.route(f"{COHORT}/move", methods=["GET", "POST"])
@requires(P.COHORT_RUN, load=cohort_at_hand)
def move(found: CohortAtHand) -> ResponseReturnValue:
    """Move all dates; once the cohort runs, what is still to come."""
    if found.cohort.state is CohortState.RUNNING:
        return _move_rest(found)
    form, days = MoveForm(data={"starts_on": found.cohort.starts_on}), 0
    if form.validate_on_submit() and form.starts_on.data:
        with refusals_onto(form.starts_on):
            days = planning.move_dates(found.cohort, form.starts_on.data, by=me())
        if not form.errors:
            return _to(found, ngettext("All dates moved by %(num)d day.", "All dates moved by %(num)d days.", days))
    return render_template("cohorts/move.html", form=form, day_field=form.starts_on, cohort=found.cohort), 422 if form.errors else 200


def _move_rest(found: CohortAtHand) -> ResponseReturnValue:
    form, days = MoveRestForm(data={"ends_on": found.cohort.ends_on}), 0
    if form.validate_on_submit() and form.ends_on.data:
        with refusals_onto(form.ends_on):
            days = planning.move_rest(found.cohort, form.ends_on.data, by=me())
        if not form.errors:
            return _to(found, ngettext("What is still to come moved by %(num)d day.", "What is still to come moved by %(num)d days.", days))
    return render_template("cohorts/move.html", form=form, day_field=form.ends_on, cohort=found.cohort), 422 if form.errors else 200


@bp.route(f"{COHORT}/cancel", methods=["GET", "POST"])
@requires(P.COHORT_RUN, load=cohort_at_hand)
def cancel(found: CohortAtHand) -> ResponseReturnValue:
    """Call the cohort off, with a reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            running.cancel(found.cohort, str(form.reason.data), by=me())
        if not form.errors:
            return _to(found, _("The boot camp is called off. Everybody concerned is told."))
    return render_template("cohorts/cancel.html", form=form, cohort=found.cohort), 422 if form.errors else 200
