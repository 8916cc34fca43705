"""Prior learning: claimed by the officer, reviewed by a second person."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.competency.forms.saying import ClaimForm, ReasonForm
from lms.competency.levels.words import level_words
from lms.competency.models import ClaimState, Competence
from lms.competency.queries import claims as queries
from lms.competency.queries.claims import ClaimAtHand
from lms.competency.queries.mapping import claimable_instead
from lms.competency.queries.profile import competence_to_cite
from lms.competency.service import claims as service
from lms.competency.views.blueprint import bp
from lms.kit import blobs
from lms.kit.access import me, requires
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.permissions import Permission as P

STATES = {
    ClaimState.SUBMITTED: lazy_gettext("Waits for a review"),
    ClaimState.RETURNED: lazy_gettext("Came back to you"),
    ClaimState.ACCEPTED: lazy_gettext("Accepted"),
    ClaimState.DECLINED: lazy_gettext("Declined"),
    ClaimState.WITHDRAWN: lazy_gettext("Given up"),
}
DECISIONS = {"accept": ClaimState.ACCEPTED, "return": ClaimState.RETURNED, "decline": ClaimState.DECLINED}


@bp.get("/me/competences/claims")
@requires(P.CLAIM_MAKE)
def my_claims() -> ResponseReturnValue:
    """What I claimed, and what became of it."""
    return render_template("competency/my_claims.html", claims=queries.claims_of(me().id), states=STATES)


@bp.route("/me/competences/<slug>/<code>/claim", methods=["GET", "POST"])
@requires(P.CLAIM_MAKE, load=competence_to_cite)
def make_claim(competence: Competence) -> ResponseReturnValue:
    """Claim that I learnt something elsewhere."""
    form = ClaimForm()
    if form.validate_on_submit():
        with refusals_onto(form.title):
            claim_id = service.make_claim(competence, form.said(), by=me()).id
        if not form.title.errors:
            flash(_("Your claim waits for a review by a second person."), "success")
            return redirect(url_for(".claim", claim_id=claim_id), 303)
    return render_template("competency/make_claim.html", form=form, competence=competence), 422 if form.errors else 200


@bp.get("/claims")
@requires(P.CLAIM_LIST)
def claims() -> ResponseReturnValue:
    """Claims of other people that wait for a review."""
    return render_template("competency/claims.html", claims=queries.claims_to_review(me()))


@bp.get("/claims/<uuid:claim_id>")
@requires(P.CLAIM_VIEW, load=queries.claim_at_hand)
def claim(found: ClaimAtHand) -> ResponseReturnValue:
    """One claim with its history."""
    return _page(found, ReasonForm())


def _page(found: ClaimAtHand, form: ReasonForm) -> str:
    instead = claimable_instead(found.claim.competence)
    return render_template("competency/claim.html", found=found, states=STATES, words=level_words(), form=form, instead=instead)


@bp.get("/claims/<uuid:claim_id>/file")
@requires(P.CLAIM_VIEW, load=queries.claim_at_hand)
def claim_file(found: ClaimAtHand) -> ResponseReturnValue:
    """The file, to download; never something that the browser opens by itself."""
    if found.claim.file_hash is None:
        raise NotFound(_("This claim has no file."))
    response = Response(blobs.read(found.claim.file_hash), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=found.claim.file_name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.post("/claims/<uuid:claim_id>/decide")
@requires(P.CLAIM_REVIEW, load=queries.claim_at_hand)
def decide_claim(found: ClaimAtHand) -> ResponseReturnValue:
    """Accept, send back or decline."""
    form, after = ReasonForm(), DECISIONS.get(request.form.get("decision", ""))
    if after is not None and form.validate():
        with refusals_onto(form.reason):
            service.decide(found.claim, after, form.reason.data or "", by=me())
        if not form.reason.errors:
            flash(_("Your decision is kept, and %(name)s is told.", name=found.claim.person.name), "success")
            return redirect(url_for(".claims"), 303)
    return _page(found, form), 422


@bp.route("/claims/<uuid:claim_id>/say-again", methods=["GET", "POST"])
@requires(P.CLAIM_CHANGE, load=queries.claim_at_hand)
def say_claim_again(found: ClaimAtHand) -> ResponseReturnValue:
    """Mend a claim that came back, and hand it in once more."""
    claim = found.claim
    form = ClaimForm(data={**{name: getattr(claim, name) for name in ("title", "text", "learnt_on", "link")}, "level": str(claim.level)})
    if form.validate_on_submit():
        with refusals_onto(form.title):
            service.say_again(claim, form.said(), by=me())
        if not form.title.errors:
            flash(_("Your claim waits for a review by a second person."), "success")
            return redirect(url_for(".claim", claim_id=claim.id), 303)
    return render_template("competency/make_claim.html", form=form, competence=claim.competence, again=claim), 422 if form.errors else 200


@bp.post("/claims/<uuid:claim_id>/give-up")
@requires(P.CLAIM_CHANGE, load=queries.claim_at_hand)
def give_up_claim(found: ClaimAtHand) -> ResponseReturnValue:
    """Give my claim up."""
    service.take_back_claim(found.claim, by=me())
    flash(_("Your claim is given up. You can make a new one at any time."), "success")
    return redirect(url_for(".my_claims"), 303)
