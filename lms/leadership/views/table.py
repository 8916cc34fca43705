"""At the table: presence, interests, votes, decisions, minutes."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.markdown import learner_html
from lms.kit.pdf_answers import drawn_or_told
from lms.leadership.forms import ApproveForm, DecisionForm, InterestForm, MinutesForm, NotesForm, PresenceForm, decision_form
from lms.leadership.models import Choice, Meeting, SeatTerm
from lms.leadership.queries import decisions, seats
from lms.leadership.queries import meetings as queries
from lms.leadership.queries.meetings import ItemAtHand
from lms.leadership.service import deciding, drawing, minutes
from lms.leadership.service.deciding import Wording
from lms.leadership.service.refusals import NeedsOwner
from lms.leadership.views.blueprint import bp
from lms.leadership.views.words import words
from lms.people.models import Person
from lms.people.queries.sign_ins import by_email
from lms.permissions import Permission as P


def _team(found: Meeting) -> list[SeatTerm]:
    return seats.terms_on(local_day(found.starts_at))


def _named(term: SeatTerm) -> tuple[UUID, str]:
    facts = {"name": term.person.name, "seat": term.seat.title}
    return term.person_id, _("%(name)s, alternate of “%(seat)s”", **facts) if term.alternate else _("%(name)s, “%(seat)s”", **facts)


@bp.route("/leadership/meetings/<uuid:meeting_id>/presence", methods=["GET", "POST"])
@requires(P.LEADERSHIP_RUN, load=queries.meeting)
def presence(found: Meeting) -> ResponseReturnValue:
    """Note who is there."""
    form, meeting_id = PresenceForm(present=list(queries.present_at(found.id))), found.id
    form.offer([_named(term) for term in _team(found)])
    if form.validate_on_submit():
        with refusals_onto(form.present):
            deciding.note_presence(found, form.present.data or [], by=me())
        if not form.errors:
            flash(_("Presence is noted."), "success")
            return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
    return render_template("leadership/presence.html", form=form, meeting=found), 422 if form.errors else 200


@bp.post("/leadership/meetings/<uuid:meeting_id>/items/<uuid:item_id>/interest")
@requires(P.LEADERSHIP_DECLARE, load=queries.item)
def declare(found: ItemAtHand) -> ResponseReturnValue:
    """Declare an interest of mine."""
    form = InterestForm()
    deciding.declare(found.item, found.meeting, me(), (form.interest.data or "").strip(), by=me())
    flash(_("Your interest is recorded. You do not vote on this item."), "success")
    return redirect(url_for(".meeting", meeting_id=found.meeting.id, _anchor=f"item-{found.item.id}"), 303)


@bp.route("/leadership/meetings/<uuid:meeting_id>/items/<uuid:item_id>", methods=["GET", "POST"])
@requires(P.LEADERSHIP_RUN, load=queries.item)
def item(found: ItemAtHand) -> ResponseReturnValue:
    """The secretary's page of an item: votes and decision."""
    voters = deciding.voters_on(found.item, found.meeting)
    titles = {term.seat_id: term for term in _team(found.meeting)}
    names = {term.person_id: term.person.name for term in _team(found.meeting)}
    labels = [(seat_id, f"{titles[seat_id].seat.title}: {names[voter.person_id]}") for seat_id, voter in voters.items()]
    form: DecisionForm = decision_form(labels)()
    meeting_id, item_id = found.meeting.id, found.item.id
    if form.validate_on_submit():
        with refusals_onto(form.text):
            votes = {seat_id: Choice(form[f"vote_{seat_id.hex}"].data) for seat_id in voters}
            made = deciding.decide(found.item, found.meeting, _wording(form), votes, by=me())
        if not form.errors:
            flash(_("Decision %(number)s is recorded.", number=made.number), "success")
            return redirect(url_for(".meeting", meeting_id=meeting_id, _anchor=f"item-{item_id}"), 303)
    return _item_page(queries.item(meeting_id, item_id), form, [f"vote_{seat_id.hex}" for seat_id in voters])


def _item_page(found: ItemAtHand, form: DecisionForm, votes: list[str]) -> ResponseReturnValue:
    line = next(one for one in queries.at_hand(found.meeting).lines if one.item.id == found.item.id)
    interest_form = InterestForm(formdata=None)
    interest_form.offer([_named(term) for term in _team(found.meeting)])
    page = render_template(
        "leadership/item.html",
        found=found,
        line=line,
        form=form,
        votes=[form[name] for name in votes],
        notes_form=NotesForm(formdata=None, notes=found.item.notes),
        interest_form=interest_form,
        mandate=seats.mandate_on(local_day(found.meeting.starts_at)),
        html=learner_html,
        **words(),
    )
    return page, 422 if form.errors else 200


def _wording(form: DecisionForm) -> Wording:
    owner: Person | None = by_email(form.owner.data) if form.owner.data else None
    if form.owner.data and owner is None:
        raise NeedsOwner(_("Nobody here has the address %(address)s.", address=form.owner.data))
    replaces = decisions.decision(form.replaces.data).decision if form.replaces.data else None
    return Wording(form.text.data or "", owner.id if owner else None, form.due_on.data, replaces)


