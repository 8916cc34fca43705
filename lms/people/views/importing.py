"""Bring a list in: upload, say what its columns mean, look through, carry out."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.csv_files import csv_file
from lms.kit.db import let_go
from lms.kit.errors import DomainError
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.people.forms.importing import CHANGE_NAMES, KIND_NAMES, CarryOutForm, UploadForm, field_options
from lms.people.import_rows.headings import FIELDS, is_guarded, known_field, plain
from lms.people.import_rows.shapes import MOST_BYTES, Table, Unreadable
from lms.people.models import ImportKind, ImportState, PeopleImport
from lms.people.queries.directory import names
from lms.people.queries.imports import import_of, recent_imports
from lms.people.queries.sign_ins import with_roles
from lms.people.service.importing import carrying_out, files
from lms.people.service.importing.directory import reach_of_import
from lms.people.service.importing.planning import plan
from lms.people.service.importing.plans import Plan
from lms.permissions import Permission as P

bp = Blueprint("people_import", __name__)

SHOWN = 500
"""Rows of each kind that the page shows; the counts are of all."""
EXAMPLES = 3
"""Cells of each column that are shown to whoever says what it means."""


@bp.route("/people/import", methods=["GET", "POST"])
@requires(P.PERSON_IMPORT)
def upload() -> ResponseReturnValue:
    """Choose a file; nothing is changed by that."""
    form = UploadForm()
    if reach_of_import(me()) is not None:
        form.only_people()
    if form.validate_on_submit():
        content, name = form.file.data.read(MOST_BYTES + 1), form.file.data.filename or ""
        with refusals_onto(form.kind):
            found = files.begin(content, ImportKind(form.kind.data), file_name=name, full_list=bool(form.full_list.data), by=me())
            return redirect(url_for(".look_through", import_id=found.id), 303)
    page = render_template("people/upload.html", form=form, recent=recent_imports(me()), kind_names=KIND_NAMES)
    return page, 422 if form.errors else 200


@bp.get("/people/import/<uuid:import_id>")
@requires(P.PERSON_IMPORT, load=import_of)
def look_through(found: PeopleImport) -> ResponseReturnValue:
    """What would happen, row by row; or what became of the file."""
    if found.state is ImportState.DONE:
        managers = names({UUID(one) for one in found.report.get("managers", ())})
        return render_template("people/import_done.html", found=found, kind_names=KIND_NAMES, managers=managers)
    table = files.table_of(found)
    if isinstance(table, Table) and files.columns_in(found.kind, table, by=me())[1]:
        return redirect(url_for(".columns", import_id=found.id))
    seen = _plan(found, table)
    form = CarryOutForm(formdata=None, data={"seen": seen.fingerprint, "mode": "all"})
    form.offer(seen.doubts)
    return _plan_page(found, seen, form)


def _plan(found: PeopleImport, table: Table | Unreadable) -> Plan:
    return plan(found, table, languages=current_app.config["LANGUAGES"], by=me())


def _plan_page(found: PeopleImport, seen: Plan, form: CarryOutForm) -> str:
    return render_template("people/look_through.html", found=found, plan=seen, form=form, shown=SHOWN, change_names=CHANGE_NAMES)


@bp.post("/people/import/<uuid:import_id>")
@requires(P.PERSON_IMPORT, load=import_of)
def carry_out(found: PeopleImport) -> ResponseReturnValue:
    """Do exactly what was shown, once."""
    import_id, person_id = found.id, me().id
    table = files.table_of(found) if found.state is not ImportState.DONE else Unreadable("empty")
    let_go()  # a workbook takes its time, and nobody who wants to save shall wait for it
    with_roles(person_id)
    carrying_out.lock()
    found = import_of(import_id)
    if found.state is ImportState.DONE:
        flash(_("This import was carried out already; nothing was done twice."), "info")
        return redirect(url_for("people.directory"), 303)
    form, seen = CarryOutForm(), _plan(found, table)
    form.offer(seen.doubts)
    if form.validate_on_submit():
        try:
            good_rows, typed, same = form.mode.data == "good", form.typed.data or "", form.same.data or ()
            carrying_out.carry_out(found, seen, seen=str(form.seen.data), good_rows_only=good_rows, typed=typed, same=same, by=me())
        except DomainError as refusal:  # refuses before it writes
            form.form_errors.append(str(refusal))
        else:
            flash(_told(seen.confirmed(same)), "success")
            asks = found.report.get("managers")
            return redirect(url_for(".look_through", import_id=import_id) if asks else _where(found.kind), 303)
    fresh = CarryOutForm(formdata=None, data={"seen": seen.fingerprint, "mode": form.mode.data or "all", "same": form.same.data})
    fresh.offer(seen.doubts)
    fresh.form_errors = form.form_errors
    return _plan_page(found, seen, fresh), 422


def _told(seen: Plan) -> str:
    told = _("Imported: %(created)s new, %(changed)s changed.", created=seen.count("create"), changed=seen.count("change") + seen.count("return"))
    if seen.leavers:
        told += " " + ngettext("%(num)d person was deactivated.", "%(num)d people were deactivated.", len(seen.leavers))
    return told


def _where(kind: ImportKind) -> str:
    pages = {ImportKind.PEOPLE: "people.directory", ImportKind.DEPARTMENTS: "departments.departments", ImportKind.POSTS: "departments.posts"}
    return url_for(pages[kind])


@bp.route("/people/import/<uuid:import_id>/columns", methods=["GET", "POST"])
@requires(P.PERSON_IMPORT, load=import_of)
def columns(found: PeopleImport) -> ResponseReturnValue:
    """Say what the columns mean, once for all files with these headings."""
    import_id, person_id = found.id, me().id
    table = files.table_of(found)
    if isinstance(table, Unreadable):
        return redirect(url_for(".look_through", import_id=import_id), 303)
    let_go()
    with_roles(person_id)
    found, fault = import_of(import_id), None
    if request.method == "POST":
        try:
            files.remember_columns(found.kind, table, _meant(found.kind, table), by=me())
        except DomainError as refusal:  # refuses before it writes
            fault = str(refusal)
        else:
            return redirect(url_for(".look_through", import_id=import_id), 303)
    return _columns_page(found, table, fault), 422 if fault else 200


def _meant(kind: ImportKind, table: Table) -> dict[str, str]:
    given = {plain(heading): request.form.get(f"column-{at}", "") for at, heading in enumerate(table.headings)}
    return {heading: field for heading, field in given.items() if field in FIELDS[kind.value]}


def _columns_page(found: PeopleImport, table: Table, fault: str | None) -> str:
    chosen = _meant(found.kind, table) if request.method == "POST" else None
    said = files.said_of(found.kind, table, by=me())
    rows = []
    for at, heading in enumerate(table.headings):
        known = said.columns.get(plain(heading), "") if said else known_field(found.kind.value, heading) or ""
        examples = [cells[at] for _line, cells in table.rows if at < len(cells) and cells[at].strip()][:EXAMPLES]
        if heading:
            rows.append((at, heading, known if chosen is None else chosen.get(plain(heading), ""), examples, is_guarded(heading)))
    options = field_options(list(FIELDS[found.kind.value]))
    return render_template("people/columns.html", found=found, rows=rows, options=options, fault=fault, table=table)


@bp.get("/people/import/<uuid:import_id>/bad-rows.csv")
@requires(P.PERSON_IMPORT, load=import_of)
def bad_rows(found: PeopleImport) -> ResponseReturnValue:
    """The bad rows as they stand in the file, each with what is wrong, to correct and bring again."""
    table = files.table_of(found)
    faults = _plan(found, table).faults
    reasons: dict[int, list[str]] = {}
    for fault in faults:
        reasons.setdefault(fault.line, []).append(f"{fault.column}: {fault.sentence}" if fault.column else fault.sentence)
    cells = dict(table.rows) if isinstance(table, Table) else {}
    headings = table.headings if isinstance(table, Table) else ()
    rows = [(line, " ".join(told), *cells.get(line, ())) for line, told in sorted(reasons.items())]
    return csv_file("bad-rows.csv", (_("row"), _("what is wrong"), *headings), rows)
