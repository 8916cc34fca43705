"""Pages of funds and grants."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.ideas.forms.checked import given
from lms.ideas.forms.sponsoring import FundForm, GrantForm, NewFundForm, RefuseForm, UseForm
from lms.ideas.models.sponsoring import Fund
from lms.ideas.queries import funds as queries
from lms.ideas.queries.funds import GrantAtHand
from lms.ideas.queries.sponsoring import CharterAtHand, charter_at_hand
from lms.ideas.service import funds as service
from lms.ideas.views.sponsoring_blueprint import GRANTS, bp, to_charter
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.csv_files import csv_file
from lms.kit.db import db
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.workbooks import Sheet, workbook_file
from lms.people.models import Department
from lms.people.queries.directory import departments
from lms.permissions import Permission as P


@bp.get("/ideas/funds")
@requires(P.FUND_LIST)
def funds() -> ResponseReturnValue:
    """All funds, and what waits for a decision."""
    return render_template("ideas/funds.html", funds=queries.funds(), waiting=queries.waiting())


@bp.route("/ideas/funds/new", methods=["GET", "POST"])
@requires(P.FUND_EDIT)
def new_fund() -> ResponseReturnValue:
    """Put money aside for ideas."""
    form = NewFundForm(data={"year": today().year})
    form.offer(departments())
    if form.validate_on_submit():
        department = db.session.get(Department, form.department.data) if form.department.data else None
        limits = {"most_before_pilot": form.most_before_pilot.data, "most_in_pilot": form.most_in_pilot.data}
        with refusals_onto(form.title):
            made = service.open_fund(form.title.data or "", given(form.year.data), given(form.amount.data), department, **limits, by=me())
        if not form.errors:
            flash(_("The fund is open."), "success")
            return redirect(url_for(".fund", fund_id=made.id), 303)
    return render_template("ideas/fund_form.html", form=form, fund=None), 422 if form.errors else 200


@bp.get("/ideas/funds/<uuid:fund_id>")
@requires(P.FUND_LIST, load=queries.fund)
def fund(found: Fund) -> ResponseReturnValue:
    """A fund with its grants."""
    return render_template("ideas/fund.html", fund=found, grants=queries.grants(fund_id=found.id))


@bp.route("/ideas/funds/<uuid:fund_id>/edit", methods=["GET", "POST"])
@requires(P.FUND_EDIT, load=queries.fund)
def edit_fund(found: Fund) -> ResponseReturnValue:
    """Change what a fund holds and gives."""
    form, fund_id = FundForm(obj=found), found.id
    if form.validate_on_submit():
        limits = {"most_before_pilot": form.most_before_pilot.data, "most_in_pilot": form.most_in_pilot.data}
        with refusals_onto(form.amount):
            service.change_fund(found, given(form.amount.data), **limits, by=me())
        if not form.errors:
            flash(_("It is saved."), "success")
            return redirect(url_for(".fund", fund_id=fund_id), 303)
    return render_template("ideas/fund_form.html", form=form, fund=queries.fund(fund_id)), 422 if form.errors else 200


def _rows(found: Fund) -> tuple[list[str], list[list[object]]]:
    header = [_("Idea"), _("Title"), _("Sponsor"), _("Amount"), _("Used"), _("State"), _("Asked on"), _("Used by"), _("What for")]
    rows: list[list[object]] = [
        [
            one.sponsorship.idea.number,
            one.sponsorship.idea.title,
            one.sponsorship.sponsor_name,
            one.amount,
            one.used,
            str(GRANTS[one.state][0]),
            local_day(one.asked_at),
            one.use_by,
            one.purpose,
        ]
        for one in queries.grants(fund_id=found.id)
    ]
    return header, rows


@bp.get("/ideas/funds/<uuid:fund_id>/grants.csv")
@requires(P.FUND_LIST, load=queries.fund)
def grants_csv(found: Fund) -> ResponseReturnValue:
    """The grants of a fund as CSV."""
    return csv_file(f"grants-{found.year}.csv", *_rows(found))


@bp.get("/ideas/funds/<uuid:fund_id>/grants.xlsx")
@requires(P.FUND_LIST, load=queries.fund)
def grants_xlsx(found: Fund) -> ResponseReturnValue:
    """The grants of a fund as a workbook."""
    return workbook_file(f"grants-{found.year}.xlsx", [Sheet(_("Grants"), *_rows(found))])


@bp.route("/ideas/charters/<uuid:sponsorship_id>/grant", methods=["GET", "POST"])
@requires(P.FUND_ASK, load=charter_at_hand)
def ask_grant(at_hand: CharterAtHand) -> ResponseReturnValue:
    """Ask for money for the idea that I stand for."""
    form, sponsorship_id = GrantForm(), at_hand.sponsorship.id
    year, tree = today().year, departments()
    open_funds = [one for one in queries.funds() if one.year >= year and queries.serves(one, at_hand.idea, tree)]
    form.offer(open_funds)
    if form.validate_on_submit():
        with refusals_onto(form.amount):
            fund, amount, use_by = queries.fund(form.fund.data), given(form.amount.data), given(form.use_by.data)
            service.ask(at_hand, fund, amount, form.purpose.data or "", use_by, by=me())
        if not form.errors:
            flash(_("A finance controller is asked to book it."), "success")
            return to_charter(sponsorship_id)
    at_hand = charter_at_hand(sponsorship_id)
    return render_template("ideas/grant_form.html", form=form, at_hand=at_hand, idea=at_hand.idea, funds=open_funds), 422 if form.errors else 200


@bp.get("/ideas/grants/<uuid:grant_id>")
@requires(P.FUND_GRANT_VIEW, load=queries.grant_at_hand)
def grant(at_hand: GrantAtHand) -> ResponseReturnValue:
    """A grant, and what a controller can do with it."""
    return _page(at_hand)


def _page(at_hand: GrantAtHand, **forms: object) -> str:
    at_hand = queries.grant_at_hand(at_hand.grant.id)
    shown = {"use_form": UseForm(data={"used": at_hand.grant.used}), "refuse_form": RefuseForm()}
    return render_template("ideas/grant.html", at_hand=at_hand, grant=at_hand.grant, idea=at_hand.idea, **{**shown, **forms})


def _done(at_hand: GrantAtHand, deed: Callable[[], object], sentence: str) -> ResponseReturnValue:
    grant_id = at_hand.grant.id
    deed()
    flash(sentence, "success")
    return redirect(url_for(".grant", grant_id=grant_id), 303)


@bp.post("/ideas/grants/<uuid:grant_id>/book")
@requires(P.FUND_BOOK, load=queries.grant_at_hand)
def book_grant(at_hand: GrantAtHand) -> ResponseReturnValue:
    """Book it against the fund."""
    return _done(at_hand, lambda: service.book(at_hand, by=me()), _("The money is booked."))


@bp.post("/ideas/grants/<uuid:grant_id>/settle")
@requires(P.FUND_BOOK, load=queries.grant_at_hand)
def settle_grant(at_hand: GrantAtHand) -> ResponseReturnValue:
    """Give back what was not used."""
    return _done(at_hand, lambda: service.settle(at_hand, by=me()), _("The grant is settled, and the rest is back in the fund."))


@bp.post("/ideas/grants/<uuid:grant_id>/refuse")
@requires(P.FUND_BOOK, load=queries.grant_at_hand)
def refuse_grant(at_hand: GrantAtHand) -> ResponseReturnValue:
    """Do not book it."""
    form = RefuseForm()
    if form.validate():
        with refusals_onto(form.why):
            service.refuse(at_hand, form.why.data or "", by=me())
        if not form.errors:
            return _done(at_hand, lambda: None, _("It is not booked. The sponsor reads your reason."))
    return _page(at_hand, refuse_form=form), 422


@bp.post("/ideas/grants/<uuid:grant_id>/use")
@requires(P.FUND_BOOK, load=queries.grant_at_hand)
def use_grant(at_hand: GrantAtHand) -> ResponseReturnValue:
    """Note what was spent."""
    form = UseForm()
    if form.validate():
        with refusals_onto(form.used):
            service.note_use(at_hand, given(form.used.data), by=me())
        if not form.errors:
            return _done(at_hand, lambda: None, _("It is noted."))
    return _page(at_hand, use_form=form), 422
