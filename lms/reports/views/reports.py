"""The reports: what is shown on pages and in files. Each showing is noted."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.audit.models import Form
from lms.audit.service import note_view
from lms.city import queries as city
from lms.kit import tables
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.csv_files import csv_file
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.kit.tables import Table
from lms.kit.web import page_asked
from lms.kit.workbooks import MIMETYPE, Sheet, write_workbook
from lms.people.models import Person
from lms.people.service.noting import note_shown
from lms.permissions import Permission as P
from lms.reports.filters import Filters, address, months_before, read
from lms.reports.queries import library
from lms.reports.queries.built import REPORTS, Report, report_named
from lms.reports.queries.built_heat import heat_definitions, roll_note
from lms.reports.queries.completion import course_titles
from lms.reports.queries.frame import Frame, frame
from lms.reports.queries.heat import heat_map
from lms.reports.queries.people import PAGE, page_of_people, required_somewhere
from lms.reports.service import exports
from lms.reports.service.drawing import paper_of

bp = Blueprint("reports", __name__)

MONTHS_BACK = 24

bp.add_app_template_filter(tables.words, "report_cell")


def _filters() -> Filters:
    return read(request.args, today=today())


def _noted(report: str, form: Form, filters: Filters) -> Person:
    return note_shown(report, form, filters.as_words(), by=me().id)


def _offered(asked: Frame, report: Report) -> dict[str, Any]:
    """What the filters above a report offer."""
    months = months_before(today(), MONTHS_BACK) if report.key == "competences" else []
    return {
        "report": report,
        "frame": asked,
        "filters": asked.filters,
        "kept": asked.filters.as_words(),
        "months": [(f"{month:%Y-%m}", format_day(month)) for month in months],
        "courses": list(course_titles().items()) if "course" in report.takes else [],
        "roll_notes": roll_note(asked),
    }


@bp.get("/reports")
@requires(P.REPORT_VIEW)
def start() -> ResponseReturnValue:
    """What each report answers, and the views that one keeps."""
    views = library.saved_views_for(me())
    return render_template("reports/start.html", reports=REPORTS.values(), views=views, address=address)


@bp.get("/reports/competences")
@requires(P.REPORT_VIEW)
def competences() -> ResponseReturnValue:
    """The heat map."""
    asked = frame(filters := REPORTS["competences"].narrowed(_filters()), _noted("competences", Form.PAGE, filters))
    offered = _offered(asked, REPORTS["competences"])
    return render_template("reports/competences.html", heat=heat_map(asked), definitions=heat_definitions(), **offered)


@bp.get("/reports/competences/people")
@requires(P.REPORT_PEOPLE)
def people() -> ResponseReturnValue:
    """The people behind a department and post, for those who may see people, within their reach."""
    asked = frame(filters := _filters(), _noted("people", Form.PAGE, filters))
    page = page_asked()
    rows, count = page_of_people(asked, page)
    offered = _offered(asked, REPORTS["competences"])
    pages = max(1, -(-count // PAGE))
    return render_template("reports/people.html", rows=rows, count=count, page=page, pages=pages, competences=required_somewhere(asked), **offered)


@bp.post("/reports/competences/people")
@requires(P.REPORT_PEOPLE)
def ask_for_people() -> ResponseReturnValue:
    """Let a job make the whole list."""
    filters = read(request.form, today=today())
    frame(filters, me())  # refuses what is beyond the reach
    exports.ask_for_people(filters, by=me())
    note_view("people", Form.XLSX, filters.as_words(), by=me().id)
    flash(_("The list is being made. You can leave this page: your inbox tells you when it is ready."), "success")
    return redirect(url_for("report_library.files"), 303)


@bp.get("/reports/<key>")
@requires(P.REPORT_VIEW, load=report_named)
def statistics(report: Report) -> ResponseReturnValue:
    """Any other report: its tables."""
    asked = frame(filters := report.narrowed(_filters()), _noted(report.key, Form.PAGE, filters))
    return render_template("reports/statistics.html", tables=report.build(asked, today()), **_offered(asked, report))


@bp.get("/reports/<key>.csv", defaults={"form": Form.CSV})
@bp.get("/reports/<key>.xlsx", defaults={"form": Form.XLSX})
@bp.get("/reports/<key>.pdf", defaults={"form": Form.PDF})
@requires(P.REPORT_VIEW, load=lambda key, form: (report_named(key), form))
def report_file(wanted: tuple[Report, Form]) -> ResponseReturnValue:
    """The same as a file: what is held back on the page is held back here."""
    report, form = wanted
    asked = frame(filters := report.narrowed(_filters()), _noted(report.key, form, filters))
    built = [replace(one, notes=[*one.notes, *asked.filters.problems]) for one in report.build(asked, today())]
    name = f"{report.key}-{today():%Y-%m-%d}.{form}"
    if form is Form.CSV:
        return _csv(name, built)
    content = _workbook(built) if form is Form.XLSX else paper_of(str(report.title), built)
    response = Response(content, mimetype=MIMETYPE if form is Form.XLSX else "application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(table: Table) -> list[Sequence[object]]:
    return list(tables.lines_above(table, city.identity().name, format_day(table.as_of)))


def _csv(name: str, built: list[Table]) -> Response:
    lines: list[Sequence[object]] = []
    for table in built:
        lines += [*_lines(table), [column.label for column in table.columns], *([tables.figure(value) for value in row] for row in table.rows), []]
    for table in built:
        lines += list(tables.definition_lines(table))
    return csv_file(name, [str(word) for word in lines[0]], lines[1:])


def _workbook(built: list[Table]) -> bytes:
    sheets = [
        Sheet(
            table.title,
            [column.label for column in table.columns],
            ([tables.figure(value) for value in row] for row in table.rows),
            _lines(table),
            (32,),
            current_app.config["TIME_ZONE"],
        )
        for table in built
    ]
    meanings = [line for table in built for line in tables.definition_lines(table)]
    target = BytesIO()
    write_workbook(target, [*sheets, Sheet(_("Definitions"), [_("Figure"), _("Meaning")], meanings, (), (32, 100))])
    return target.getvalue()
