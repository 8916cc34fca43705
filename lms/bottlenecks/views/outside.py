"""Pages for those who have no account: to report a bottleneck, to confirm the address, to follow it by a private link."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.bottlenecks import workflow
from lms.bottlenecks.forms import AnswerForm, PublicReportForm
from lms.bottlenecks.queries import following
from lms.bottlenecks.service import assessing, moving, reporting
from lms.bottlenecks.views.blueprint import bp
from lms.bottlenecks.views.words import words
from lms.kit.access import public
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.markdown import learner_html

PRIVATE = {"X-Robots-Tag": "noindex"}
"""The address is a secret: no search engine keeps it. That no link out of the page tells it is the house's own header."""
ANSWERS = ("gone", "not-gone", "come-back")


@bp.route("/bottlenecks/report", methods=["GET", "POST"])
@public
def report() -> ResponseReturnValue:
    """Report a bottleneck without an account. The answer is the same for every address."""
    form = PublicReportForm()
    if form.validate_on_submit():
        if form.website.data:  # a program filled in what nobody sees
            return redirect(url_for(".sent"), 303)
        with refusals_onto(form.cost_low):
            reporting.refuse_bad_range(form.cost_low.data, form.cost_high.data)
        if not form.errors:
            reporting.ask_to_confirm(form.report(), form.contact(), visitor=_visitor())
            return redirect(url_for(".sent"), 303)
    return render_template("bottlenecks/report.html", form=form), 422 if form.errors else 200


def _visitor() -> str:
    return request.remote_addr or "nowhere"


@bp.get("/bottlenecks/report/sent")
@public
def sent() -> ResponseReturnValue:
    """What happens next: a letter with a link."""
    return render_template("bottlenecks/sent.html", hours=int(reporting.LIVES.total_seconds()) // 3600)


@bp.get("/bottlenecks/confirm/<token>")
@public
def confirm_page(token: str) -> ResponseReturnValue:
    """Ask for a click: programs that look at links in letters only read."""
    waiting = following.waiting_report(token[:100])
    return render_template("bottlenecks/confirm.html", typed=waiting.typed, token=token, html=learner_html, **words()), 200, PRIVATE


@bp.post("/bottlenecks/confirm/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Make a report of it, once."""
    _made, secret = reporting.confirm(token[:100])
    return redirect(url_for(".follow", secret=secret), 303)


@bp.get("/bottlenecks/follow/<secret>")
@public
def follow(secret: str) -> ResponseReturnValue:
    """Where the reporter's bottleneck stands, and what they are asked."""
    return _followed(following.followed(secret[:100]), AnswerForm())


def _followed(found: following.Followed, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    possible = {step.deed for step in workflow.possible(found.bottleneck.state.value, ("reporter",))}
    page = render_template("bottlenecks/follow.html", found=found, form=form, possible=possible, html=learner_html, **words())
    return page, status, PRIVATE


@bp.post("/bottlenecks/follow/<secret>/answer/<deed>")
@public
def answer(secret: str, deed: str) -> ResponseReturnValue:
    """Say that it is gone, that it is not, or that it came back."""
    found = following.followed(secret[:100])
    if deed not in ANSWERS:
        raise NotFound(_("That cannot be answered."))
    form = AnswerForm()
    if form.validate():
        with refusals_onto(form.reason):
            moving.move_as_reporter(found.bottleneck, deed, form.reason.data or "")
        if not form.errors:
            return redirect(url_for(".follow", secret=secret), 303)
    return _followed(following.followed(secret[:100]), form, 422)


@bp.route("/bottlenecks/follow/<secret>/forget", methods=["GET", "POST"])
@public
def forget_me(secret: str) -> ResponseReturnValue:
    """Let name and address be forgotten at once; what was reported stays."""
    found = following.followed(secret[:100])
    if request.method == "POST" and found.bottleneck.outside is not None:
        assessing.forget_reporter(found.bottleneck.outside, by_id=None)
        return redirect(url_for(".forgotten"), 303)
    return (
        render_template(
            "_parts/confirm.html",
            title=_("Forget who I am"),
            question=_("Your name, your organisation and your address are deleted now. What you reported stays, and nobody writes to you about it."),
            consequences=[_("This page opens nothing any more afterwards.")],
            action=url_for(".forget_me", secret=secret),
            confirm=_("Forget who I am"),
            back=url_for(".follow", secret=secret),
            danger=True,
        ),
        200,
        PRIVATE,
    )


@bp.get("/bottlenecks/report/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    """It is done."""
    return render_template("bottlenecks/forgotten.html")
