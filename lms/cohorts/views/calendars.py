"""One's own sessions, and the private feed that other calendars subscribe to."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.city import queries as city
from lms.cohorts.calendars.texts import Party, feed
from lms.cohorts.forms.timetable import LettersForm
from lms.cohorts.queries import calendars as queries
from lms.cohorts.queries.timetable import my_sessions
from lms.cohorts.service import calendars as service
from lms.kit.access import me, public, requires
from lms.kit.i18n import gettext as _
from lms.kit.i18n import offered, speaking
from lms.kit.links import absolute, sender
from lms.permissions import Permission as P

bp = Blueprint("calendars", __name__)


@bp.get("/me/sessions")
@requires(P.CALENDAR_MANAGE_OWN)
def mine() -> ResponseReturnValue:
    """My sessions, and how they reach my calendar."""
    return _page()


@bp.post("/me/sessions/address")
@requires(P.CALENDAR_MANAGE_OWN)
def new_address() -> ResponseReturnValue:
    """Make a new secret address and show it, this once."""
    return _page(address=absolute(url_for(".subscribed", token=service.make_address(by=me()))))


@bp.post("/me/sessions/address/end")
@requires(P.CALENDAR_MANAGE_OWN)
def end_address() -> ResponseReturnValue:
    """Let the address open nothing any more."""
    service.end_address(by=me())
    flash(_("The address opens nothing any more. Calendars that use it keep what they read last; remove the subscription there."), "success")
    return redirect(url_for(".mine"), 303)


@bp.post("/me/sessions/letters")
@requires(P.CALENDAR_MANAGE_OWN)
def letters() -> ResponseReturnValue:
    """Choose whether invitations come by mail."""
    form = LettersForm()
    if form.validate_on_submit():
        service.choose_letters(bool(form.by_letter.data), by=me())
        flash(_("Saved."), "success")
    return redirect(url_for(".mine"), 303)


@bp.get("/calendar/<token>.ics")
@public
def subscribed(token: str) -> ResponseReturnValue:
    """The feed behind a secret address: no sign-in, since calendars have none."""
    found, identity = queries.feed_of(token), city.identity()
    with speaking(offered(found.person.language)):
        text = feed(_("%(product)s: my sessions", product=identity.product), found.meetings, Party(identity.product, sender()), identity.product)
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="sessions.ics"'
    response.headers["Cache-Control"] = "private, max-age=300"
    response.add_etag()
    return response.make_conditional(request)


def _page(address: str = "") -> str:
    calendar = queries.calendar_of(me().id)
    return render_template(
        "cohorts/my_sessions.html",
        sessions=my_sessions(me().id),
        calendar=calendar,
        address=address,
        webcal="webcal:" + address.partition(":")[2] if address else "",
        form=LettersForm(by_letter=calendar is None or calendar.by_letter),
    )
