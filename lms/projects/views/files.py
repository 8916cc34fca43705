"""The lists of a project as CSV and XLSX: just what their pages show, from the same queries."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Response

from lms.kit.access import requires
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.list_files import Table, list_file
from lms.permissions import Permission as P
from lms.projects.queries import parts, projects
from lms.projects.queries.projects import ProjectAtHand
from lms.projects.risk_matrix import weight
from lms.projects.views import words
from lms.projects.views.blueprint import bp


def _milestones(project_id: UUID) -> Table:
    header = (_("Milestone"), _("Due"), _("First planned for"), _("Reached on"), _("Indicator"), _("Moved so often"))
    rows = (
        (
            one.milestone.title,
            one.milestone.due_on,
            one.milestone.baseline_on,
            one.milestone.reached_on,
            one.milestone.indicator.title if one.milestone.indicator else "",
            len(one.moves),
        )
        for one in parts.milestones_of(project_id)
    )
    return header, rows


def _money(project_id: UUID) -> Table:
    header = (_("Year"), _("For what"), _("Planned (€)"), _("Spent (€)"), _("Forecast (€)"), _("Vouchers"))
    rows = (
        (one.line.year, one.line.title, one.line.planned, one.figures.spent, one.line.forecast, one.vouchers) for one in parts.lines_of(project_id)
    )
    return header, rows


def _risks(project_id: UUID) -> Table:
    header = (_("What may go wrong"), _("Likelihood"), _("Impact"), _("Weight"), _("What is done about it"), _("Who looks after it"), _("Closed on"))
    rows = (
        (
            one.risk.title,
            one.risk.likelihood,
            one.risk.impact,
            str(words.WEIGHTS[weight(one.risk.likelihood, one.risk.impact)][0]),
            one.risk.answer,
            one.owner or "",
            local_day(one.risk.closed_at) if one.risk.closed_at else None,
        )
        for one in parts.risks_of(project_id)
    )
    return header, rows


def _gates(project_id: UUID) -> Table:
    header = (_("Gate"), _("What has to be there"), _("Due"), _("Decision"), _("Reason"), _("Decided by"), _("Decided on"))
    rows = (
        (
            one.gate.title,
            one.gate.criteria,
            one.gate.due_on,
            str(words.OUTCOMES[one.gate.outcome][0]) if one.gate.outcome else "",
            one.gate.reason,
            one.by or "",
            local_day(one.gate.decided_at) if one.gate.decided_at else None,
        )
        for one in parts.gates_of(project_id)
    )
    return header, rows


def _benefits(project_id: UUID) -> Table:
    """A row for each finding; a benefit of which nothing was found yet has one row all the same."""
    header = (
        _("Benefit"), _("Expected (€ a year)"), _("Indicator"), _("Looked at on"), _("Who looks after it"), _("Found on"), _("Found (€ a year)"),
        _("Found value"), _("Source"),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for one in parts.benefits_of(project_id):
        shown = one.indicator.title if one.indicator else ""
        facts = (one.benefit.title, one.benefit.expected_per_year, shown, one.benefit.due_on, one.owner or "")
        rows += [(*facts, found.on_day, found.per_year, found.value, found.source) for found in one.benefit.findings]
        if not one.benefit.findings:
            rows.append((*facts, *(None,) * 4))
    return header, rows


def _documents(project_id: UUID) -> Table:
    rows = ((one.document.title, one.document.name, local_day(one.document.at), one.by or "") for one in parts.documents_of(project_id))
    return (_("Title"), _("File"), _("Added on"), _("Added by")), rows


def _spendings(project_id: UUID) -> Table:
    header = (_("Day"), _("Year of the line"), _("For what"), _("Amount (€)"), _("Voucher"), _("What was wrong"), _("Booked by"))
    rows = (
        (one.spending.on_day, one.line.year, one.line.title, one.spending.amount, one.spending.voucher, one.spending.note, one.by or "")
        for one in parts.all_spendings(project_id)
    )
    return header, rows


TABLES: dict[str, Callable[[UUID], Table]] = {
    "milestones": _milestones,
    "money": _money,
    "spendings": _spendings,
    "risks": _risks,
    "gates": _gates,
    "benefits": _benefits,
    "documents": _documents,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list of which project, and as what."""

    at_hand: ProjectAtHand
    listed: str
    form: str


def _asked(slug: str, listed: str, form: str) -> Asked:
    if listed not in TABLES:
        raise NotFound(_("There is no such file."))
    return Asked(projects.project_at_hand(slug), listed, form)


@bp.get("/projects/<slug>/lists/<listed>.<form>")
@requires(P.PROJECT_VIEW, load=_asked)
def list_of(asked: Asked) -> Response:
    """One of the project's lists, as a file."""
    return list_file(f"{asked.at_hand.project.slug}-{asked.listed}", asked.form, TABLES[asked.listed](asked.at_hand.project.id))
