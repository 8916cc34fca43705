"""The end of a cohort: graduation, the report, and the follow-up."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.audit.models import Form
from lms.cohorts.follow_up import ANSWER_DAYS, LATEST_DAYS
from lms.cohorts.forms.care import ReasonForm
from lms.cohorts.forms.ending import DecisionForm, PlainForm
from lms.cohorts.models.ending import Outcome
from lms.cohorts.queries import answers, counting, follow_ups, reporting
from lms.cohorts.queries import ending as queries
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.dates import is_over
from lms.cohorts.queries.ending import CandidateAtHand, RunAtHand
from lms.cohorts.queries.follow_ups import AskAtHand
from lms.cohorts.service import following_up, graduating, report_paper, runs
from lms.cohorts.service.following_up import Given
from lms.cohorts.views.noting import noted
from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.pdf_answers import drawn_or_told
from lms.kit.small_groups import LEAST
from lms.kit.web import wants_fragment
from lms.permissions import Permission as P

bp = Blueprint("cohort_end", __name__)

OUTCOMES = {Outcome.GRADUATED.value: lazy_gettext("Graduated"), Outcome.NOT_GRADUATED.value: lazy_gettext("Not graduated")}


@bp.get("/cohorts/<slug>/graduation")
@requires(P.GRADUATION_SEE, load=cohort_at_hand)
def graduation(found: CohortAtHand) -> ResponseReturnValue:
    """Who meets the rule and who does not, with the reasons, before anything is decided."""
    return render_template(
        "cohorts/end/graduation.html",
        found=found,
        candidates=queries.candidates(found),
        unclosed=queries.sessions_to_close(found),
        run=queries.run_going_on(found.cohort.id),
        uncertified=queries.uncertified_count(found),
        over=is_over(found.cohort),
        outcomes=OUTCOMES,
    )


@bp.post("/cohorts/<slug>/graduation/all")
@requires(P.GRADUATION_DECIDE, load=cohort_at_hand)
def graduate_all(found: CohortAtHand) -> ResponseReturnValue:
    """Graduate everybody who meets the rule. The first are done at once, the others while the page shows how far it is."""
    run = runs.begin(found, by=me())
    runs.go_on(run.id)
    return redirect(url_for(".run", slug=found.cohort.slug, run_id=run.id), 303)


@bp.get("/cohorts/<slug>/graduation/runs/<uuid:run_id>")
@requires(P.GRADUATION_SEE, load=queries.run_at_hand)
def run(at_hand: RunAtHand) -> ResponseReturnValue:
    """How far a run is, and what failed."""
    template = "cohorts/end/_progress.html" if wants_fragment() else "cohorts/end/run.html"
    failures, waiting = queries.failures(at_hand.run), queries.uncertified_count(at_hand.found)
    return render_template(template, found=at_hand.found, run=at_hand.run, failures=failures, waiting=waiting)


@bp.get("/cohorts/<slug>/graduation/<uuid:place_id>")
@requires(P.GRADUATION_SEE, load=queries.candidate_at_hand)
def candidate(at_hand: CandidateAtHand) -> ResponseReturnValue:
    """One participant: the criteria with what was reached, and the decision."""
    form = ReasonForm(formdata=None)
    return _candidate(at_hand, DecisionForm(formdata=None, data={"outcome": _by_rule(at_hand)}), form)


def _by_rule(at_hand: CandidateAtHand) -> Outcome:
    return Outcome.GRADUATED if at_hand.candidate.meets else Outcome.NOT_GRADUATED


def _candidate(at_hand: CandidateAtHand, form: DecisionForm, second: ReasonForm) -> ResponseReturnValue:
    page = render_template(
        "cohorts/end/candidate.html",
        at_hand=at_hand,
        found=at_hand.found,
        candidate=at_hand.candidate,
        rejected=queries.rejected(at_hand.candidate.record.place.id),
        over=is_over(at_hand.found.cohort),
        form=form,
        second=second,
        outcomes=OUTCOMES,
    )
    return page, 422 if form.errors or second.errors else 200


def _to(at_hand: CandidateAtHand) -> ResponseReturnValue:
    return redirect(url_for(".candidate", slug=at_hand.found.cohort.slug, place_id=at_hand.candidate.record.place.id), 303)


@bp.post("/cohorts/<slug>/graduation/<uuid:place_id>/decide")
@requires(P.GRADUATION_DECIDE, load=queries.candidate_at_hand)
def decide(at_hand: CandidateAtHand) -> ResponseReturnValue:
    """Decide as the rule says, or propose an exception to it."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return _candidate(at_hand, form, ReasonForm(formdata=None))
    found, candidate, outcome = at_hand.found, at_hand.candidate, Outcome(form.outcome.data)
    with refusals_onto(form.reason):
        if outcome is _by_rule(at_hand):
            graduating.decide(found, candidate, outcome, by=me())
            told = _("The decision is noted, and %(name)s is told.", name=candidate.record.person.name)
        else:
            graduating.propose(found, candidate, outcome, form.reason.data or "", by=me())
            told = _("The exception is proposed. Another trainer or HR decides.")
    if form.reason.errors:
        return _candidate(at_hand, form, ReasonForm(formdata=None))
    flash(told, "success")
    return _to(at_hand)


