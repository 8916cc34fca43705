"""Certificates: one's own, the register of all, and the page where anybody checks one."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.credentials import papers, queries
from lms.credentials.forms import ReasonForm
from lms.credentials.models import Certificate
from lms.credentials.papers import State
from lms.credentials.queries import Wanted
from lms.credentials.service import drawing, revoking, stopping
from lms.credentials.service.refusals import PaperWithdrawn
from lms.kit import limits
from lms.kit.access import me, public, requires
from lms.kit.db import transaction
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext, local_day, ngettext
from lms.kit.limits import Limit
from lms.kit.links import absolute
from lms.kit.list_files import list_file
from lms.kit.pdf_answers import drawn_or_told
from lms.kit.qr import qr_svg
from lms.kit.web import page_asked
from lms.people.models import Role
from lms.people.queries.scopes import anywhere, reach_of
from lms.people.queries.sign_ins import with_roles
from lms.permissions import Permission as P

bp = Blueprint("credentials", __name__)

STATES = {State.VALID: lazy_gettext("Valid"), State.EXPIRED: lazy_gettext("Expired"), State.REVOKED: lazy_gettext("Revoked")}
GUESSES, GUESSING_WINDOW = 30, timedelta(hours=1)
"""Numbers can be guessed, so only so many may be tried from one address. Codes that are right are never counted."""


@bp.app_template_filter("duration")
def duration(minutes: int) -> str:
    """Minutes as ``6 h 30 min``."""
    return papers.duration(minutes)


def _cache() -> Path:
    folder: Path = current_app.config["DATA_DIR"] / "cache" / "papers"
    return folder


def _address(paper: Certificate) -> str:
    return absolute(papers.check_path(paper.code))


@bp.get("/me/certificates")
@requires(P.CERTIFICATE_VIEW_OWN)
def mine() -> ResponseReturnValue:
    """My certificates, and which I can renew."""
    return render_template("credentials/mine.html", held=queries.held_by(me().id), state_of=queries.state_of, states=STATES)


@bp.get("/certificates/<uuid:certificate_id>")
@requires(P.CERTIFICATE_DOWNLOAD, load=queries.certificate)
def certificate(paper: Certificate) -> ResponseReturnValue:
    """The certificate, how it stands, and what can be done with it."""
    return render_template("credentials/certificate.html", paper=paper, state=queries.state_of(paper), address=_address(paper))


@bp.get("/certificates/<uuid:certificate_id>.pdf")
@requires(P.CERTIFICATE_DOWNLOAD, load=queries.certificate)
def paper_file(paper: Certificate) -> ResponseReturnValue:
    """The certificate as PDF; where it cannot be drawn, the way to the page for printing."""
    print_page = url_for(".print_view", certificate_id=paper.id)
    return drawn_or_told(
        papers.file_name(paper.number),
        lambda: drawing.paper_of(paper, _cache()),
        lambda sentence: render_template("credentials/undrawn.html", sentence=sentence, print_page=print_page),
    )


@bp.get("/certificates/<uuid:certificate_id>/print")
@requires(P.CERTIFICATE_DOWNLOAD, load=queries.certificate)
def print_view(paper: Certificate) -> ResponseReturnValue:
    """The certificate alone on a page, to print from the browser."""
    if queries.state_of(paper) is State.REVOKED:
        raise PaperWithdrawn(_("This certificate was revoked, so it cannot be printed any more. Its page shows when and why."))
    address = _address(paper)
    return render_template("credentials/print_view.html", paper=paper, address=address, qr=qr_svg(address))


@bp.route("/certificates/<uuid:certificate_id>/revoke", methods=["GET", "POST"])
@requires(P.CERTIFICATE_REVOKE, load=queries.certificate)
def revoke(paper: Certificate) -> ResponseReturnValue:
    """Take a certificate back, with a reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            revoking.revoke(paper, form.reason.data or "", by=me())
        if not form.reason.errors:
            flash(_("The certificate %(number)s is revoked, and its holder is told.", number=paper.number), "success")
            return redirect(url_for(".certificate", certificate_id=paper.id), 303)
    return render_template("credentials/revoke.html", form=form, paper=paper), 422 if form.errors else 200


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(
        words=asked.get("q", "").strip()[:200],
        course_id=asked.get("course", type=UUID),
        state=asked.get("state", type=State),
        until=asked.get("until", type=date.fromisoformat),
        reach=anywhere(reach_of(me(), Role.HR), reach_of(me(), Role.AUDITOR)),
    )


