"""Decisions: to read, to take along, to carry out."""

from collections.abc import Iterator

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import can, me, requires
from lms.kit.csv_files import csv_file
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.markdown import learner_html
from lms.kit.workbooks import Sheet, workbook_file
from lms.leadership.forms import DoneForm
from lms.leadership.queries import decisions as queries
from lms.leadership.queries.decisions import DecisionLine
from lms.leadership.service import deciding
from lms.leadership.views.blueprint import bp
from lms.leadership.views.words import KINDS, RESULTS, words
from lms.permissions import Permission as P


def _wanted() -> tuple[str, str]:
    only = request.args.get("only", "")
    return only if only in ("open", "overdue") else "", request.args.get("q", "")[:100]


@bp.get("/leadership/decisions")
@requires(P.LEADERSHIP_VIEW)
def decisions_page() -> ResponseReturnValue:
    """The decisions, the newest first."""
    only, typed = _wanted()
    lines = queries.decisions(only=only, words=typed)
    return render_template("leadership/decisions.html", lines=lines, only=only, typed=typed, filters=request.args.to_dict(), **words())


def _header() -> list[str]:
    return [
        _("Number"),
        _("Day"),
        _("Item"),
        _("Decision"),
        _("Result"),
        _("For"),
        _("Against"),
        _("Abstained"),
        _("About"),
        _("Owner"),
        _("Due"),
        _("Done"),
        _("Replaced by"),
    ]


def _rows(lines: list[DecisionLine]) -> Iterator[list[object]]:
    for line in lines:
        one = line.decision
        yield [
            one.number,
            one.decided_on,
            one.item.title,
            one.text,
            str(RESULTS[one.result][0]),
            one.votes_for,
            one.votes_against,
            one.abstained,
            str(KINDS[one.subject_kind]),
            one.owner.name if one.owner else "",
            one.due_on,
            one.done_on,
            line.replaced_by or "",
        ]


@bp.get("/leadership/decisions.csv")
@requires(P.LEADERSHIP_VIEW)
def decisions_csv() -> ResponseReturnValue:
    """The list as CSV."""
    only, typed = _wanted()
    return csv_file("decisions.csv", _header(), _rows(queries.decisions(only=only, words=typed)))


@bp.get("/leadership/decisions.xlsx")
@requires(P.LEADERSHIP_VIEW)
def decisions_xlsx() -> ResponseReturnValue:
    """The same as a workbook."""
    only, typed = _wanted()
    rows = _rows(queries.decisions(only=only, words=typed))
    return workbook_file("decisions.xlsx", [Sheet(_("Decisions"), _header(), rows, (), (12, 12, 40, 60))])


def _page(line: DecisionLine, form: DoneForm, status: int = 200) -> ResponseReturnValue:
    may = can(P.DECISION_CARRY_OUT, line)
    return render_template("leadership/decision.html", line=line, form=form, may_carry_out=may, html=learner_html, **words()), status


@bp.get("/leadership/decisions/<number>")
@requires(P.LEADERSHIP_VIEW, load=queries.decision)
def decision(line: DecisionLine) -> ResponseReturnValue:
    """One decision, with what it is about and whether it was carried out."""
    return _page(line, DoneForm(formdata=None))


@bp.get("/leadership/decisions/<number>/mine")
@requires(P.DECISION_CARRY_OUT, load=queries.decision)
def my_decision(line: DecisionLine) -> ResponseReturnValue:
    """The same for whoever carries it out and sits on no seat."""
    return _page(line, DoneForm(formdata=None))


@bp.post("/leadership/decisions/<number>/done")
@requires(P.DECISION_CARRY_OUT, load=queries.decision)
def carry_out(line: DecisionLine) -> ResponseReturnValue:
    """Say that it was carried out."""
    form, number = DoneForm(), line.decision.number
    if form.validate():
        with refusals_onto(form.note):
            deciding.carry_out(line.decision, form.note.data or "", by=me())
        if not form.errors:
            flash(_("It is noted as carried out."), "success")
            return redirect(url_for(".my_decision", number=number), 303)
    return _page(queries.decision(number), form, 422)
