"""Calls for ideas by a department."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.ideas.forms.deciding import ChallengeForm, OutcomeForm
from lms.ideas.models.pitches import Challenge
from lms.ideas.queries import challenges as queries
from lms.ideas.queries.listing import Wanted, ideas
from lms.ideas.service import challenging
from lms.ideas.views.blueprint import bp
from lms.ideas.views.standing import of_challenge
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.web import page_asked
from lms.permissions import Permission as P


@bp.get("/ideas/challenges")
@requires(P.CHALLENGE_VIEW)
def challenges() -> ResponseReturnValue:
    """All challenges, those that are open first."""
    return render_template("ideas/challenges.html", calls=queries.challenges(today()), today=today(), standing=of_challenge)


@bp.route("/ideas/challenges/new", methods=["GET", "POST"])
@requires(P.CHALLENGE_OPEN)
def open_challenge() -> ResponseReturnValue:
    """Call for ideas."""
    form = ChallengeForm()
    form.offer(queries.departments_to_call_for(me()))
    if form.validate_on_submit():
        with refusals_onto(form.closes_on):
            made = challenging.open_challenge(form.call(), UUID(form.department.data), by=me())
        if not form.closes_on.errors:
            flash(_("The challenge stands on the start page of ideas while it is open."), "success")
            return redirect(url_for(".challenge", slug=made.slug), 303)
    return render_template("ideas/challenge_form.html", form=form, challenge=None), 422 if form.errors else 200


@bp.get("/ideas/challenges/<slug>")
@requires(P.CHALLENGE_VIEW, load=queries.challenge_named)
def challenge(found: Challenge) -> ResponseReturnValue:
    """A challenge with the ideas that answer it."""
    day, page = today(), page_asked()
    answers = ideas(Wanted(challenge_id=found.id), today=day, page=page)
    return render_template(
        "ideas/challenge.html",
        challenge=found,
        answers=answers,
        page=page,
        is_open=found.is_open(day),
        standing=of_challenge,
        today=day,
        href=lambda number: url_for(".challenge", slug=found.slug, page=number),
    )


@bp.route("/ideas/challenges/<slug>/edit", methods=["GET", "POST"])
@requires(P.CHALLENGE_EDIT, load=queries.challenge_named)
def edit_challenge(found: Challenge) -> ResponseReturnValue:
    """Change what a challenge says."""
    form, slug = ChallengeForm(obj=found, department=str(found.department_id)), found.slug
    form.offer([found.department])
    if form.validate_on_submit():
        with refusals_onto(form.closes_on):
            challenging.edit(found, form.call(), by=me())
        if not form.closes_on.errors:
            flash(_("The challenge is changed."), "success")
            return redirect(url_for(".challenge", slug=slug), 303)
        found = queries.challenge_named(slug)
    return render_template("ideas/challenge_form.html", form=form, challenge=found), 422 if form.errors else 200


@bp.route("/ideas/challenges/<slug>/close", methods=["GET", "POST"])
@requires(P.CHALLENGE_EDIT, load=queries.challenge_named)
def close_challenge(found: Challenge) -> ResponseReturnValue:
    """End a challenge, and say what became of it."""
    form, slug = OutcomeForm(), found.slug
    if form.validate_on_submit():
        with refusals_onto(form.outcome):
            challenging.close(found, str(form.outcome.data), by=me())
        if not form.outcome.errors:
            flash(_("The challenge is closed, and the authors are told."), "success")
            return redirect(url_for(".challenge", slug=slug), 303)
        found = queries.challenge_named(slug)
    return render_template("ideas/close_challenge.html", form=form, challenge=found), 422 if form.errors else 200
