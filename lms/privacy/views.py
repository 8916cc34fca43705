"""One's own data: a copy of it, and its erasure; and the requests that HR looks after."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.db import only_reading
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.people.models import Person, Role
from lms.people.queries import directory
from lms.people.queries.scopes import reach_of
from lms.people.queries.sign_ins import with_roles
from lms.permissions import Permission as P
from lms.privacy.forms import HoldForm, RefusalForm
from lms.privacy.models import DataCopy, Erasure, ErasureState
from lms.privacy.queries import requests as queries
from lms.privacy.service import copying, erasures

bp = Blueprint("privacy", __name__)

STATES = {
    ErasureState.ASKED: lazy_gettext("waits for HR"),
    ErasureState.CHECKED: lazy_gettext("waits for a second person"),
    ErasureState.DONE: lazy_gettext("carried out"),
    ErasureState.REFUSED: lazy_gettext("refused"),
    ErasureState.WITHDRAWN: lazy_gettext("withdrawn"),
}


@bp.get("/account/data")
@requires(P.DATA_COPY_ASK)
def own_data() -> ResponseReturnValue:
    """What is stored, as a file; and the way to ask for erasure."""
    return render_template(
        "privacy/own_data.html",
        copies=queries.copies_of(me().id),
        kept_days=copying.KEPT_DAYS,
        erasure=queries.last_erasure_of(me().id),
        states=STATES,
    )


@bp.post("/account/data/copy")
@requires(P.DATA_COPY_ASK)
def ask_for_copy() -> ResponseReturnValue:
    """Ask for a copy of everything."""
    ready = copying.ask(by=me()).ready_at is not None
    flash(_("Your copy is ready to download.") if ready else _("Your copy is being made. You find it here, and a word in your inbox."), "success")
    return redirect(url_for(".own_data"), 303)


@bp.get("/account/data/<uuid:copy_id>.zip")
@requires(P.DATA_COPY_FETCH, load=queries.copy_of)
def copy_file(copy: DataCopy) -> ResponseReturnValue:
    """The copy, as a download for its person alone."""
    return _zip(copying.content_of(copy), "my-data.zip")


def _zip(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/people/<uuid:person_id>/copy")
@requires(P.DATA_COPY_MAKE_FOR, load=directory.person)
def make_copy_for(person: Person) -> ResponseReturnValue:
    """A copy for somebody who left and cannot sign in, as a download for HR to hand over; none is kept."""
    person_id, by_id = person.id, me().id
    with only_reading():  # it takes its time, and nobody who wants to save shall wait for it
        content = copying.zip_of(person)
    copying.note_made_for(person_id, by=with_roles(by_id))
    return _zip(content, "data-of-a-person.zip")


@bp.post("/account/data/erasure")
@requires(P.ERASURE_ASK_OWN)
def ask_for_erasure() -> ResponseReturnValue:
    """Ask HR to erase what tells who one is."""
    erasures.ask(me(), by=me())
    flash(_("HR has your request. They answer within a month; you find the answer here and in your inbox."), "success")
    return redirect(url_for(".own_data"), 303)


@bp.post("/account/data/erasure/<uuid:erasure_id>/withdraw")
@requires(P.ERASURE_WITHDRAW, load=queries.erasure)
def withdraw(row: Erasure) -> ResponseReturnValue:
    """Take one's own request back."""
    erasures.withdraw(row, by=me())
    flash(_("Your request is withdrawn. Nothing was erased."), "success")
    return redirect(url_for(".own_data"), 303)


@bp.get("/people/erasures")
@requires(P.ERASURE_LIST)
def requests() -> ResponseReturnValue:
    """Who asked for erasure, open requests first."""
    reach = None if me().has(Role.ADMINISTRATOR) else reach_of(me(), Role.HR)
    return render_template("privacy/requests.html", rows=queries.erasures(reach), states=STATES)


@bp.post("/people/<uuid:person_id>/erasure")
@requires(P.ERASURE_ASK_FOR, load=directory.person)
def take_in(person: Person) -> ResponseReturnValue:
    """Take in a request that came by letter or by word."""
    row = queries.open_erasure_of(person.id) or erasures.ask(person, by=me())
    return redirect(url_for(".erasure", erasure_id=row.id), 303)


@bp.get("/people/erasures/<uuid:erasure_id>")
@requires(P.ERASURE_SEE, load=queries.erasure)
def erasure(row: Erasure) -> ResponseReturnValue:
    """What erasing would do, what must be settled first, and what became of the request."""
    return _page(row, RefusalForm(), HoldForm())


def _page(row: Erasure, refusing: RefusalForm, holding: HoldForm) -> str:
    moves = queries.moves_of(row.id)
    return render_template(
        "privacy/erasure.html",
        erasure=row,
        preview=queries.preview(row.person_id) if row.state in queries.OPEN else None,
        moves=moves,
        holds=queries.holds_of(row.person_id),
        actors=directory.names({move.by_id for move in moves if move.by_id}),
        refusing=refusing,
        holding=holding,
        states=STATES,
    )


def _back(row: Erasure) -> ResponseReturnValue:
    return redirect(url_for(".erasure", erasure_id=row.id), 303)


@bp.post("/people/erasures/<uuid:erasure_id>/check")
@requires(P.ERASURE_HANDLE, load=queries.erasure)
def check(row: Erasure) -> ResponseReturnValue:
    """Confirm as the first of two."""
    erasures.check(row, seen=request.form.get("seen", ""), by=me())
    flash(_("You confirmed it. A second person of HR, or an administrator, carries it out."), "success")
    return _back(row)


@bp.post("/people/erasures/<uuid:erasure_id>/carry-out")
@requires(P.ERASURE_HANDLE, load=queries.erasure)
def carry_out(row: Erasure) -> ResponseReturnValue:
    """Erase as the second of two."""
    erasures.carry_out(row, seen=request.form.get("seen", ""), by=me())
    flash(_("It is erased. The person is told by one last letter."), "success")
    return _back(row)


@bp.post("/people/erasures/<uuid:erasure_id>/refuse")
@requires(P.ERASURE_HANDLE, load=queries.erasure)
def refuse(row: Erasure) -> ResponseReturnValue:
    """Refuse with a reason."""
    form = RefusalForm()
    if form.validate():
        with refusals_onto(form.reason):
            erasures.refuse(row, str(form.reason.data), by=me())
    if form.errors:
        return _page(row, form, HoldForm(formdata=None)), 422
    flash(_("The request is refused, and the person is told why."), "success")
    return _back(row)


@bp.post("/people/erasures/<uuid:erasure_id>/hold")
@requires(P.ERASURE_HANDLE, load=queries.erasure)
def hold(row: Erasure) -> ResponseReturnValue:
    """Keep everything for a reason in law."""
    form = HoldForm()
    if form.validate():
        with refusals_onto(form.law):
            erasures.hold(row, str(form.law.data), by=me())
    if form.errors:
        return _page(row, RefusalForm(formdata=None), form), 422
    flash(_("The hold stands: nothing can be erased until it is lifted."), "success")
    return _back(row)


@bp.post("/people/erasures/<uuid:erasure_id>/holds/<uuid:hold_id>/lift")
@requires(P.ERASURE_HANDLE, load=queries.hold_of)
def lift(found: queries.HoldAtHand) -> ResponseReturnValue:
    """End a hold."""
    erasures.lift(found.hold, by=me())
    flash(_("The hold is lifted."), "success")
    return _back(found.erasure)
