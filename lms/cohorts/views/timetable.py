"""The timetable of a cohort, and its sessions as trainers make them."""

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts import hours
from lms.cohorts.forms.timetable import PRESENCES, CancelForm, SessionForm, ShiftForm
from lms.cohorts.queries import timetable as queries
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.timetable import SessionAtHand, When, session_at_hand
from lms.cohorts.service.timetable import changing, laying_out
from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.permissions import Permission as P

bp = Blueprint("timetable", __name__)


@bp.get("/cohorts/<slug>/timetable")
@requires(P.COHORT_VIEW, load=cohort_at_hand)
def timetable(found: CohortAtHand) -> ResponseReturnValue:
    """When and where the cohort meets."""
    sessions = queries.timetable_of(found.cohort, me().id)
    return render_template(
        "cohorts/timetable.html",
        cohort=found.cohort,
        found=found,
        coming=[one for one in sessions if one.when is not When.OVER],
        over=[one for one in reversed(sessions) if one.when is When.OVER],
        sprints={sprint.key: sprint.title for sprint in found.plan.sprints},
        presences=PRESENCES,
    )


@bp.route("/cohorts/<slug>/sessions/new", methods=["GET", "POST"])
@requires(P.COHORT_RUN, load=cohort_at_hand)
def new_session(found: CohortAtHand) -> ResponseReturnValue:
    """Add a session."""
    form = SessionForm(data={"place": found.cohort.place, "link": found.cohort.link, "mandatory": True})
    if form.validate_on_submit():
        with refusals_onto(form.day):
            settled = changing.add(found.cohort, form.wanted(), by=me())
        if not form.errors:
            _say(settled.notes, _("“%(title)s” is in the timetable. Participants are told within minutes.", title=settled.session.title))
            return redirect(url_for(".timetable", slug=found.cohort.slug), 303)
    return render_template("cohorts/session_edit.html", cohort=found.cohort, session=None, form=form), 422 if form.errors else 200


@bp.route("/cohorts/<slug>/sessions/<uuid:session_id>/edit", methods=["GET", "POST"])
@requires(P.COHORT_RUN, load=session_at_hand)
def edit_session(found: SessionAtHand) -> ResponseReturnValue:
    """Change a session."""
    form = SessionForm(data=_as_filled_in(found))
    if form.validate_on_submit():
        with refusals_onto(form.day):
            settled = changing.change(found.session, found.cohort, form.wanted(), by=me())
        if not form.errors:
            told = _("Participants are told within minutes; what you change until then goes into the same letter.")
            _say(settled.notes, f"{_('Saved.')} {told}" if settled.told else _("Saved."))
            return redirect(url_for(".timetable", slug=found.cohort.slug), 303)
    return render_template("cohorts/session_edit.html", cohort=found.cohort, session=found.session, form=form), 422 if form.errors else 200


@bp.route("/cohorts/<slug>/sessions/<uuid:session_id>/cancel", methods=["GET", "POST"])
@requires(P.COHORT_RUN, load=session_at_hand)
def cancel_session(found: SessionAtHand) -> ResponseReturnValue:
    """Cancel a session, with a reason."""
    form = CancelForm()
    if form.validate_on_submit():
        with refusals_onto(form.why):
            changing.cancel(found.session, form.why.data or "", by=me())
        if not form.errors:
            flash(_("“%(title)s” is cancelled. Participants are told within minutes.", title=found.session.title), "success")
            return redirect(url_for(".timetable", slug=found.cohort.slug), 303)
    one = queries.shown(found.session, found.cohort)
    return render_template("cohorts/session_cancel.html", cohort=found.cohort, one=one, form=form), 422 if form.errors else 200


@bp.route("/cohorts/<slug>/timetable/move", methods=["GET", "POST"])
@requires(P.COHORT_RUN, load=cohort_at_hand)
def move_timetable(found: CohortAtHand) -> ResponseReturnValue:
    """Move all sessions that are still to come."""
    form = ShiftForm()
    if form.validate_on_submit():
        with refusals_onto(form.days):
            laid = laying_out.shift(found.cohort, form.days.data or 0, by=me())
        if not form.errors:
            moved = ngettext("%(num)d session is moved.", "%(num)d sessions are moved.", laid.sessions)
            _say(laid.notes, f"{moved} {_('Participants are told within minutes.')}")
            return redirect(url_for(".timetable", slug=found.cohort.slug), 303)
    sessions = [queries.shown(session, found.cohort) for session in queries.coming(found.cohort.id)]
    page = render_template("cohorts/timetable_move.html", cohort=found.cohort, sessions=sessions, form=form)
    return page, 422 if form.errors else 200


def _as_filled_in(found: SessionAtHand) -> dict[str, object]:
    session, zone = found.session, found.cohort.time_zone
    begins, ends = hours.wall(session.begins_at, zone), hours.wall(session.ends_at, zone)
    same = {name: getattr(session, name) for name in ("title", "place", "link", "mandatory", "summary")}
    return {**same, "day": begins.date(), "begins": begins.time(), "ends": ends.time()}


def _say(notes: Iterable[str], done: str) -> None:
    flash(done, "success")
    for note in notes:
        flash(note, "warning")
