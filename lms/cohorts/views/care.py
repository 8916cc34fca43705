"""Care for participants: the grid of ratings, people who may need help, check-ins, and one's own progress."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts import graduation, risk
from lms.cohorts.forms.care import GridForm, NoteForm, ReasonForm
from lms.cohorts.models.care import Rating
from lms.cohorts.queries import care as queries
from lms.cohorts.queries.care import CheckInAtHand, ParticipantAtHand
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.records import occasions
from lms.cohorts.service import check_ins, rating
from lms.cohorts.views.work.words import LOOKS, STATES
from lms.kit.access import me, requires
from lms.kit.clock import now
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext, ngettext
from lms.permissions import Permission as P

bp = Blueprint("cohort_care", __name__)

RATINGS = {
    Rating.ENGAGED.value: lazy_gettext("Engaged"),
    Rating.PROGRESSING.value: lazy_gettext("Progressing"),
    Rating.NEEDS_ATTENTION.value: lazy_gettext("Needs attention"),
}


@bp.get("/cohorts/<slug>/care")
@requires(P.COHORT_CARE, load=cohort_at_hand)
def people(found: CohortAtHand) -> ResponseReturnValue:
    """Everybody, those who may need help first, each with the reasons."""
    return render_template("cohorts/care/people.html", found=found, people=queries.watched(found), ratable=queries.ratable(found))


@bp.get("/cohorts/<slug>/care/<uuid:person_id>")
@requires(P.COHORT_CARE, load=queries.participant_at_hand)
def person(at_hand: ParticipantAtHand) -> ResponseReturnValue:
    """One participant: what was reached, how they took part, which talks there were."""
    rule = at_hand.found.plan.graduation
    return render_template(
        "cohorts/care/person.html",
        found=at_hand.found,
        record=at_hand.record,
        risks=risk.risks(at_hand.record.signs(rule.attendance_percent, now())),
        criteria=graduation.criteria(rule, at_hand.record.reached),
        **_words_of(at_hand.found),
    )


def _words_of(found: CohortAtHand) -> dict[str, object]:
    return {
        "ratings": RATINGS,
        "dimensions": {one.key: one for one in found.plan.dimensions},
        "occasions": {one.key: one.title for one in occasions(found)},
        "work_words": STATES,
        "work_looks": LOOKS,
    }


@bp.route("/cohorts/<slug>/care/<uuid:person_id>/check-in", methods=["GET", "POST"])
@requires(P.COHORT_CARE, load=queries.participant_at_hand)
def open_check_in(at_hand: ParticipantAtHand) -> ResponseReturnValue:
    """Plan a talk with somebody."""
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            check_in = check_ins.open_by_hand(at_hand.found, at_hand.record, str(form.reason.data), by=me())
        if not form.reason.errors:
            flash(_("The check-in is open. The trainers were told."), "success")
            return redirect(url_for(".check_in", slug=at_hand.found.cohort.slug, check_in_id=check_in.id), 303)
    page = render_template("cohorts/care/open_check_in.html", form=form, found=at_hand.found, record=at_hand.record)
    return page, 422 if form.errors else 200


@bp.route("/cohorts/<slug>/check-ins/<uuid:check_in_id>", methods=["GET", "POST"])
@requires(P.COHORT_CARE, load=queries.check_in_at_hand)
def check_in(at_hand: CheckInAtHand) -> ResponseReturnValue:
    """What a talk is about, and what was agreed."""
    form, found = NoteForm(), at_hand.found
    if form.validate_on_submit():
        with refusals_onto(form.note):
            check_ins.close(at_hand.check_in, str(form.note.data), by=me())
        if not form.note.errors:
            flash(_("The check-in is done."), "success")
            return redirect(url_for(".people", slug=found.cohort.slug), 303)
    page = render_template("cohorts/care/check_in.html", form=form, found=found, check_in=at_hand.check_in, **_words_of(found))
    return page, 422 if form.errors else 200


@bp.route("/cohorts/<slug>/participation", methods=["GET", "POST"])
@requires(P.PARTICIPATION_RATE, load=cohort_at_hand)
def participation(found: CohortAtHand) -> ResponseReturnValue:
    """Rate how everybody took part in a session or a sprint."""
    form, refusal = GridForm(), ""
    occasion = (request.form if request.method == "POST" else request.args).get("occasion", "")
    if form.validate_on_submit():
        try:
            changed = rating.rate(found, occasion, _given(), by=me())
            told = ngettext("%(num)d rating is saved.", "%(num)d ratings are saved.", changed) if changed else _("Nothing was changed.")
            flash(told, "success")
            return redirect(url_for(".participation", slug=found.cohort.slug, occasion=occasion), 303)
        except rating.NotRatable as error:
            refusal = str(error)
    page = render_template(
        "cohorts/care/participation.html", form=form, found=found, grid=queries.grid(found, occasion), ratings=RATINGS, refusal=refusal
    )
    return page, 422 if refusal or form.errors else 200


def _given() -> dict[UUID, dict[str, Rating]]:
    """What was chosen in the grid. A cell is named ``r:<person>:<dimension>``; those left open are not there."""
    given: dict[UUID, dict[str, Rating]] = {}
    for name, value in request.form.items():
        if not name.startswith("r:") or not value:
            continue
        try:
            _r, person_id, dimension = name.split(":", 2)
            given.setdefault(UUID(person_id), {})[dimension] = Rating(value)
        except ValueError:
            raise rating.NotRatable(_("The form could not be read. Load the page again.")) from None
    return given


@bp.get("/cohorts/<slug>/progress")
@requires(P.COHORT_LEARN, load=cohort_at_hand)
def progress(found: CohortAtHand) -> ResponseReturnValue:
    """How far I am, and what helps next."""
    at = now()
    record = queries.record_of(found, me().id, at)
    if record is None:
        raise NotFound(_("You have no place in this boot camp."))
    rule = found.plan.graduation
    return render_template(
        "cohorts/care/progress.html",
        found=found,
        record=record,
        criteria=graduation.criteria(rule, record.reached),
        hints=[risk.kind_words(one) for one in risk.risks(record.signs(rule.attendance_percent, at))],
        **_words_of(found),
    )
