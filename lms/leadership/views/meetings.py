"""Meetings: to plan, to invite to, to move, to call off; their agenda."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day, ngettext
from lms.kit.markdown import learner_html
from lms.leadership.forms import InterestForm, ItemForm, MeetingForm, ReasonForm
from lms.leadership.models import Meeting
from lms.leadership.queries import meetings as queries
from lms.leadership.queries import seats
from lms.leadership.queries.meetings import ItemAtHand
from lms.leadership.service import agenda
from lms.leadership.service import meetings as service
from lms.leadership.views.blueprint import bp
from lms.leadership.views.words import words
from lms.permissions import Permission as P


@bp.get("/leadership/meetings")
@requires(P.LEADERSHIP_VIEW)
def meetings_page() -> ResponseReturnValue:
    """All meetings, the newest first."""
    return render_template("leadership/meetings.html", lines=queries.meetings(), waiting_items=queries.waiting_items(), **words())


@bp.route("/leadership/meetings/new", methods=["GET", "POST"])
@requires(P.LEADERSHIP_RUN)
def new_meeting() -> ResponseReturnValue:
    """Plan a meeting."""
    form = MeetingForm()
    if form.validate_on_submit():
        made = service.plan_meeting(form.when(), by=me())
        flash(_("The meeting is planned, with what waited for one on its agenda. Invite the members when the agenda stands."), "success")
        return redirect(url_for(".meeting", meeting_id=made.id), 303)
    return render_template("leadership/edit_meeting.html", form=form, meeting=None), 422 if form.errors else 200


@bp.get("/leadership/meetings/<uuid:meeting_id>")
@requires(P.LEADERSHIP_VIEW, load=queries.meeting)
def meeting(found: Meeting) -> ResponseReturnValue:
    """A meeting with its agenda, papers and record."""
    return meeting_page(found, ItemForm(formdata=None))


def meeting_page(found: Meeting, item_form: ItemForm, status: int = 200) -> ResponseReturnValue:
    """The page, with what was typed for a new item."""
    team = seats.terms_on(local_day(found.starts_at))
    page = render_template(
        "leadership/meeting.html",
        at_hand=queries.at_hand(found),
        meeting=found,
        item_form=item_form,
        interest_form=InterestForm(formdata=None),
        runs=can(P.LEADERSHIP_RUN),
        on_team={term.person_id for term in team},
        html=learner_html,
        **words(),
    )
    return page, status


@bp.route("/leadership/meetings/<uuid:meeting_id>/edit", methods=["GET", "POST"])
@requires(P.LEADERSHIP_RUN, load=queries.meeting)
def edit_meeting(found: Meeting) -> ResponseReturnValue:
    """Give it another time, place or name."""
    form, meeting_id = MeetingForm(), found.id
    if not form.is_submitted():
        form.show(found)
    if form.validate_on_submit():
        with refusals_onto(form.title):
            told = service.move_meeting(found, form.when(), by=me())
        if not form.errors:
            more = ngettext("One member is told.", "%(num)d members are told.", told) if told else ""
            flash(f"{_('It is saved.')} {more}".strip(), "success")
            return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
    return render_template("leadership/edit_meeting.html", form=form, meeting=found), 422 if form.errors else 200


@bp.post("/leadership/meetings/<uuid:meeting_id>/invite")
@requires(P.LEADERSHIP_RUN, load=queries.meeting)
def invite(found: Meeting) -> ResponseReturnValue:
    """Invite everybody on the team."""
    told = service.invite(found, by=me())
    flash(ngettext("One member is invited.", "%(num)d members are invited.", told), "success")
    return redirect(url_for(".meeting", meeting_id=found.id), 303)


@bp.post("/leadership/meetings/<uuid:meeting_id>/hold")
@requires(P.LEADERSHIP_RUN, load=queries.meeting)
def hold(found: Meeting) -> ResponseReturnValue:
    """Open the meeting."""
    service.hold(found, by=me())
    flash(_("The meeting is open. Note who is there; then votes and decisions can be recorded."), "success")
    return redirect(url_for(".presence", meeting_id=found.id), 303)


@bp.route("/leadership/meetings/<uuid:meeting_id>/cancel", methods=["GET", "POST"])
@requires(P.LEADERSHIP_RUN, load=queries.meeting)
def cancel(found: Meeting) -> ResponseReturnValue:
    """Call it off, with the reason."""
    form, meeting_id = ReasonForm(), found.id
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            service.cancel(found, form.reason.data or "", by=me())
        if not form.errors:
            flash(_("The meeting is called off. Its items come on the next agenda."), "success")
            return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
    return render_template("leadership/cancel.html", form=form, meeting=found), 422 if form.errors else 200


@bp.post("/leadership/meetings/<uuid:meeting_id>/items")
@requires(P.LEADERSHIP_RUN, load=queries.meeting)
def add_item(found: Meeting) -> ResponseReturnValue:
    """Add a free item."""
    form, meeting_id = ItemForm(), found.id
    if form.validate():
        with refusals_onto(form.title):
            agenda.add_item(found, form.title.data or "", form.text.data or "", by=me())
        if not form.errors:
            return redirect(url_for(".meeting", meeting_id=meeting_id, _anchor="agenda"), 303)
    return meeting_page(queries.meeting(meeting_id), form, 422)


@bp.post("/leadership/meetings/<uuid:meeting_id>/items/<uuid:item_id>/up")
@requires(P.LEADERSHIP_RUN, load=queries.item)
def move_item_up(found: ItemAtHand) -> ResponseReturnValue:
    """Deal with it earlier."""
    agenda.move_up(found.item, found.meeting, by=me())
    return redirect(url_for(".meeting", meeting_id=found.meeting.id, _anchor="agenda"), 303)


@bp.post("/leadership/meetings/<uuid:meeting_id>/items/<uuid:item_id>/take-off")
@requires(P.LEADERSHIP_RUN, load=queries.item)
def take_off(found: ItemAtHand) -> ResponseReturnValue:
    """Take it off the agenda."""
    meeting_id = found.meeting.id
    agenda.take_off(found.item, found.meeting, by=me())
    flash(_("The item is off the agenda. If it was about something kept in Civic Campus, it waits for the next meeting."), "success")
    return redirect(url_for(".meeting", meeting_id=meeting_id, _anchor="agenda"), 303)
