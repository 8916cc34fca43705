"""The consultation: whom the office asks, what departments say, and what became of it."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P
from lms.strategy.forms.consultation import OUTCOMES, AnotherForm, AnswerForm, ContributionForm, ExtendForm, NothingForm, OpenForm
from lms.strategy.models.strategies import ContributionOutcome, Strategy
from lms.strategy.queries import consultation as queries
from lms.strategy.queries.consultation import ContributionAtHand, VoiceAtHand, contribution_at_hand, voice_at_hand
from lms.strategy.queries.strategies import strategy_at_hand
from lms.strategy.service import consulting
from lms.strategy.views.blueprint import bp
from lms.strategy.views.files import AndForm, list_file
from lms.strategy.views.words import STRATEGY_STATES
from lms.strategy.workflow import CONSULTED

LOOKS = {ContributionOutcome.TAKEN: "done", ContributionOutcome.PARTLY: "going", ContributionOutcome.NOT_TAKEN: "stopped"}
WEEKS_TO_SPEAK = 6


@bp.route("/papers/<slug>/consultation/open", methods=["GET", "POST"])
@requires(P.STRATEGY_DRAFT, load=strategy_at_hand)
def open_consultation(strategy: Strategy) -> ResponseReturnValue:
    """Choose whom to ask, and until when."""
    found, slug = queries.askable(), strategy.slug
    chosen = [one.branch.department.id for one in found if one.by_default]
    form = OpenForm(until=today() + timedelta(weeks=WEEKS_TO_SPEAK), departments=chosen)
    form.offer(found)
    if form.validate_on_submit():
        with refusals_onto(form.until):
            consulting.open_consultation(strategy, form.departments.data or [], _day(form), by=me())
        if not form.errors:
            flash(_("The departments are asked, in their inboxes and by mail."), "success")
            return redirect(url_for(".consultation", slug=slug), 303)
    return render_template("strategy/open_consultation.html", strategy=strategy_at_hand(slug), form=form), 422 if form.errors else 200


def _day(form: OpenForm | ExtendForm) -> date:
    assert form.until.data is not None  # noqa: S101  (the form was checked)
    return form.until.data


@bp.get("/papers/<slug>/consultation")
@requires(P.STRATEGY_CONSULTATION, load=strategy_at_hand)
def consultation(strategy: Strategy) -> ResponseReturnValue:
    """Who was asked, who spoke, and what became of it."""
    return _page(strategy, ExtendForm(until=strategy.consult_until), AnotherForm())


def _page(strategy: Strategy, extending: ExtendForm, another: AnotherForm) -> str:
    asked = queries.consultation_of(strategy)
    runs = strategy.state.value in CONSULTED
    there = {voice.row.department_id for voice in asked.voices}
    if runs and can(P.STRATEGY_DRAFT):
        another.offer([one for one in queries.askable() if one.branch.department.id not in there])
    return render_template(
        "strategy/consultation.html",
        strategy=strategy,
        asked=asked,
        runs=runs,
        unasked=queries.unasked(there) if runs else (),
        extending=extending,
        another=another,
        states=STRATEGY_STATES,
        outcomes=OUTCOMES,
        looks=LOOKS,
    )


@bp.post("/papers/<slug>/consultation/extend")
@requires(P.STRATEGY_DRAFT, load=strategy_at_hand)
def extend_consultation(strategy: Strategy) -> ResponseReturnValue:
    """Give the departments until another day."""
    form, slug = ExtendForm(), strategy.slug
    if form.validate():
        with refusals_onto(form.until):
            consulting.extend(strategy, _day(form), by=me())
        if not form.errors:
            flash(_("The departments have until that day."), "success")
            return redirect(url_for(".consultation", slug=slug), 303)
    return _page(strategy_at_hand(slug), form, AnotherForm(formdata=None)), 422


@bp.post("/papers/<slug>/consultation/departments")
@requires(P.STRATEGY_DRAFT, load=strategy_at_hand)
def ask_department(strategy: Strategy) -> ResponseReturnValue:
    """Ask one more department."""
    form, slug = AnotherForm(), strategy.slug
    form.offer(queries.askable())
    if form.validate():
        with refusals_onto(form.department):
            consulting.ask_another(strategy, queries.department_named(form.department.data), by=me())
        if not form.errors:
            flash(_("The department is asked."), "success")
            return redirect(url_for(".consultation", slug=slug), 303)
    return _page(strategy_at_hand(slug), ExtendForm(formdata=None, until=strategy.consult_until), form), 422


@bp.get("/papers/<slug>/consultation.<form>")
@requires(P.STRATEGY_CONSULTATION, load=lambda slug, form: AndForm(strategy_at_hand(slug), form))
def consultation_file(found: AndForm[Strategy]) -> ResponseReturnValue:
    """The record of the consultation as a file."""
    strategy = found.thing
    rows: list[tuple[object, ...]] = []
    for voice in queries.consultation_of(strategy).voices:
        department = (voice.row.department.code, voice.row.department.name)
        rows += [
            (*department, _("contribution"), one.objective.code if one.objective else "", one.text, one.at, _outcome(one.outcome), one.answer)
            for one in voice.contributions
        ]
        if voice.has_signed:
            rows.append((*department, _("nothing to add"), "", voice.row.nothing_to_add, voice.row.signed_at, "", ""))
        elif voice.is_silent:
            rows.append((*department, _("silent"), "", "", None, "", ""))
    header = (_("Code"), _("Department"), _("What it did"), _("Objective"), _("Text"), _("When"), _("What became of it"), _("Answer"))
    return list_file(found.form, f"consultation-{strategy.slug}", _("Consultation"), header, rows)


def _outcome(outcome: ContributionOutcome | None) -> str:
    return str(OUTCOMES[outcome]) if outcome else ""


@bp.get("/papers/<slug>/consultation/<uuid:department_id>")
@requires(P.STRATEGY_HEAR, load=voice_at_hand)
def voice(found: VoiceAtHand) -> ResponseReturnValue:
    """What a department said, and where it may speak."""
    return _voice(found, ContributionForm(), NothingForm())


def _voice(found: VoiceAtHand, form: ContributionForm, nothing: NothingForm) -> str:
    form.offer(found.strategy.objectives)
    return render_template(
        "strategy/voice.html",
        found=found,
        voice=found.voice,
        runs=found.strategy.state.value in CONSULTED and can(P.STRATEGY_SPEAK, found),
        form=form,
        nothing=nothing,
        outcomes=OUTCOMES,
        looks=LOOKS,
    )


@bp.post("/papers/<slug>/consultation/<uuid:department_id>/contributions")
@requires(P.STRATEGY_SPEAK, load=voice_at_hand)
def contribute(found: VoiceAtHand) -> ResponseReturnValue:
    """Say something for a department."""
    form, slug, key = ContributionForm(), found.strategy.slug, found.department_id
    form.offer(found.strategy.objectives)
    if form.validate():
        with refusals_onto(form.text):
            consulting.contribute(found, form.text.data or "", form.objective.data, by=me())
        if not form.errors:
            flash(_("Your contribution is in. You are told what became of it."), "success")
            return redirect(url_for(".voice", slug=slug, department_id=key), 303)
    return _voice(voice_at_hand(slug, key), form, NothingForm(formdata=None)), 422


@bp.post("/papers/<slug>/consultation/<uuid:department_id>/nothing-to-add")
@requires(P.STRATEGY_SPEAK, load=voice_at_hand)
def sign_nothing_to_add(found: VoiceAtHand) -> ResponseReturnValue:
    """Sign that a department has nothing to add."""
    form, slug, key = NothingForm(), found.strategy.slug, found.department_id
    if form.validate():
        with refusals_onto(form.reason):
            consulting.sign_nothing_to_add(found, form.reason.data or "", by=me())
        if not form.errors:
            flash(_("You signed for your department. You can still contribute until the strategy is adopted."), "success")
            return redirect(url_for(".voice", slug=slug, department_id=key), 303)
    return _voice(voice_at_hand(slug, key), ContributionForm(formdata=None), form), 422


@bp.route("/papers/<slug>/contributions/<uuid:contribution_id>", methods=["GET", "POST"])
@requires(P.STRATEGY_ANSWER, load=contribution_at_hand)
def answer_contribution(found: ContributionAtHand) -> ResponseReturnValue:
    """Say what became of a contribution."""
    form = AnswerForm(outcome=found.contribution.outcome, line=found.contribution.answer)
    slug, key = found.strategy.slug, found.contribution.id
    if form.validate_on_submit():
        with refusals_onto(form.line):
            consulting.answer(found, ContributionOutcome(form.outcome.data), form.line.data or "", by=me())
        if not form.errors:
            flash(_("The answer is given, and the department is told."), "success")
            return redirect(url_for(".consultation", slug=slug), 303)
    return render_template("strategy/answer.html", found=contribution_at_hand(slug, key), form=form), 422 if form.errors else 200
