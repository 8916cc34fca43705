"""The page of an application: one address for applicant, manager, trainers and HR, each of whom sees what concerns them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.applying import RefuseForm, ScreeningForm, screening_form
from lms.cohorts.models.calls import ApplicationState
from lms.cohorts.queries import calls, queue
from lms.cohorts.queries.calls import ApplicationAtHand, application_at_hand
from lms.cohorts.service import agreeing, applying, offering, screening
from lms.cohorts.views.blueprint import bp
from lms.cohorts.waiting_list import ticket
from lms.kit.access import can, me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.people.queries.directory import names
from lms.permissions import Permission as P

APPLICATION = "/cohorts/applications/<uuid:application_id>"


def _page(found: ApplicationAtHand, *, refusal: RefuseForm | None = None, verdict: ScreeningForm | None = None) -> ResponseReturnValue:
    """The page, with the form that came back, if one did."""
    application, moves = found.application, calls.moves_of(found.application.id)
    waits = application.state is ApplicationState.WAITING
    judged = can(P.APPLICATION_SCREEN, found) and application.state is ApplicationState.AGREED
    returned = refusal or verdict
    page = render_template(
        "cohorts/application.html",
        found=found,
        application=application,
        moves=moves,
        actors=names({move.by_id for move in moves if move.by_id}),
        rank=queue.rank_of(application, found.cohort, found.plan.queue) if waits else None,
        drew=ticket(found.cohort.queue_seed, str(application.id)) if queue.seed_is_out(found.cohort) else "",
        policy=queue.policy_of(found.cohort, found.plan.queue),
        refusal=refusal or RefuseForm(formdata=None),
        verdict=verdict or (screening_form(found.plan.criteria) if judged else None),
    )
    return page, 422 if returned is not None and returned.errors else 200


def _back(found: ApplicationAtHand, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for(".application", application_id=found.application.id), 303)


@bp.get(APPLICATION)
@requires(P.APPLICATION_VIEW, load=application_at_hand)
def application(found: ApplicationAtHand) -> ResponseReturnValue:
    """Where the application stands, and what the reader can do."""
    return _page(found)


@bp.post(f"{APPLICATION}/agree")
@requires(P.APPLICATION_AGREE, load=application_at_hand)
def agree(found: ApplicationAtHand) -> ResponseReturnValue:
    """Agree, in one click."""
    agreeing.agree(found, by=me())
    return _back(found, _("You agreed. The trainers read the application next."))


@bp.post(f"{APPLICATION}/refuse")
@requires(P.APPLICATION_AGREE, load=application_at_hand)
def refuse(found: ApplicationAtHand) -> ResponseReturnValue:
    """Not agree, with a reason."""
    form = RefuseForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            agreeing.refuse(found, str(form.reason.data), by=me())
        if not form.errors:
            return _back(found, _("You did not agree. The applicant is told, with your reason."))
    return _page(found, refusal=form)


@bp.post(f"{APPLICATION}/screen")
@requires(P.APPLICATION_SCREEN, load=application_at_hand)
def screen(found: ApplicationAtHand) -> ResponseReturnValue:
    """Judge the application by the criteria."""
    form = screening_form(found.plan.criteria)
    if form.validate_on_submit():
        suitable = request.form.get("decision") == "suitable"
        with refusals_onto(form.reason):
            if suitable:
                screening.find_suitable(found, form.verdicts(), by=me())
            else:
                screening.find_unsuitable(found, form.verdicts(), str(form.reason.data or ""), by=me())
        if not form.errors:
            return _back(found, _("The application is on the list.") if suitable else _("The applicant is told, with your reason."))
    return _page(found, verdict=form)


@bp.post(f"{APPLICATION}/accept")
@requires(P.APPLICATION_ANSWER, load=application_at_hand)
def accept(found: ApplicationAtHand) -> ResponseReturnValue:
    """Take the seat that is offered."""
    offering.accept(found, by=me())
    flash(_("You have a place. The pages of the boot camp are open to you now."), "success")
    return redirect(url_for(".overview", slug=found.cohort.slug), 303)


@bp.post(f"{APPLICATION}/decline")
@requires(P.APPLICATION_ANSWER, load=application_at_hand)
def decline(found: ApplicationAtHand) -> ResponseReturnValue:
    """Not take the seat."""
    offering.decline(found, by=me())
    return _back(found, _("You did not take the seat. It goes to the next on the list."))


@bp.post(f"{APPLICATION}/withdraw")
@requires(P.APPLICATION_ANSWER, load=application_at_hand)
def withdraw(found: ApplicationAtHand) -> ResponseReturnValue:
    """Take the application back."""
    applying.withdraw(found, by=me())
    return _back(found, _("Your application is withdrawn."))
