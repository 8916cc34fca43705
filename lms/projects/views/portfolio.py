"""All projects on one page, and as files."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.csv_files import csv_file
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import time_zone
from lms.kit.pdf_answers import pdf_file
from lms.kit.web import page_asked
from lms.kit.workbooks import Sheet, workbook_file
from lms.people.queries.directory import Branch, departments, with_departments_below
from lms.permissions import Permission as P
from lms.projects import pictures
from lms.projects.models.projects import ProjectKind, ProjectState
from lms.projects.queries import portfolio as queries
from lms.projects.queries.portfolio import PAGE, Row, Wanted
from lms.projects.risk_matrix import weight
from lms.projects.service.papers import portfolio_paper
from lms.projects.views import words
from lms.projects.views.blueprint import bp

STATES = ("live", "all", *(state.value for state in ProjectState))


def _wanted(tree: Sequence[Branch]) -> Wanted:
    asked = request.args
    kind, department = asked.get("kind", ""), asked.get("department", type=UUID)
    state, standing = asked.get("state", "live"), asked.get("money", "")
    return Wanted(
        words=asked.get("q", "").strip()[:100],
        kind=ProjectKind(kind) if kind in set(ProjectKind) else None,
        state=state if state in STATES else "live",
        departments=frozenset(with_departments_below(department, tree)) if department else frozenset(),
        person_id=me().id if asked.get("mine") else None,
        standing=standing if standing in words.STANDINGS else "",
        late=bool(asked.get("late")),
    )


@bp.get("/projects")
@requires(P.PROJECT_LIST)
def portfolio() -> ResponseReturnValue:
    """How every project stands: state, money, next milestone, heaviest risk, gate due."""
    tree, day, page = departments(), today(), page_asked()
    wanted = _wanted(tree)
    rows = queries.portfolio(wanted, day)
    pages = max(1, -(-len(rows) // PAGE))
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "page" and value}
    top = sorted(rows, key=lambda row: -row.budget.planned)[:10]
    return render_template(
        "projects/portfolio.html",
        rows=rows[(page - 1) * PAGE : page * PAGE],
        count=len(rows),
        total=queries.total_of(rows),
        late=sum(row.is_late(day) for row in rows),
        over=sum(row.budget.standing == "over" for row in rows),
        due=sum(row.gate is not None and row.gate.due_on <= day for row in rows),
        chart=pictures.bars([(row.project.title, row.budget.planned, row.budget.spent, row.budget.expected) for row in top]),
        top=top,
        wanted=wanted,
        kept=kept,
        mine="mine" in kept,
        tree=tree,
        page=page,
        pages=pages,
        href=lambda number: url_for(".portfolio", **{**kept, "page": number}),
        today=day,
        weight=weight,
    )


def _header() -> list[str]:
    return [
        _("Project"),
        _("Kind"),
        _("State"),
        _("Department"),
        _("Owner"),
        _("Sponsor"),
        _("Planned (€)"),
        _("Spent (€)"),
        _("Expected (€)"),
        _("Money"),
        _("Next milestone"),
        _("Due on"),
        _("Heaviest risk"),
        _("Next gate"),
        _("To be decided by"),
    ]


def _cells(row: Row) -> Sequence[object]:
    project = row.project
    return [
        project.title,
        str(words.KINDS[project.kind]),
        str(words.STATES[project.state][0]),
        project.department.name,
        project.owner.name if project.owner else "",
        project.sponsor.name if project.sponsor else "",
        row.budget.planned,
        row.budget.spent,
        row.budget.expected,
        str(words.STANDINGS[row.budget.standing][0]),
        row.milestone.title if row.milestone else "",
        row.milestone.due_on if row.milestone else None,
        row.risk.title if row.risk else "",
        row.gate.title if row.gate else "",
        row.gate.due_on if row.gate else None,
    ]


@bp.get("/projects/portfolio.<form>")
@requires(P.PROJECT_LIST)
def portfolio_file(form: str) -> ResponseReturnValue:
    """The same as a file, with the filters of the page."""
    if form not in ("csv", "xlsx", "pdf"):
        raise NotFound(_("There is no such file."))
    day = today()
    rows, name = queries.portfolio(_wanted(departments()), day), f"projects-{day:%Y-%m-%d}.{form}"
    if form == "csv":
        return csv_file(name, _header(), (_cells(row) for row in rows))
    if form == "xlsx":
        sheet = Sheet(_("Projects"), _header(), (_cells(row) for row in rows), zone=time_zone(), widths=(40, 16, 16, 28))
        return workbook_file(name, [sheet])
    return pdf_file(name, portfolio_paper(rows, queries.total_of(rows), money_words=words.STANDINGS, states=words.STATES))