@bp.post("/cohorts/<slug>/graduation/<uuid:place_id>/confirm")
@requires(P.GRADUATION_CONFIRM, load=queries.candidate_at_hand)
def confirm(at_hand: CandidateAtHand) -> ResponseReturnValue:
    """Confirm an exception that somebody else proposed."""
    graduating.confirm(at_hand, by=me())
    flash(_("The exception is confirmed."), "success")
    return _to(at_hand)


@bp.post("/cohorts/<slug>/graduation/<uuid:place_id>/reject")
@requires(P.GRADUATION_CONFIRM, load=queries.candidate_at_hand)
def reject(at_hand: CandidateAtHand) -> ResponseReturnValue:
    """Reject an exception that somebody else proposed."""
    return _with_reason(at_hand, graduating.reject, _("The exception is rejected. The place can be decided anew."))


@bp.post("/cohorts/<slug>/graduation/<uuid:place_id>/reopen")
@requires(P.GRADUATION_CONFIRM, load=queries.candidate_at_hand)
def reopen(at_hand: CandidateAtHand) -> ResponseReturnValue:
    """Take back that somebody did not graduate."""
    return _with_reason(at_hand, graduating.reopen, _("The decision is taken back. The place can be decided anew."))


def _with_reason(at_hand: CandidateAtHand, deed: Callable[..., object], told: str) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            deed(at_hand, str(form.reason.data), by=me())
            flash(told, "success")
            return _to(at_hand)
    return _candidate(at_hand, DecisionForm(formdata=None, data={"outcome": _by_rule(at_hand)}), form)


@bp.get("/cohorts/<slug>/report")
@requires(P.COHORT_REPORT, load=cohort_at_hand)
def report(found: CohortAtHand) -> ResponseReturnValue:
    """The cohort in figures: as they stand for those who run it, as they were counted at the end for everybody else."""
    return _report_page(noted("camp-report", Form.PAGE, found))


def _report_page(found: CohortAtHand, undrawn: str = "") -> str:
    if can(P.COHORT_CARE, found):
        return render_template("cohorts/end/report.html", found=found, report=reporting.report(found), least=LEAST, undrawn=undrawn)
    kept = counting.kept_figures(found.cohort.id)
    tables = counting.tables_of(found, kept) if kept else []
    return render_template("cohorts/end/counted.html", found=found, tables=tables, least=LEAST, undrawn=undrawn)


@bp.get("/cohorts/<slug>/report.pdf")
@requires(P.COHORT_REPORT, load=cohort_at_hand)
def report_file(found: CohortAtHand) -> ResponseReturnValue:
    """The same as a paper."""
    slug, found = found.cohort.slug, noted("camp-report", Form.PDF, found)

    def draw() -> bytes:
        return report_paper.draw(found, reporting.report(found)) if can(P.COHORT_CARE, found) else report_paper.draw_counted(found)

    return drawn_or_told(f"report-{slug}.pdf", draw, lambda sentence: _report_page(cohort_at_hand(slug), sentence))


@bp.get("/cohorts/<slug>/follow-up")
@requires(P.FOLLOW_UP_RESULTS, load=cohort_at_hand)
def results(found: CohortAtHand) -> ResponseReturnValue:
    """What graduates and managers said about the work since."""
    found = noted("camp-follow-up", Form.PAGE, found)
    told = answers.results(found, today())
    return render_template("cohorts/end/results.html", found=found, results=told, wait=LATEST_DAYS + ANSWER_DAYS, least=LEAST)


@bp.route("/follow-up/<uuid:follow_up_id>", methods=["GET", "POST"])
@requires(P.FOLLOW_UP_ANSWER, load=follow_ups.ask_at_hand)
def answer(at_hand: AskAtHand) -> ResponseReturnValue:
    """Say what changed at work."""
    form, refusal, given = PlainForm(), "", {one.key: _typed(one.key) for one in at_hand.questions}
    if form.validate_on_submit():
        try:
            following_up.answer(at_hand, given, by=me())
            flash(_("Thank you. Your answers are kept."), "success")
            return redirect(url_for("home.mine"), 303)
        except following_up.NotAnAnswer as error:
            refusal = str(error)
    page = render_template("cohorts/end/answer.html", form=form, at_hand=at_hand, ask=at_hand.follow_up, given=given, refusal=refusal, least=LEAST)
    return page, 422 if refusal or form.errors else 200


def _typed(key: str) -> Given:
    def read(name: str) -> str:
        return request.form.get(f"{name}-{key}", "").strip()

    return Given(read("value"), read("evidence"), read("link"))