@bp.post("/leadership/meetings/<uuid:meeting_id>/items/<uuid:item_id>/note")
@requires(P.LEADERSHIP_RUN, load=queries.item)
def take_note(found: ItemAtHand) -> ResponseReturnValue:
    """Record that the team took note, without votes."""
    form, meeting_id, item_id = DecisionForm(), found.meeting.id, found.item.id
    if form.validate():
        with refusals_onto(form.text):
            made = deciding.note(found.item, found.meeting, _wording(form), by=me())
        if not form.errors:
            flash(_("Decision %(number)s is recorded.", number=made.number), "success")
            return redirect(url_for(".meeting", meeting_id=meeting_id, _anchor=f"item-{item_id}"), 303)
    return _item_page(queries.item(meeting_id, item_id), form, [])


@bp.post("/leadership/meetings/<uuid:meeting_id>/items/<uuid:item_id>/notes")
@requires(P.LEADERSHIP_RUN, load=queries.item)
def write_notes(found: ItemAtHand) -> ResponseReturnValue:
    """Write down what was said."""
    deciding.write_notes(found.item, (NotesForm().notes.data or "")[:6000], found.meeting, by=me())
    flash(_("It is saved."), "success")
    return redirect(url_for(".item", meeting_id=found.meeting.id, item_id=found.item.id), 303)


@bp.post("/leadership/meetings/<uuid:meeting_id>/items/<uuid:item_id>/interest-of")
@requires(P.LEADERSHIP_RUN, load=queries.item)
def declare_for(found: ItemAtHand) -> ResponseReturnValue:
    """Record an interest that a member declared at the table."""
    form = InterestForm()
    form.offer([_named(term) for term in _team(found.meeting)])
    member = next((term.person for term in _team(found.meeting) if term.person_id == form.member.data), None)
    if member is not None:
        deciding.declare(found.item, found.meeting, member, form.interest.data or "", by=me())
        flash(_("The interest of %(name)s is recorded.", name=member.name), "success")
    return redirect(url_for(".item", meeting_id=found.meeting.id, item_id=found.item.id), 303)


@bp.get("/leadership/meetings/<uuid:meeting_id>/minutes")
@requires(P.LEADERSHIP_VIEW, load=queries.meeting)
def minutes_page(found: Meeting) -> ResponseReturnValue:
    """The minutes: to read for members, to write for the secretary until they are approved."""
    return _minutes_page(found, MinutesForm(formdata=None, minutes=found.minutes or minutes.draft(queries.at_hand(found))))


def _minutes_page(found: Meeting, form: MinutesForm, status: int = 200) -> ResponseReturnValue:
    approve_form = ApproveForm(formdata=None)
    approve_form.offer([(one.id, one.title) for one in queries.later_held(found)])
    facts = {"meeting": found, "form": form, "approve_form": approve_form, "writes": can(P.LEADERSHIP_RUN)}
    return render_template("leadership/minutes.html", **facts, html=learner_html, **words()), status


@bp.post("/leadership/meetings/<uuid:meeting_id>/minutes")
@requires(P.LEADERSHIP_RUN, load=queries.meeting)
def write_minutes(found: Meeting) -> ResponseReturnValue:
    """Write them."""
    form, meeting_id = MinutesForm(), found.id
    if form.validate():
        with refusals_onto(form.minutes):
            minutes.write(found, form.minutes.data or "", by=me())
        if not form.errors:
            flash(_("The minutes are saved."), "success")
            return redirect(url_for(".minutes_page", meeting_id=meeting_id), 303)
    return _minutes_page(queries.meeting(meeting_id), form, 422)


@bp.post("/leadership/meetings/<uuid:meeting_id>/minutes/approve")
@requires(P.LEADERSHIP_RUN, load=queries.meeting)
def approve_minutes(found: Meeting) -> ResponseReturnValue:
    """Note that a later meeting approved them."""
    form, later = ApproveForm(), queries.later_held(found)
    form.offer([(one.id, one.title) for one in later])
    chosen = next((one for one in later if one.id == form.later.data), None)
    if chosen is None:
        flash(_("Minutes are approved at a later meeting that is held. Open that meeting first."), "danger")
    else:
        minutes.approve(found, chosen, by=me())
        flash(_("The minutes are approved. They do not change any more."), "success")
    return redirect(url_for(".minutes_page", meeting_id=found.id), 303)


@bp.get("/leadership/meetings/<uuid:meeting_id>/minutes.pdf")
@requires(P.LEADERSHIP_VIEW, load=queries.meeting)
def minutes_pdf(found: Meeting) -> ResponseReturnValue:
    """The minutes as PDF; where it cannot be drawn, a sentence that says so."""
    meeting_id = found.id
    return drawn_or_told(
        f"minutes-{local_day(found.starts_at).isoformat()}.pdf",
        lambda: drawing.paper_of(queries.at_hand(found)),
        lambda sentence: render_template("leadership/undrawn.html", sentence=sentence, meeting_id=meeting_id),
    )
