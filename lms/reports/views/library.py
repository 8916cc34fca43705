"""What readers of reports keep: saved views and files; and the log of what they were shown."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.audit.models import ReportView
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import LazyString, lazy_gettext
from lms.kit.i18n import gettext as _
from lms.kit.web import page_asked, wants_fragment
from lms.kit.workbooks import MIMETYPE
from lms.people.models import Role
from lms.permissions import Permission as P
from lms.reports.filters import address, read
from lms.reports.forms import EditViewForm, SaveViewForm
from lms.reports.models.library import Export, ExportState, Rhythm, SavedView
from lms.reports.queries import library
from lms.reports.queries.built import REPORTS
from lms.reports.service import exports, saving

bp = Blueprint("report_library", __name__)


def _given(form: EditViewForm) -> dict[str, object]:
    role = form.shared_with.data
    return {"shared_with": Role(role) if role else None, "rhythm": Rhythm(form.rhythm.data)}


def _asked_with(form: Mapping[str, str]) -> dict[str, str]:
    return read(form, today=today()).as_words()


@bp.route("/reports/views/new", methods=["GET", "POST"])
@requires(P.REPORT_VIEW)
def save() -> ResponseReturnValue:
    """Keep a report with the filters of its address under a name."""
    form = SaveViewForm(report=request.args.get("report", "competences"))
    filters = _asked_with(request.values)
    if form.validate_on_submit():
        with refusals_onto(form.name):
            saving.save_view(form.name.data or "", form.report.data or "", filters, **_given(form), by=me())  # type: ignore[arg-type]
        if not form.name.errors:
            flash(_("The view “%(name)s” is saved. You find it on the start page of the reports.", name=form.name.data), "success")
            return redirect(url_for("reports.start"), 303)
    report = REPORTS.get(form.report.data or "")
    back = address(report.key, filters) if report else url_for("reports.start")
    page = render_template("reports/save_view.html", form=form, filters=filters, report=report, view=None, back=back)
    return page, 422 if form.errors else 200


@bp.route("/reports/views/<uuid:view_id>", methods=["GET", "POST"])
@requires(P.REPORT_SAVED_EDIT, load=library.saved_view)
def edit(view: SavedView) -> ResponseReturnValue:
    """Rename a view, show it to others, or change when it is sent."""
    form = EditViewForm(name=view.name, shared_with=view.shared_with.value if view.shared_with else "", rhythm=view.rhythm.value)
    if form.validate_on_submit():
        with refusals_onto(form.name):
            saving.edit_view(view, form.name.data or "", **_given(form), by=me())  # type: ignore[arg-type]
        if not form.name.errors:
            flash(_("The view is changed."), "success")
            return redirect(url_for("reports.start"), 303)
    facts = {"filters": view.filters, "report": REPORTS.get(view.report), "view": view, "back": url_for("reports.start")}
    page = render_template("reports/save_view.html", form=form, **facts)
    return page, 422 if form.errors else 200


@bp.post("/reports/views/<uuid:view_id>/delete")
@requires(P.REPORT_SAVED_EDIT, load=library.saved_view)
def delete(view: SavedView) -> ResponseReturnValue:
    """Forget a view."""
    saving.delete_view(view, by=me())
    flash(_("The view is deleted. The report itself is still there."), "success")
    return redirect(url_for("reports.start"), 303)


@bp.get("/reports/files")
@requires(P.REPORT_PEOPLE)
def files() -> ResponseReturnValue:
    """The files that one asked for, and how far they are."""
    mine = library.exports_of(me().id)
    at_work = any(one.state in (ExportState.WAITING, ExportState.RUNNING) for one in mine)
    page = "reports/_files.html" if wants_fragment() else "reports/files.html"
    return render_template(page, files=mine, at_work=at_work)


@bp.get("/reports/files/<uuid:export_id>")
@requires(P.REPORT_FILE_FETCH, load=library.export)
def file(export: Export) -> ResponseReturnValue:
    """A file that is ready."""
    if export.state is not ExportState.READY:
        raise NotFound(_("This file is not ready yet. The list of your files says how far it is."))
    response = Response(exports.content_of(export), mimetype=MIMETYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    return response


_ELSEWHERE = {
    "people": (lazy_gettext("People and their levels"), "/reports/competences/people?{words}"),
    "camp-report": (lazy_gettext("Report on a boot camp"), "/cohorts/{cohort}/report"),
    "camp-follow-up": (lazy_gettext("Follow-up of a boot camp"), "/cohorts/{cohort}/follow-up"),
    "camp-invitations": (lazy_gettext("Invitations by need"), "/cohorts/{cohort}/invitations"),
    "overview": (lazy_gettext("Start page of the city manager"), "/overview"),
    "rules-effect": (lazy_gettext("What a draft of the rules of levels means for people"), "/levels/{rules}"),
    "post-effect": (lazy_gettext("What a change of requirements means for people"), "/role-profiles/{post}"),
    "post-list-effect": (lazy_gettext("What a list of requirements means for people"), "/role-profiles/import/{list}"),
}
"""Pages beside the reports that note what they show: their words, and where they are."""


def _title_of(row: ReportView) -> LazyString | str:
    known = {**{key: words for key, (words, _address) in _ELSEWHERE.items()}, **{key: report.title for key, report in REPORTS.items()}}
    return known.get(row.report, row.report)


def _address_of(row: ReportView) -> str:
    if row.report in _ELSEWHERE:
        return _ELSEWHERE[row.report][1].format(words=urlencode(row.filters), **row.filters)
    return address(row.report, row.filters)


@bp.get("/reports/log")
@requires(P.REPORT_LOG)
def log() -> ResponseReturnValue:
    """What readers were shown."""
    page = page_asked()
    person_id = request.args.get("person", type=UUID)
    rows, count = library.views_shown(page, person_id=person_id)
    pages = max(1, -(-count // library.PAGE))
    words = {"title_of": _title_of, "address_of": _address_of}
    return render_template("reports/log.html", rows=rows, count=count, page=page, pages=pages, person_id=person_id, **words)
