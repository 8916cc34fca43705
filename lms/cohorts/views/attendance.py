"""Attendance: the grid, the roll of one session, the code that a trainer shows, and the page where officers enter it."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts import codes
from lms.cohorts.forms.timetable import PRESENCES, CodeForm, ExplanationForm, RollForm
from lms.cohorts.models.timetable import Presence
from lms.cohorts.queries import attendance as queries
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.timetable import SessionAtHand, next_session_of, session_at_hand, shown
from lms.cohorts.service.attendance import entering, noting
from lms.cohorts.service.attendance.refusals import WrongCode
from lms.kit.access import me, requires
from lms.kit.clock import now
from lms.kit.db import savepoint
from lms.kit.errors import DomainError
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.kit.links import absolute
from lms.kit.list_files import list_file
from lms.kit.qr import qr_svg
from lms.kit.web import wants_fragment
from lms.permissions import Permission as P

bp = Blueprint("attendance", __name__)


def _secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()


@bp.get("/cohorts/<slug>/attendance")
@requires(P.ATTENDANCE_VIEW, load=cohort_at_hand)
def grid(found: CohortAtHand) -> ResponseReturnValue:
    """Who was where."""
    return render_template("cohorts/attendance.html", cohort=found.cohort, found=found, grid=queries.grid(found.cohort), presences=PRESENCES)


@bp.get("/cohorts/<slug>/attendance.<form>")
@requires(P.ATTENDANCE_VIEW, load=cohort_at_hand, also=("form",))
def grid_file(found: CohortAtHand, form: str) -> ResponseReturnValue:
    """The same as a file."""
    whole = queries.grid(found.cohort)
    header = [_("Name"), _("Attended"), _("Counted"), *(f"{one.day.isoformat()} {one.session.title}" for one in whole.sessions)]
    rows = (
        [row.person.name, row.attended, row.counted, *(str(PRESENCES[cell.presence]) if cell else "" for cell in row.cells)] for row in whole.rows
    )
    return list_file("attendance", form, (header, rows))


@bp.get("/cohorts/<slug>/sessions/<uuid:session_id>")
@requires(P.ATTENDANCE_VIEW, load=session_at_hand)
def session(found: SessionAtHand) -> ResponseReturnValue:
    """One session and who was there."""
    return _session_page(found, RollForm(formdata=None))


@bp.post("/cohorts/<slug>/sessions/<uuid:session_id>")
@requires(P.COHORT_RUN, load=session_at_hand)
def note(found: SessionAtHand) -> ResponseReturnValue:
    """Note how people attended."""
    form = RollForm()
    if form.validate():
        given = form.given(request.form.to_dict(), found.participant_ids)
        try:
            with savepoint():
                changed = noting.note(found.session.id, given, by=me())
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(ngettext("Attendance is saved: %(num)d entry changed.", "Attendance is saved: %(num)d entries changed.", changed), "success")
            return _back(found)
    return _session_page(found, form), 422


@bp.post("/cohorts/<slug>/sessions/<uuid:session_id>/all-present")
@requires(P.COHORT_RUN, load=session_at_hand)
def all_present(found: SessionAtHand) -> ResponseReturnValue:
    """Note everybody as present of whom nothing is noted."""
    count = noting.note_all_present(found.session.id, by=me())
    told = ngettext("%(num)d person is noted as present.", "%(num)d people are noted as present.", count)
    flash(f"{told} {_('Change the exceptions below.')}", "success")
    return _back(found)


@bp.post("/cohorts/<slug>/sessions/<uuid:session_id>/close")
@requires(P.COHORT_RUN, load=session_at_hand)
def close(found: SessionAtHand) -> ResponseReturnValue:
    """Close attendance: whoever is not noted was absent."""
    absent = noting.close(found.session.id, by=me())
    told = ngettext("%(num)d person was absent and is asked why.", "%(num)d people were absent and are asked why.", absent)
    flash(f"{_('Attendance is closed.')} {told if absent else _('Nobody was absent.')}", "success")
    return _back(found)


@bp.get("/cohorts/<slug>/sessions/<uuid:session_id>/code")
@requires(P.COHORT_RUN, load=session_at_hand)
def code(found: SessionAtHand) -> ResponseReturnValue:
    """The code of just now, to be shown on the wall."""
    moment = now()
    current = codes.code(_secret(), found.session.id, codes.period_of(moment))
    roll = queries.roll(found.session)
    return render_template(
        "cohorts/_code.html" if wants_fragment() else "cohorts/code.html",
        cohort=found.cohort,
        one=shown(found.session, found.cohort),
        code=codes.spaced(current),
        qr=qr_svg(absolute(url_for(".attend", code=current))),
        address=absolute(url_for(".attend")),
        seconds=codes.seconds_left(moment),
        noted=sum(row.noted is not None and row.noted.presence in entering.CAME for row in roll),
        people=len(roll),
        code_now=_code_counts(found),
    )


@bp.route("/cohorts/<slug>/sessions/<uuid:session_id>/reason", methods=["GET", "POST"])
@requires(P.COHORT_LEARN, load=session_at_hand)
def reason(found: SessionAtHand) -> ResponseReturnValue:
    """Why I was not there."""
    mine = queries.my_attendance(found.session.id, me().id)
    form = ExplanationForm(text=mine.explanation if mine else "")
    if form.validate_on_submit():
        with refusals_onto(form.text):
            entering.explain(found, form.text.data or "", by=me())
        if not form.errors:
            flash(_("Your trainer has what you wrote."), "success")
            return redirect(url_for("timetable.timetable", slug=found.cohort.slug), 303)
    page = render_template("cohorts/reason.html", cohort=found.cohort, one=shown(found.session, found.cohort), mine=mine, form=form)
    return page, 422 if form.errors else 200


@bp.route("/attend", methods=["GET", "POST"])
@requires(P.ATTENDANCE_ENTER)
def attend() -> ResponseReturnValue:
    """Enter the code that the trainer shows; its picture leads here with the code filled in."""
    form = CodeForm(code=request.args.get("code", "")[:40])
    if form.validate_on_submit():
        entering.refuse_guessing(by=me())
        wrong = False
        with refusals_onto(form.code):
            try:
                noted = entering.enter(form.code.data or "", secret=_secret(), by=me())
            except WrongCode:
                wrong = True
                raise
        if wrong:
            entering.count_guess(by=me())
        if not form.errors:
            late = noted.presence is Presence.LATE
            words = _("You are noted as late at “%(title)s”.") if late else _("You are noted as present at “%(title)s”.")
            flash(words % {"title": noted.session.title}, "success")
            return redirect(url_for("timetable.timetable", slug=noted.session.cohort.slug), 303)
    return render_template("cohorts/attend.html", form=form, next=next_session_of(me().id)), 422 if form.errors else 200


def _session_page(found: SessionAtHand, form: RollForm) -> str:
    return render_template(
        "cohorts/session.html",
        cohort=found.cohort,
        found=found,
        one=shown(found.session, found.cohort),
        roll=queries.roll(found.session),
        form=form,
        presences=PRESENCES,
        early=found.session.begins_at - queries.OPENS_BEFORE > now(),
        code_now=_code_counts(found),
    )


def _code_counts(found: SessionAtHand) -> bool:
    moment, of = now(), found.session
    return of.begins_at - queries.OPENS_BEFORE <= moment < of.ends_at and of.closed_at is None and of.cancelled_at is None


def _back(found: SessionAtHand) -> ResponseReturnValue:
    return redirect(url_for(".session", slug=found.cohort.slug, session_id=found.session.id), 303)