@bp.get("/certificates")
@requires(P.CERTIFICATE_LIST)
def register() -> ResponseReturnValue:
    """All certificates."""
    wanted, page = _wanted(), page_asked()
    rows, count = queries.register(wanted, page=page)
    kept = {name: value for name, value in request.args.items() if name in {"q", "course", "state", "until"} and value}
    return render_template(
        "credentials/register.html",
        rows=rows,
        count=count,
        page=page,
        pages=max(1, -(-count // queries.PAGE)),
        wanted=wanted,
        kept=kept,
        courses=queries.courses_certified(),
        stop=queries.current_stop(),
        states=STATES,
        state_of=queries.state_of,
    )


@bp.get("/certificates.<form>")
@requires(P.CERTIFICATE_LIST)
def register_file(form: str) -> ResponseReturnValue:
    """The same certificates as a file."""
    header = (
        _("Number"), _("Holder"), _("Course"), _("Began"), _("Completed"), _("Issued"), _("Valid until"), _("State"), _("Revoked on"), _("Reason"),
        _("Learning points"),
    )  # fmt: skip
    rows = (
        (
            paper.number,
            paper.holder_name,
            paper.course_title,
            paper.began_on,
            paper.completed_on,
            local_day(paper.issued_at),
            local_day(paper.expires_at) if paper.expires_at else "",
            str(STATES[queries.state_of(paper)]),
            local_day(paper.revoked_at) if paper.revoked_at else "",
            paper.revoked_reason or "",
            paper.learning_points,
        )
        for paper in queries.whole_register(_wanted())
    )
    return list_file("certificates", form, (header, rows))


@bp.route("/certificates/issuing", methods=["GET", "POST"])
@requires(P.ISSUING_STOP)
def issuing() -> ResponseReturnValue:
    """Whether certificates are issued, and the switch that stops it."""
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            stopping.stop_issuing(form.reason.data or "", by=me())
        if not form.reason.errors:
            flash(_("Issuing is stopped. Completions are kept and wait."), "success")
            return redirect(url_for(".issuing"), 303)
    page = render_template("credentials/issuing.html", form=form, stop=queries.current_stop(), stops=queries.stops(), waiting=queries.waiting_count())
    return page, 422 if form.errors else 200


@bp.post("/certificates/issuing/lift")
@requires(P.ISSUING_STOP)
def lift() -> ResponseReturnValue:
    """Issue again, beginning with what waits."""
    lifted = stopping.lift_stop(by=me())
    told = ngettext("Issuing goes on: %(num)d certificate was issued.", "Issuing goes on: %(num)d certificates were issued.", lifted.issued)
    if lifted.waiting:
        told += " " + _("%(number)d more follow within minutes.", number=lifted.waiting)
    flash(told, "success")
    return redirect(url_for(".issuing"), 303)


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    """Where to type a number or a code."""
    asked = papers.asked_in(request.args.get("q", "")[:200])
    return redirect(url_for(".verdict", typed=asked)) if asked else render_template("credentials/verify.html")


@bp.get("/verify/<typed>")
@public
def verdict(typed: str) -> ResponseReturnValue:
    """Whether a certificate is valid, revoked, expired or unknown, and what its paper says."""
    asked = papers.asked_in(typed[:200])
    paper = queries.by_code(asked) or _guessed(asked)
    state = queries.state_of(paper) if paper else None
    page = render_template("credentials/verdict.html", paper=paper, state=state, asked=asked)
    return page, 200 if paper else 404, {"X-Robots-Tag": "noindex"}


def _guessed(asked: str) -> Certificate | None:
    """What anybody might find by trying; a wrong code counts as a try too."""
    guesses, reader = Limit(f"verify:{papers.visitor_of(request.remote_addr)}", GUESSES, GUESSING_WINDOW), me()
    known = reader.id if reader.is_authenticated else None
    limits.refuse_beyond(guesses)
    with transaction():
        limits.count(guesses)
    if known:
        with_roles(known)  # the count was a transaction of its own
    number = papers.number_in(asked)
    return queries.by_number(number) if number else None
