"""Money, risks, benefits and documents of a project."""

from io import BytesIO

from flask import Response, flash, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from lms.kit import blobs
from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.uploads import ACCEPT, MOST_BYTES
from lms.kit.web import page_asked
from lms.permissions import Permission as P
from lms.projects import money as sums
from lms.projects import pictures
from lms.projects.forms.parts import DocumentForm, ForecastForm, LineForm, SpendingForm
from lms.projects.queries import parts, projects
from lms.projects.queries.projects import DocumentAtHand, LineAtHand, ProjectAtHand
from lms.projects.service import budget
from lms.projects.service import documents as papers
from lms.projects.views.blueprint import ask, back, bp, show


@bp.get("/projects/<slug>/money")
@requires(P.PROJECT_VIEW, load=projects.project_at_hand)
def money(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """The budget year by year against what was spent and is expected, and the vouchers."""
    lines, page = parts.lines_of(at_hand.project.id), page_asked()
    years = sums.by_year([told.figures for told in lines])
    spendings, count = parts.spendings_of(at_hand.project.id, page)
    return show(
        "money",
        at_hand,
        "money",
        lines=lines,
        total=sums.total(told.figures for told in lines),
        years=years,
        chart=pictures.bars([(str(year), of_year.planned, of_year.spent, of_year.expected) for year, of_year in years]),
        spendings=spendings,
        count=count,
        page=page,
        pages=max(1, -(-count // parts.PAGE)),
        href=lambda number: url_for(".money", slug=at_hand.project.slug, page=number),
        may_plan=can(P.PROJECT_PLAN, at_hand),
        may_spend=can(P.PROJECT_SPEND, at_hand),
    )


@bp.route("/projects/<slug>/money/new", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.project_at_hand)
def new_line(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """Plan money for a year and a purpose."""
    form = LineForm(data={"year": today().year})
    if form.validate_on_submit() and form.year.data and form.planned.data is not None:
        with refusals_onto(form.planned):
            budget.plan_line(at_hand.project, form.year.data, form.title.data or "", form.planned.data, by=me())
            flash(_("The line is planned."), "success")
            return back(at_hand, "money")
    return ask(form, at_hand, "money", _("Plan a budget line"), _("Plan it"))


@bp.route("/projects/<slug>/money/<uuid:line_id>/forecast", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.line_at_hand)
def forecast(found: LineAtHand) -> ResponseReturnValue:
    """Say what a line will cost in the end."""
    form = ForecastForm(data={"expected": found.line.forecast})
    if form.validate_on_submit():
        with refusals_onto(form.expected):
            budget.forecast(found.project, found.line, form.expected.data, by=me())
            flash(_("Saved."), "success")
            return back(found, "money")
    return ask(form, found, "money", _("Forecast of “%(title)s”, %(year)s", title=found.line.title, year=found.line.year), _("Save"))


@bp.route("/projects/<slug>/money/<uuid:line_id>/spend", methods=["GET", "POST"])
@requires(P.PROJECT_SPEND, load=projects.line_at_hand)
def spend(found: LineAtHand) -> ResponseReturnValue:
    """Book a voucher on a line, or take one back."""
    form = SpendingForm(data={"on_day": today()})
    if form.validate_on_submit() and form.on_day.data and form.amount.data is not None:
        voucher = budget.Voucher(form.on_day.data, form.amount.data, form.voucher.data or "", form.note.data or "")
        with refusals_onto(form.amount):
            budget.spend(found.project, found.line, voucher, by=me())
            flash(_("It is booked."), "success")
            return back(found, "money")
    return ask(form, found, "money", _("Book on “%(title)s”, %(year)s", title=found.line.title, year=found.line.year), _("Book it"))


@bp.get("/projects/<slug>/documents")
@requires(P.PROJECT_VIEW, load=projects.project_at_hand)
def documents(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """The project's papers."""
    return _documents(at_hand, DocumentForm(None))


def _documents(at_hand: ProjectAtHand, form: DocumentForm) -> ResponseReturnValue:
    told = parts.documents_of(at_hand.project.id)
    limits = {"accept": ACCEPT, "megabytes": MOST_BYTES // 1024**2}
    return show("documents", at_hand, "documents", told=told, form=form, limits=limits), 422 if form.errors else 200


@bp.post("/projects/<slug>/documents")
@requires(P.PROJECT_PLAN, load=projects.project_at_hand)
def add_document(at_hand: ProjectAtHand) -> ResponseReturnValue:
    """Add a paper."""
    form = DocumentForm()
    if form.validate():
        file = request.files["file"]
        with refusals_onto(form.file):
            papers.add_document(at_hand.project, form.title.data or "", file.filename or "", file.read(MOST_BYTES + 1), by=me())
            flash(_("The document was added."), "success")
            return back(at_hand, "documents")
    return _documents(projects.project_at_hand(at_hand.project.slug), form)


@bp.get("/projects/<slug>/documents/<uuid:document_id>")
@requires(P.PROJECT_VIEW, load=projects.document_at_hand)
def document(found: DocumentAtHand) -> Response:
    """The bytes as a download: never shown in the page's place, never as a kind that a browser would run."""
    paper = found.document
    response = send_file(BytesIO(blobs.read(paper.digest)), mimetype="application/octet-stream", as_attachment=True, download_name=paper.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/projects/<slug>/documents/<uuid:document_id>/remove", methods=["GET", "POST"])
@requires(P.PROJECT_PLAN, load=projects.document_at_hand)
def remove_document(found: DocumentAtHand) -> ResponseReturnValue:
    """Ask once more, then take a paper out."""
    if request.method == "POST":
        papers.remove_document(found.project, found.document, by=me())
        flash(_("The document was taken out."), "success")
        return back(found, "documents")
    return render_template(
        "_parts/confirm.html",
        title=_("Take out “%(title)s”", title=found.document.title),
        question=_("Take this document out of the project? Nobody can read it here afterwards."),
        action=request.path,
        confirm=_("Take it out"),
        back=f"/projects/{found.project.slug}/documents",
        trail=[
            (_("Projects"), url_for("projects.portfolio")),
            (found.project.title, url_for("projects.project", slug=found.project.slug)),
            (_("Documents"), url_for("projects.documents", slug=found.project.slug)),
        ],
        danger=True,
    )
