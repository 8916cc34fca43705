"""How others see a competence: ratings, observed tasks, and who may observe."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.competency.forms.saying import ObservationForm, ObserverForm, RatingForm, ReasonForm
from lms.competency.levels.words import name_of
from lms.competency.models import EvidenceKind, Observer
from lms.competency.queries import profile, ratings, terms
from lms.competency.queries.ratings import Given, Officer, Rated
from lms.competency.service import evidence
from lms.competency.service import ratings as service
from lms.competency.views.blueprint import bp
from lms.kit.access import can, me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.people.models import Role
from lms.permissions import Permission as P

ABOUT = "/people/<uuid:person_id>/competences"


@bp.get("/ratings")
@requires(P.RATING_LIST)
def asked_of_me() -> ResponseReturnValue:
    """What I was asked, and whom I may say something about."""
    email = request.args.get("email", "")[:254]
    found = ratings.officer_with_address(email) if email else None
    if found and can(P.OBSERVATION_NOTE, found):
        return redirect(url_for(".about_person", person_id=found.person_id))
    looks_up = me().has(Role.TRAINER) or ratings.is_observer(me().id)
    team, requests = ratings.team_of(me().id), terms.ratings_waiting(me().id)
    return render_template("competency/ratings.html", requests=requests, team=team, looks_up=looks_up, email=email)


@bp.get(ABOUT)
@requires(P.OBSERVATION_NOTE, load=ratings.officer)
def about_person(about: Officer) -> ResponseReturnValue:
    """The competences about which I can say something, and what I said before."""
    found = profile.profile(about.person_id)
    given = profile.given_by(about.person_id, me().id)
    return render_template("competency/about_person.html", about=about, profile=found, given=given, kind_name=name_of)


@bp.route(f"{ABOUT}/<slug>/<code>/rate", methods=["GET", "POST"])
@requires(P.RATING_GIVE, load=ratings.rated)
def rate(about: Rated) -> ResponseReturnValue:
    """Say at which level I see it."""
    form = RatingForm()
    if form.validate_on_submit():
        with refusals_onto(form.level):
            service.rate(about, form.chosen, form.note.data or "", as_manager=about.manager_id == me().id, by=me())
        if not form.level.errors:
            flash(_("Your rating is kept. %(name)s reads it.", name=about.person.name), "success")
            return redirect(url_for(".about_person", person_id=about.person_id), 303)
    return render_template("competency/rate.html", form=form, about=about), 422 if form.errors else 200


@bp.route(f"{ABOUT}/<slug>/<code>/observe", methods=["GET", "POST"])
@requires(P.OBSERVATION_NOTE, load=ratings.rated)
def observe(about: Rated) -> ResponseReturnValue:
    """Note a task that I saw."""
    form = ObservationForm()
    if form.validate_on_submit():
        with refusals_onto(form.seen_on):
            service.note_observation(about, form.chosen, form.seen(), by=me())
        if not form.seen_on.errors:
            flash(_("The task is noted. %(name)s reads it.", name=about.person.name), "success")
            return redirect(url_for(".about_person", person_id=about.person_id), 303)
    return render_template("competency/observe.html", form=form, about=about), 422 if form.errors else 200


@bp.route(f"{ABOUT}/evidence/<uuid:evidence_id>/take-back", methods=["GET", "POST"])
@requires(P.EVIDENCE_TAKE_BACK, load=ratings.given)
def take_back(given: Given) -> ResponseReturnValue:
    """Let what I said count no more."""
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            evidence.take_back(given.piece, form.reason.data or "", by=me())
        if not form.reason.errors:
            flash(_("It counts no more. It stays in the list with your reason."), "success")
            return redirect(_back_from(given), 303)
    return render_template("competency/take_back.html", form=form, given=given, kind_name=name_of), 422 if form.errors else 200


def _back_from(given: Given) -> str:
    if given.piece.kind is EvidenceKind.PRIOR_LEARNING:
        return url_for(".claim", claim_id=given.piece.source_id)
    return url_for(".about_person", person_id=given.person_id) if can(P.OBSERVATION_NOTE, given) else url_for(".asked_of_me")


@bp.route("/observers", methods=["GET", "POST"])
@requires(P.OBSERVER_NAME)
def observers() -> ResponseReturnValue:
    """Who may note observed tasks, besides managers and trainers."""
    form = ObserverForm()
    if form.validate_on_submit():
        with refusals_onto(form.email):
            service.name_observer(form.email.data or "", by=me())
        if not form.email.errors:
            flash(_("The colleague may note observed tasks from now on."), "success")
            return redirect(url_for(".observers"), 303)
    return render_template("competency/observers.html", form=form, observers=ratings.observers()), 422 if form.errors else 200


@bp.post("/observers/<uuid:observer_id>/end")
@requires(P.OBSERVER_NAME, load=ratings.observer)
def end_observer(row: Observer) -> ResponseReturnValue:
    """Let a colleague observe no more."""
    service.end_observer(row, by=me())
    flash(_("The colleague notes no more tasks. What they noted stays."), "success")
    return redirect(url_for(".observers"), 303)
