"""Pages where ideas find a sponsor, and where both read, sign and keep their charter."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.city.queries import holidays
from lms.ideas.forms.checked import given
from lms.ideas.forms.sponsoring import CharterForm, NoteForm, ReasonForm, SignForm
from lms.ideas.models.sponsoring import SponsorshipState
from lms.ideas.queries import funds as fund_queries
from lms.ideas.queries import sponsoring as queries
from lms.ideas.queries.sponsoring import CharterAtHand, IdeaAtHand, ReviewAtHand
from lms.ideas.service import sponsoring, sponsoring_papers
from lms.ideas.service.sponsoring import Terms
from lms.ideas.service.sponsoring_ends import replace_by, review_opens_on
from lms.ideas.views.sponsoring_blueprint import bp, to_charter
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.pdf_answers import drawn_or_told
from lms.permissions import Permission as P


@bp.get("/ideas/exchange")
@requires(P.SPONSORSHIP_EXCHANGE)
def exchange() -> ResponseReturnValue:
    """Ideas that passed and seek a sponsor; what fits my objectives best stands first."""
    reader = me()
    return render_template("ideas/exchange.html", offered=queries.exchange(reader), live=queries.live_of(reader.id), most=sponsoring.MOST_AT_ONCE)


def _terms(form: CharterForm) -> Terms:
    return Terms(form.outcome.data or "", given(form.money.data), given(form.protected_hours.data), form.obstacles.data or "", form.days)


@bp.route("/ideas/<int:number>/charter/new", methods=["GET", "POST"])
@requires(P.SPONSORSHIP_DRAFT, load=queries.idea_at_hand)
def new_charter(found: IdeaAtHand) -> ResponseReturnValue:
    """Offer to stand for an idea."""
    form, number = CharterForm(), found.idea.number
    if form.validate_on_submit():
        with refusals_onto(form.outcome):
            made = sponsoring.draft(found, _terms(form), by=me())
        if not form.errors:
            flash(_("The charter is drafted, and the authors are told. Read it once more, and sign it."), "success")
            return to_charter(made.id)
    found = queries.idea_at_hand(number)
    return render_template("ideas/charter_form.html", idea=found.idea, form=form, found=found, row=None), 422 if form.errors else 200


@bp.get("/ideas/charters")
@requires(P.SPONSORSHIP_LIST)
def charters() -> ResponseReturnValue:
    """The charters that bind me, as sponsor or author."""
    return render_template("ideas/charters.html", rows=queries.charters_of(me().id), next_review=queries.next_review)


@bp.get("/ideas/charters/<uuid:sponsorship_id>")
@requires(P.SPONSORSHIP_VIEW, load=queries.charter_at_hand)
def charter(at_hand: CharterAtHand) -> ResponseReturnValue:
    """A charter with its signatures, reviews and grants."""
    return _page(at_hand)


def _page(at_hand: CharterAtHand, **forms: object) -> str:
    at_hand = queries.charter_at_hand(at_hand.sponsorship.id)
    row, reader, free = at_hand.sponsorship, me(), holidays()
    shown = {"sign_form": SignForm(data={"seen": row.content_hash}), "reason_form": ReasonForm(), "note_form": NoteForm(), "note_on": None}
    return render_template(
        "ideas/charter.html",
        at_hand=at_hand,
        row=row,
        idea=at_hand.idea,
        grants=fund_queries.grants(sponsorship_ids=[row.id]),
        replace_by=replace_by(row, free) if row.state is SponsorshipState.ORPHANED else None,
        opens={review.id: review_opens_on(review.due_on, free) for review in row.reviews},
        today=today(),
        is_sponsor=reader.id == row.sponsor_id,
        is_author=reader.id in at_hand.author_ids,
        **{**shown, **forms},
    )


@bp.route("/ideas/charters/<uuid:sponsorship_id>/edit", methods=["GET", "POST"])
@requires(P.SPONSORSHIP_KEEP, load=queries.charter_at_hand)
def edit_charter(at_hand: CharterAtHand) -> ResponseReturnValue:
    """Change the terms before both have signed."""
    row = at_hand.sponsorship
    facts = {"outcome": row.outcome, "money": row.money, "protected_hours": row.protected_hours, "obstacles": row.obstacles, "reviews": at_hand.days}
    form = CharterForm(data=facts)
    if form.validate_on_submit():
        with refusals_onto(form.outcome):
            sponsoring.rewrite(at_hand, _terms(form), by=me())
        if not form.errors:
            flash(_("The charter is changed. Whoever had signed the old words is asked to read the new ones."), "success")
            return to_charter(row.id)
    at_hand = queries.charter_at_hand(row.id)
    page = render_template("ideas/charter_form.html", idea=at_hand.idea, form=form, found=at_hand.found, row=at_hand.sponsorship)
    return page, 422 if form.errors else 200


@bp.post("/ideas/charters/<uuid:sponsorship_id>/sign")
@requires(P.SPONSORSHIP_SIGN, load=queries.charter_at_hand)
def sign_charter(at_hand: CharterAtHand) -> ResponseReturnValue:
    """Sign what I read."""
    form = SignForm()
    if form.validate():
        both = sponsoring.sign(at_hand, form.seen.data or "", by=me())
        flash(_("Both have signed: the idea has a sponsor.") if both else _("You have signed. The other of you is next."), "success")
    return to_charter(at_hand.sponsorship.id)


@bp.post("/ideas/charters/<uuid:sponsorship_id>/decline")
@requires(P.SPONSORSHIP_DECLINE, load=queries.charter_at_hand)
def decline_charter(at_hand: CharterAtHand) -> ResponseReturnValue:
    """Do not take the charter."""
    form, number = ReasonForm(), at_hand.idea.number
    if form.validate():
        with refusals_onto(form.reason):
            sponsoring.decline(at_hand, form.reason.data or "", by=me())
        if not form.errors:
            flash(_("The charter is declined. The idea goes on seeking a sponsor."), "success")
            return redirect(f"/ideas/{number}", 303)
    return _page(at_hand, reason_form=form), 422


@bp.post("/ideas/charters/<uuid:sponsorship_id>/withdraw")
@requires(P.SPONSORSHIP_KEEP, load=queries.charter_at_hand)
def withdraw(at_hand: CharterAtHand) -> ResponseReturnValue:
    """Step back, with a reason that the authors read."""
    form = ReasonForm()
    if form.validate():
        with refusals_onto(form.reason):
            sponsoring.withdraw(at_hand, form.reason.data or "", by=me())
        if not form.errors:
            flash(_("You no longer stand for this idea. The authors read your reason."), "success")
            return redirect(url_for(".charters"), 303)
    return _page(at_hand, reason_form=form), 422


@bp.post("/ideas/charters/<uuid:sponsorship_id>/reviews/<uuid:review_id>")
@requires(P.SPONSORSHIP_KEEP, load=queries.review_at_hand)
def hold_review(found: ReviewAtHand) -> ResponseReturnValue:
    """Note what we saw on a day of review."""
    form = NoteForm()
    if form.validate():
        with refusals_onto(form.note):
            sponsoring.hold_review(found, form.note.data or "", by=me())
        if not form.errors:
            flash(_("The review is kept."), "success")
            return to_charter(found.charter.sponsorship.id)
    return _page(found.charter, note_form=form, note_on=found.review.id), 422


@bp.get("/ideas/charters/<uuid:sponsorship_id>/charter.pdf")
@requires(P.SPONSORSHIP_VIEW, load=queries.charter_at_hand)
def charter_file(at_hand: CharterAtHand) -> ResponseReturnValue:
    """The charter as PDF; where it cannot be drawn, a sentence that says so."""
    back = f"/ideas/charters/{at_hand.sponsorship.id}"
    return drawn_or_told(
        f"charter-idea-{at_hand.idea.number}.pdf",
        lambda: sponsoring_papers.charter_paper(at_hand),
        lambda sentence: render_template("ideas/undrawn.html", sentence=sentence, back=back),
    )
