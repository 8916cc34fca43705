"""The draft of my development plan: goals, and what I do for them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.catalogue.models import Course
from lms.cohorts.models.cohorts import Cohort
from lms.competency.queries.role_profiles import offered
from lms.development.forms import KINDS, ActionForm, GoalForm, HeadForm
from lms.development.models import ActionKind
from lms.development.queries import choices
from lms.development.queries.gaps import gaps_to
from lms.development.queries.plans import ActionAtHand, GoalAtHand, PlanAtHand, action_at_hand, goal_at_hand, plan_at_hand
from lms.development.queries.suggestions import suggestions_for
from lms.development.service import planning
from lms.development.views.blueprint import bp
from lms.kit.access import me, requires
from lms.kit.db import db
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.permissions import Permission as P


@bp.post("/me/plan/begin")
@requires(P.PLAN_VIEW_OWN)
def begin_plan() -> ResponseReturnValue:
    """Begin a plan, or the next version of the one that is agreed."""
    plan = planning.begin(by=me())
    return redirect(url_for(".edit_plan", plan_id=plan.id), 303)


@bp.route("/plans/<uuid:plan_id>/edit", methods=["GET", "POST"])
@requires(P.PLAN_WRITE, load=plan_at_hand)
def edit_plan(at_hand: PlanAtHand) -> ResponseReturnValue:
    """The draft, to be written: what it is for, its goals, and what is done for each."""
    planning.drafted(at_hand)
    form = HeadForm(obj=at_hand.plan)
    plan_id = at_hand.plan.id
    if form.validate_on_submit():
        with refusals_onto(form.intention):
            planning.write_head(at_hand, form.intention.data or "", form.review_on.data, by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".edit_plan", plan_id=plan_id), 303)
    return render_template("development/edit_plan.html", at_hand=at_hand, form=form, kinds=KINDS), 422 if form.errors else 200


@bp.post("/plans/<uuid:plan_id>/suggestions")
@requires(P.PLAN_WRITE, load=plan_at_hand)
def take_suggestions(at_hand: PlanAtHand) -> ResponseReturnValue:
    """Make goals of the gaps to my post, with what closes them as actions."""
    person, plan_id = me(), at_hand.plan.id
    found = gaps_to(person.post_id, person.id) if person.post_id else None
    taken = planning.take_over(at_hand, found.open, suggestions_for(found, person.id), by=person) if found else planning.Taken(0, ())
    if taken.goals:
        flash(ngettext("One goal is new in your draft.", "%(num)d goals are new in your draft.", taken.goals), "success")
    elif not taken.left_out:
        flash(_("There is no open gap that your draft does not name already."), "info")
    if taken.left_out:
        names = ", ".join(f"{line.competence.code} {line.competence.title}" for line in taken.left_out)
        flash(_("A plan has at most %(number)s goals. Left out, the widest gap first: %(names)s.", number=planning.MOST_GOALS, names=names), "info")
    return redirect(url_for(".edit_plan", plan_id=plan_id), 303)


@bp.route("/plans/<uuid:plan_id>/goals/new", methods=["GET", "POST"])
@requires(P.PLAN_WRITE, load=plan_at_hand)
def new_goal(at_hand: PlanAtHand) -> ResponseReturnValue:
    """Write a goal."""
    form, plan_id = GoalForm(), at_hand.plan.id
    form.offer(offered())
    if form.validate_on_submit():
        level = form.target_level.data
        if bool(form.competence.data) is not bool(level):
            form.target_level.errors = [_("Name both, a competence and the level to reach, or neither.")]
        else:
            with refusals_onto(form.text):
                text = form.text.data or ""
                planning.add_goal(at_hand, text, competence_id=form.competence.data, target_level=level, due_on=form.due_on.data, by=me())
        if not form.errors:
            flash(_("The goal is in your draft. Add what you will do for it."), "success")
            return redirect(url_for(".edit_plan", plan_id=plan_id), 303)
    return render_template("development/new_goal.html", at_hand=at_hand, form=form), 422 if form.errors else 200


@bp.post("/plans/<uuid:plan_id>/goals/<uuid:goal_id>/remove")
@requires(P.PLAN_WRITE, load=goal_at_hand)
def remove_goal(found: GoalAtHand) -> ResponseReturnValue:
    """Take a goal out of the draft."""
    plan_id = found.at_hand.plan.id
    planning.remove_goal(found.at_hand, found.goal, by=me())
    flash(_("The goal is taken out."), "success")
    return redirect(url_for(".edit_plan", plan_id=plan_id), 303)


@bp.route("/plans/<uuid:plan_id>/goals/<uuid:goal_id>/actions/new", methods=["GET", "POST"])
@requires(P.PLAN_WRITE, load=goal_at_hand)
def new_action(found: GoalAtHand) -> ResponseReturnValue:
    """Write what I will do for a goal."""
    form, plan_id = ActionForm(), found.at_hand.plan.id
    form.offer(choices.open_courses(), choices.open_boot_camps())
    if form.validate_on_submit():
        course = db.session.get(Course, form.course.data) if form.course.data else None
        cohort = db.session.get(Cohort, form.cohort.data) if form.cohort.data else None
        kind = ActionKind(form.kind.data)
        with refusals_onto({ActionKind.COURSE: form.course, ActionKind.BOOT_CAMP: form.cohort}.get(kind, form.title)):
            title, due_on = form.title.data or "", form.due_on.data
            planning.add_action(found.at_hand, found.goal, kind, title, course=course, cohort=cohort, due_on=due_on, by=me())
        if not form.errors:
            flash(_("It is in your draft."), "success")
            return redirect(url_for(".edit_plan", plan_id=plan_id), 303)
    return render_template("development/new_action.html", found=found, form=form), 422 if form.errors else 200


@bp.post("/plans/<uuid:plan_id>/actions/<uuid:action_id>/remove")
@requires(P.PLAN_WRITE, load=action_at_hand)
def remove_action(found: ActionAtHand) -> ResponseReturnValue:
    """Take an action out of the draft."""
    plan_id = found.at_hand.plan.id
    planning.remove_action(found.at_hand, found.action, by=me())
    flash(_("It is taken out."), "success")
    return redirect(url_for(".edit_plan", plan_id=plan_id), 303)
