"""The register of bottlenecks: to read, to filter, to take along, and what it says as a whole."""

from collections.abc import Iterator
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.bottlenecks.forms import KINDS, ReportForm, department_options
from lms.bottlenecks.models import Kind, State
from lms.bottlenecks.queries import register as queries
from lms.bottlenecks.queries.register import Line, Wanted
from lms.bottlenecks.service import reporting
from lms.bottlenecks.views.blueprint import bp
from lms.bottlenecks.views.words import STATES, words
from lms.kit.access import can, me, requires
from lms.kit.csv_files import csv_file
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.workbooks import Sheet, workbook_file
from lms.people.queries.directory import departments
from lms.permissions import Permission as P

SHOWN = ("open", "unworked", "over", "all")


def _chosen(kind: type[Kind] | type[State], value: str) -> Kind | State | None:
    return kind(value) if value in {one.value for one in kind} else None


def _wanted() -> Wanted:
    asked = request.args
    kind, state = _chosen(Kind, asked.get("kind", "")), _chosen(State, asked.get("state", ""))
    return Wanted(
        words=asked.get("q", "")[:100],
        kind=kind if isinstance(kind, Kind) else None,
        state=state if isinstance(state, State) else None,
        department_id=asked.get("department", None, type=UUID),
        show=asked["show"] if asked.get("show") in SHOWN else "open",
        sort="newest" if asked.get("sort") == "newest" else "priority",
    )


@bp.get("/bottlenecks")
@requires(P.BOTTLENECK_LIST)
def bottlenecks() -> ResponseReturnValue:
    """The bottlenecks, the most urgent first."""
    wanted = _wanted()
    return render_template(
        "bottlenecks/register.html",
        lines=queries.register(wanted),
        wanted=wanted,
        figures=queries.figures(),
        departments=department_options(departments()),
        filters=request.args.to_dict(),
        **words(),
    )


@bp.get("/bottlenecks/causes")
@requires(P.BOTTLENECK_LIST)
def causes() -> ResponseReturnValue:
    """Which causes cost most, and how honestly things are removed."""
    return render_template("bottlenecks/causes.html", figures=queries.figures(), **words())


def _header() -> list[str]:
    return [
        _("Number"),
        _("Title"),
        _("State"),
        _("Cause"),
        _("Organisations"),
        _("Cost a month, at least"),
        _("Cost a month, at most"),
        _("Effort, at least"),
        _("Effort, at most"),
        _("Months open"),
        _("Priority, low"),
        _("Priority, middle"),
        _("Priority, high"),
        _("Owner"),
        _("Department"),
        _("Initiatives"),
        _("Reported on"),
        _("Reported by"),
    ]


def _rows(lines: list[Line]) -> Iterator[list[object]]:
    sees_all = can(P.BOTTLENECK_REPORTER)
    for line in lines:
        one, urgent = line.bottleneck, line.priority
        yield [
            one.number,
            one.title,
            str(STATES[one.state][0]),
            str(KINDS[one.kind]),
            one.reach,
            one.cost_low,
            one.cost_high,
            one.effort_low,
            one.effort_high,
            line.facts.months,
            urgent.low if urgent else None,
            urgent.middle if urgent else None,
            urgent.high if urgent else None,
            one.owner.name if one.owner else "",
            one.department.name if one.department else "",
            "; ".join(found.initiative.title for found in one.links),
            local_day(one.created_at),
            _reporter(line, sees_all=sees_all),
        ]


def _reporter(line: Line, *, sees_all: bool) -> str:
    """Who reported it, as far as the reader may know."""
    one = line.bottleneck
    if one.outside is None:
        return one.reported_by.name if one.reported_by else ""
    if one.outside.forgotten_at is not None or (one.outside.unnamed and not sees_all):
        return _("somebody from outside")
    return ", ".join(part for part in (one.outside.name, one.outside.organisation) if part)


@bp.get("/bottlenecks.csv")
@requires(P.BOTTLENECK_LIST)
def bottlenecks_csv() -> ResponseReturnValue:
    """The list as it is filtered, as CSV."""
    return csv_file("bottlenecks.csv", _header(), _rows(queries.register(_wanted())))


@bp.get("/bottlenecks.xlsx")
@requires(P.BOTTLENECK_LIST)
def bottlenecks_xlsx() -> ResponseReturnValue:
    """The same as a workbook."""
    return workbook_file("bottlenecks.xlsx", [Sheet(_("Bottlenecks"), _header(), _rows(queries.register(_wanted())), (), (9, 50))])


@bp.route("/bottlenecks/new", methods=["GET", "POST"])
@requires(P.BOTTLENECK_REPORT)
def new_bottleneck() -> ResponseReturnValue:
    """Report a bottleneck as an officer."""
    form = ReportForm()
    if form.validate_on_submit():
        with refusals_onto(form.cost_low):
            made = reporting.report_it(form.report(), by=me())
        if not form.errors:
            return redirect(url_for(".bottleneck", number=made.number), 303)
    return render_template("bottlenecks/new.html", form=form), 422 if form.errors else 200
