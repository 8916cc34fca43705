"""Pages of evaluations: my own, and the office's view of who judges an idea."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.ideas.forms.checked import given
from lms.ideas.forms.evaluating import AppointForm, CriteriaForm, OutcomeForm, WhyForm, filled, score_form
from lms.ideas.queries import evaluating as queries
from lms.ideas.queries import evaluating_names as names
from lms.ideas.queries.evaluating import EvaluationAtHand, RoundAtHand
from lms.ideas.service import criteria as criteria_service
from lms.ideas.service import evaluating
from lms.ideas.views.sponsoring_blueprint import bp
from lms.ideas.views.standing import of_evaluation, of_round
from lms.kit.access import me, requires
from lms.kit.db import db
from lms.kit.forms import SelectChoice, refusals_onto
from lms.kit.i18n import gettext as _
from lms.people.models import Person, Role
from lms.permissions import Permission as P


@bp.get("/ideas/evaluations")
@requires(P.EVALUATION_LIST)
def evaluations() -> ResponseReturnValue:
    """What waits for my scores; and, for the office, all evaluations that are open."""
    reader = me()
    return render_template(
        "ideas/evaluations.html",
        mine=queries.evaluations_of(reader.id),
        rounds=names.rounds_for(reader),
        office=reader.has(Role.PROGRAMME_OFFICE),
        of_evaluation=of_evaluation,
        of_round=of_round,
    )


@bp.route("/ideas/evaluations/<uuid:evaluation_id>", methods=["GET", "POST"])
@requires(P.EVALUATION_SCORE, load=queries.evaluation_at_hand)
def evaluation(at_hand: EvaluationAtHand) -> ResponseReturnValue:
    """Score an idea. Nobody sees it before all have scored."""
    one = at_hand.evaluation
    form = score_form(at_hand.found.criteria, one.scores, one.comment)
    if form.validate_on_submit():
        with refusals_onto(form.comment):
            closed = evaluating.score(at_hand, form.scores, form.comment.data or "", by=me())
        if not form.errors:
            flash(_("Your scores are kept. You were the last one: the result stands.") if closed else _("Your scores are kept."), "success")
            return redirect(url_for(".evaluation", evaluation_id=one.id), 303)
    return _page(at_hand, form=form), 422 if form.errors else 200


def _page(at_hand: EvaluationAtHand, **forms: object) -> str:
    at_hand = queries.evaluation_at_hand(at_hand.evaluation.id)
    one = at_hand.evaluation
    shown = {"form": score_form(at_hand.found.criteria, one.scores, one.comment), "why_form": WhyForm(), "outcome_form": OutcomeForm()}
    return render_template("ideas/evaluation.html", at_hand=at_hand, one=one, found=at_hand.found, idea=at_hand.found.idea, **{**shown, **forms})


@bp.post("/ideas/evaluations/<uuid:evaluation_id>/recuse")
@requires(P.EVALUATION_SCORE, load=queries.evaluation_at_hand)
def recuse(at_hand: EvaluationAtHand) -> ResponseReturnValue:
    """Say that I cannot judge this idea."""
    form = WhyForm()
    if form.validate():
        with refusals_onto(form.why):
            evaluating.recuse(at_hand, form.why.data or "", by=me())
        if not form.errors:
            flash(_("Thank you. Somebody else is asked."), "success")
            return redirect(url_for(".evaluations"), 303)
    return _page(at_hand, why_form=form), 422


@bp.post("/ideas/evaluations/<uuid:evaluation_id>/outcome")
@requires(P.EVALUATION_SCORE, load=queries.evaluation_at_hand)
def write_outcome(at_hand: EvaluationAtHand) -> ResponseReturnValue:
    """Write down what we agreed on."""
    form = OutcomeForm()
    if form.validate():
        with refusals_onto(form.outcome):
            evaluating.conclude(at_hand.found, form.outcome.data or "", by=me())
        if not form.errors:
            flash(_("The outcome is kept, and the result stands."), "success")
            return redirect(url_for(".evaluations"), 303)
    return _page(at_hand, outcome_form=form), 422


@bp.get("/ideas/<int:number>/evaluation")
@requires(P.EVALUATION_MANAGE, load=queries.round_at_hand)
def round_of_idea(found: RoundAtHand) -> ResponseReturnValue:
    """Who judges an idea, without what they gave."""
    return _round(found)


def _round(found: RoundAtHand, form: AppointForm | None = None, outcome_form: OutcomeForm | None = None) -> str:
    form = form or _appoint_form()
    found = queries.round_of(found.round.id)
    return render_template("ideas/round.html", found=found, idea=found.idea, form=form, outcome_form=outcome_form or OutcomeForm())


def _appoint_form() -> AppointForm:
    form = AppointForm()
    form.person.choices = [SelectChoice("", _("choose")), *(SelectChoice(one.id, names.of_candidate(one)) for one in names.candidates())]
    return form


@bp.post("/ideas/<int:number>/evaluation/appoint")
@requires(P.EVALUATION_MANAGE, load=queries.round_at_hand)
def appoint(found: RoundAtHand) -> ResponseReturnValue:
    """Ask somebody by hand."""
    form, number = _appoint_form(), found.idea.number
    if form.validate():
        with refusals_onto(form.person):
            evaluating.appoint(found, db.session.get_one(Person, form.person.data), by=me())
        if not form.errors:
            flash(_("They are asked."), "success")
            return redirect(url_for(".round_of_idea", number=number), 303)
    return _round(found, form), 422


@bp.post("/ideas/<int:number>/evaluation/fill")
@requires(P.EVALUATION_MANAGE, load=queries.round_at_hand)
def fill(found: RoundAtHand) -> ResponseReturnValue:
    """Let the house choose those who are missing."""
    number = found.idea.number
    evaluating.fill_up(found, by=me())
    flash(_("Whoever could be found is asked."), "success")
    return redirect(url_for(".round_of_idea", number=number), 303)


@bp.post("/ideas/<int:number>/evaluation/<uuid:evaluation_id>/release")
@requires(P.EVALUATION_MANAGE, load=queries.evaluation_in_round)
def release(at_hand: EvaluationAtHand) -> ResponseReturnValue:
    """Take an evaluator off who has not scored."""
    number = at_hand.found.idea.number
    evaluating.release(at_hand, by=me())
    flash(_("They are taken off. Ask somebody else, or let Civic Campus choose."), "success")
    return redirect(url_for(".round_of_idea", number=number), 303)


@bp.post("/ideas/<int:number>/evaluation/outcome")
@requires(P.EVALUATION_MANAGE, load=queries.round_at_hand)
def write_outcome_for(found: RoundAtHand) -> ResponseReturnValue:
    """Write down, as the office, what the evaluators agreed on."""
    form, number = OutcomeForm(), found.idea.number
    if form.validate():
        with refusals_onto(form.outcome):
            evaluating.conclude(found, form.outcome.data or "", by=me())
        if not form.errors:
            flash(_("The outcome is kept, and the result stands."), "success")
            return redirect(url_for(".round_of_idea", number=number), 303)
    return _round(found, outcome_form=form), 422


@bp.route("/ideas/criteria", methods=["GET", "POST"])
@requires(P.EVALUATION_CRITERIA)
def criteria() -> ResponseReturnValue:
    """What ideas are scored on; a change is a new version."""
    now_in_force = queries.criteria_in_force()
    form = CriteriaForm(
        data={
            "based_on": str(now_in_force.number),
            "pass_mark": now_in_force.pass_mark,
            "most_disagreement": now_in_force.most_disagreement,
            "criteria": filled(now_in_force.criteria),
        }
    )
    if form.validate_on_submit():
        based_on = int(words) if (words := form.based_on.data or "").isdecimal() else -1
        with refusals_onto(form.why):
            limits = (given(form.pass_mark.data), given(form.most_disagreement.data))
            criteria_service.save_criteria(form.made, *limits, form.why.data or "", based_on=based_on, by=me())
        if not form.errors:
            flash(_("The new criteria hold for evaluations that begin from now on."), "success")
            return redirect(url_for(".criteria"), 303)
    page = render_template("ideas/criteria.html", form=form, in_force=now_in_force, versions=queries.versions_of_criteria())
    return page, 422 if form.errors else 200
