"""The directory of champions, the page of one, and a question to them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.champions import workflow
from lms.champions.forms import KINDS, HelpForm, MoveForm
from lms.champions.models import ChampionState, OutreachKind
from lms.champions.queries import directory as queries
from lms.champions.queries.champions import ChampionAtHand, champion_at_hand, moves_of
from lms.champions.queries.directory import Line, Wanted, levels_of
from lms.champions.queries.eligibility import verdict_of
from lms.champions.queries.outreach import by_year
from lms.champions.service import serving
from lms.champions.service.moving import roles_of
from lms.champions.service.telling import hours_text
from lms.champions.views.blueprint import bp, language_names, placed_hours, words
from lms.kit.access import me, requires
from lms.kit.csv_files import csv_file
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.web import page_asked
from lms.kit.workbooks import Sheet, workbook_file
from lms.people.queries.directory import departments, with_departments_below
from lms.permissions import Permission as P


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def _hours(name: str) -> Decimal:
    try:
        hours = Decimal(request.args.get(name, "") or 0)
    except InvalidOperation:
        return Decimal(0)
    return min(max(hours, Decimal(0)), Decimal(40)) if hours.is_finite() else Decimal(0)


def _wanted() -> Wanted:
    department = _uuid("department")
    below = frozenset(with_departments_below(department, departments())) if department else frozenset()
    return Wanted(
        words=request.args.get("q", "")[:100],
        competence_id=_uuid("competence"),
        level=min(max(1, request.args.get("level", queries.LEAST_LEVEL, type=int)), 8),
        language=request.args.get("language", "")[:8],
        department_ids=below,
        hours=_hours("hours"),
    )


@bp.get("/champions")
@requires(P.CHAMPION_LIST)
def directory() -> ResponseReturnValue:
    """Who can help with what, in which language, and has time."""
    found = queries.find(_wanted(), placed_hours())
    pages = max(1, -(-len(found) // queries.PAGE))
    page = min(page_asked(), pages)
    lines = queries.with_levels(found[(page - 1) * queries.PAGE : page * queries.PAGE])
    asked = {name: value for name, value in request.args.items() if value and name != "page"}
    return render_template(
        "champions/directory.html",
        lines=lines,
        total=len(found),
        resting=sum(line.champion.state is ChampionState.RESTING for line in found),
        page=page,
        pages=pages,
        asked=asked,
        choices=queries.choices(),
        hours_text=hours_text,
        **words(),
    )


def _header() -> list[str]:
    return [_("Name"), _("Department"), _("Competences"), _("Languages"), _("Hours a week"), _("Free hours"), _("Until"), _("May be asked for")]


def _row(line: Line) -> Sequence[object]:
    levels = ", ".join(f"{one.competence.code} {one.competence.title} ({one.level})" for one in line.levels)
    spoken = ", ".join(name for _code, name in language_names(line.champion.languages))
    department = line.person.department.name if line.person.department else ""
    return line.person.name, department, levels, spoken, line.champion.hours_per_week, line.free, line.champion.until, line.champion.offers


@bp.get("/champions.csv")
@requires(P.CHAMPION_LIST)
def directory_file() -> ResponseReturnValue:
    """The same people as a CSV list."""
    return csv_file("champions.csv", _header(), map(_row, queries.with_levels(queries.find(_wanted(), placed_hours()))))


@bp.get("/champions.xlsx")
@requires(P.CHAMPION_LIST)
def directory_workbook() -> ResponseReturnValue:
    """The same people as a workbook."""
    rows = map(_row, queries.with_levels(queries.find(_wanted(), placed_hours())))
    return workbook_file("champions.xlsx", [Sheet(_("Champions"), _header(), rows, widths=(28, 28, 60, 20, 12, 12, 14, 60))])


@bp.get("/champions/<uuid:champion_id>")
@requires(P.CHAMPION_VIEW, load=champion_at_hand)
def champion(found: ChampionAtHand) -> ResponseReturnValue:
    """One champion: for colleagues what they can help with; for the line manager and the office where they stand, too."""
    return page_of(found, MoveForm())


def page_of(found: ChampionAtHand, form: MoveForm) -> str:
    """The page, with what the reader may do next."""
    roles = roles_of(found, me())
    placed = placed_hours()([found.champion.id])
    inside = bool(roles)
    return render_template(
        "champions/champion.html",
        found=found,
        line=Line(found.champion, placed.get(found.champion.id, Decimal(0)), levels_of([found.person_id]).get(found.person_id, ())),
        years=by_year(found.champion.id),
        inside=inside,
        verdict=verdict_of(found.person_id) if inside else None,
        history=moves_of(found.champion.id) if inside else [],
        possible=set(workflow.open_to(found.champion.state.value, *roles)),
        answers=bool(roles - {"person"}),
        form=form,
        hours_text=hours_text,
        kinds=_kinds(),
        **words(),
    )


def _kinds() -> Mapping[OutreachKind, object]:
    return KINDS


@bp.route("/champions/<uuid:champion_id>/ask", methods=["GET", "POST"])
@requires(P.CHAMPION_ASK, load=champion_at_hand)
def ask(found: ChampionAtHand) -> ResponseReturnValue:
    """Ask a champion for help."""
    form, champion_id, name = HelpForm(), found.champion.id, found.person.name
    if form.validate_on_submit():
        with refusals_onto(form.text):
            serving.ask_for_help(found, form.subject.data or "", form.text.data or "", by=me())
        if not form.errors:
            flash(_("Your question is on its way to %(name)s.", name=name), "success")
            return redirect(url_for(".champion", champion_id=champion_id), 303)
    return render_template("champions/ask.html", found=champion_at_hand(champion_id), form=form), 422 if form.errors else 200
