"""The space of the leadership team: its mandate, its seats and who holds them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.markdown import learner_html
from lms.leadership.forms import MandateForm, SeatForm, TermForm
from lms.leadership.models import Seat, SeatTerm, Sector
from lms.leadership.queries import decisions, meetings, seats
from lms.leadership.service import mandates
from lms.leadership.service import seats as service
from lms.leadership.views.blueprint import bp
from lms.leadership.views.words import words
from lms.people.queries.officers import officer_with_address
from lms.people.service.outsiders import Newcomer
from lms.permissions import Permission as P


@bp.get("/leadership")
@requires(P.LEADERSHIP_VIEW)
def start() -> ResponseReturnValue:
    """What comes next, what was decided and waits, and who sits where."""
    following = meetings.next_meeting()
    return render_template(
        "leadership/start.html",
        next_meeting=following,
        agenda=meetings.items_of(following.id) if following else (),
        waiting=decisions.decisions(only="open"),
        waiting_items=meetings.waiting_items() if can(P.LEADERSHIP_RUN) else (),
        lines=meetings.meetings()[:5],
        mandate=seats.mandate_on(today()),
        html=learner_html,
        **words(),
    )


@bp.get("/leadership/mandate")
@requires(P.LEADERSHIP_VIEW)
def mandate() -> ResponseReturnValue:
    """All versions of the mandate."""
    return render_template("leadership/mandate.html", mandates=seats.mandates(), today=today(), html=learner_html)


@bp.route("/leadership/mandate/new", methods=["GET", "POST"])
@requires(P.LEADERSHIP_RUN)
def new_mandate() -> ResponseReturnValue:
    """Write the next version."""
    day = today()
    before = seats.mandate_on(day)
    form = MandateForm(data={"text": before.text if before else "", "quorum": before.quorum if before else None, "from_day": day})
    if form.validate_on_submit() and form.from_day.data:
        mandates.write_mandate(form.text.data or "", form.quorum.data or 1, form.from_day.data, by=me())
        flash(_("The mandate is written."), "success")
        return redirect(url_for(".mandate"), 303)
    return render_template("leadership/new_mandate.html", form=form), 422 if form.errors else 200


@bp.get("/leadership/seats")
@requires(P.LEADERSHIP_VIEW)
def seats_page() -> ResponseReturnValue:
    """The seats, who holds them until when, and which terms end before long."""
    return render_template("leadership/seats.html", lines=seats.seats(), **words())


@bp.route("/leadership/seats/new", methods=["GET", "POST"])
@requires(P.LEADERSHIP_RUN)
def new_seat() -> ResponseReturnValue:
    """Add a seat."""
    form = SeatForm()
    if form.validate_on_submit():
        with refusals_onto(form.title):
            service.make_seat(Sector(form.sector.data), form.title.data or "", chairs=bool(form.chairs.data), by=me())
        if not form.errors:
            flash(_("The seat is made. Say who takes it."), "success")
            return redirect(url_for(".seats_page"), 303)
    return render_template("leadership/new_seat.html", form=form), 422 if form.errors else 200


@bp.post("/leadership/seats/<uuid:seat_id>/close")
@requires(P.LEADERSHIP_RUN, load=seats.seat)
def close_seat(found: Seat) -> ResponseReturnValue:
    """End a seat."""
    service.close_seat(found, by=me())
    flash(_("The seat is closed."), "success")
    return redirect(url_for(".seats_page"), 303)


@bp.route("/leadership/seats/<uuid:seat_id>/terms/new", methods=["GET", "POST"])
@requires(P.LEADERSHIP_RUN, load=seats.seat)
def new_term(found: Seat) -> ResponseReturnValue:
    """Give the seat to a colleague, or invite somebody from outside."""
    form = TermForm()
    if form.validate_on_submit():
        with refusals_onto(form.email):
            _begin(found, form)
        if not form.errors:
            flash(_("The term is noted. Somebody from outside gets a link by mail to set a password."), "success")
            return redirect(url_for(".seats_page"), 303)
    return render_template("leadership/new_term.html", seat=found, form=form), 422 if form.errors else 200


def _begin(seat: Seat, form: TermForm) -> SeatTerm:
    how, email = form.how(), form.email.data or ""
    if form.name.data:
        return service.invite_from_outside(seat, Newcomer(form.name.data, email), how, by=me())
    colleague = officer_with_address(email)
    if colleague is None:
        raise NotFound(_("Nobody who works here has this address. For somebody from outside, write the name, too."))
    return service.take_seat(seat, colleague, how, by=me())


@bp.route("/leadership/seats/<uuid:seat_id>/terms/<uuid:term_id>/end", methods=["GET"])
@requires(P.LEADERSHIP_RUN, load=seats.term)
def ask_end_term(term: SeatTerm) -> ResponseReturnValue:
    """Ask once more."""
    outside = [_("The account from outside is closed with the last term.")] if term.person.external else []
    return render_template(
        "_parts/confirm.html",
        title=_("End the term of %(name)s", name=term.person.name),
        question=_("%(name)s leaves the seat “%(seat)s” today.", name=term.person.name, seat=term.seat.title),
        consequences=outside,
        action=url_for(".end_term", seat_id=term.seat_id, term_id=term.id),
        confirm=_("End the term"),
        back=url_for(".seats_page"),
        danger=True,
    )


@bp.post("/leadership/seats/<uuid:seat_id>/terms/<uuid:term_id>/end")
@requires(P.LEADERSHIP_RUN, load=seats.term)
def end_term(term: SeatTerm) -> ResponseReturnValue:
    """End a term today."""
    closed = service.end_term(term, by=me())
    flash(_("The term is ended, and the account is closed.") if closed else _("The term is ended."), "success")
    return redirect(url_for(".seats_page"), 303)
