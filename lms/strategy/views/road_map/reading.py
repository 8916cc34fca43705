"""The road map as a picture and as a table, the slip report."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.kit.access import requires
from lms.kit.clock import today
from lms.kit.i18n import gettext as _
from lms.kit.web import page_asked
from lms.permissions import Permission as P
from lms.strategy import gantt
from lms.strategy.forms.road_map import AcceptForm
from lms.strategy.models.initiatives import Milestone
from lms.strategy.queries import checks
from lms.strategy.queries import road_map as queries
from lms.strategy.queries.acceptances import acceptance_of
from lms.strategy.queries.checks import Standing
from lms.strategy.queries.road_map import ActivityLine, Asked, InitiativePlan, RoadMap
from lms.strategy.views.road_map.blueprint import bp
from lms.strategy.views.road_map.files import Sheetful, as_file
from lms.strategy.views.road_map.words import ACCEPTANCES, STANDINGS, VERDICTS, by_when


def _asked() -> Asked:
    """The filters of the address; what makes no sense is left out."""
    return Asked(request.args.get("department", type=UUID), _day("since"), _day("until"))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


@bp.get("/strategy/road-map")
@requires(P.ROAD_MAP_VIEW)
def road_map() -> ResponseReturnValue:
    """What the city does for its objectives, by when, and what it has promised: a picture, and a table with the same facts."""
    day, asked = today(), _asked()
    whole = queries.road_map(day, asked)
    page = min(page_asked(), whole.pages)
    found = whole.page(page)
    standings = checks.promises(day, public_only=False)
    return render_template(
        "road_map/road_map.html",
        map=found,
        page=page,
        pages=whole.pages,
        picture=gantt.picture(list(_entries(found, standings)), day, since=asked.since, until=asked.until),
        asked=asked,
        departments=queries.departments(),
        standings={one.milestone.id: one for one in standings},
        slips=[one for one in standings if one.milestone.is_ahead],
        check=checks.latest_check(),
        verdicts=VERDICTS,
        states=STANDINGS,
    )


def _entries(found: RoadMap, standings: list[Standing]) -> Iterator[gantt.Entry]:
    """The lines of the picture: objective, initiative, its activities and its milestones."""
    known = {one.milestone.id: one for one in standings}
    for objective, initiatives in found.groups:
        yield gantt.Entry(f"{objective.code} {objective.title}" if objective else _("Without an objective"), "objective")
        for one in initiatives:
            yield gantt.Entry(one.initiative.title, "initiative")
            for line in one.activities:
                yield gantt.Entry(
                    line.activity.title, _kind(line), line.begins, line.ends, line.latest, key=str(line.activity.id), waits_for=line.before
                )
            for milestone in one.milestones:
                yield _promise_entry(milestone, known.get(milestone.id))


def _kind(line: ActivityLine) -> str:
    return "done" if line.activity.ended_on else "going" if line.activity.started_on else "planned"


def _promise_entry(milestone: Milestone, standing: Standing | None) -> gantt.Entry:
    """A promise with its marks, and a band from P50 to P80."""
    p50, p80 = (standing.p50, standing.p80) if standing else (None, None)
    return gantt.Entry(milestone.title, "milestone", p50, p80 if p50 else None, marks=list(_marks(milestone, p80)))


def _marks(milestone: Milestone, p80: date | None) -> Iterator[tuple[str, date]]:
    if milestone.baseline_on != milestone.promised_on:
        yield "baseline", milestone.baseline_on
    if p80:
        yield "p80", p80
    if milestone.reached_on:
        yield "reached", milestone.reached_on
    yield "promised", milestone.promised_on


@bp.get("/strategy/road-map.csv", defaults={"form": "csv"})
@bp.get("/strategy/road-map.xlsx", defaults={"form": "xlsx"})
@requires(P.ROAD_MAP_VIEW)
def road_map_file(form: str) -> ResponseReturnValue:
    """The same as a file; the workbook holds the slip report, too."""
    day = today()
    found, standings = queries.road_map(day, _asked()), checks.promises(day, public_only=False)
    return as_file(f"road-map-{day:%Y-%m-%d}", form, [_activities_sheet(found), _slips_sheet(standings)])


def _activities_sheet(found: RoadMap) -> Sheetful:
    header = [_("Objective"), _("Initiative"), _("Activity"), _("Department"), _("Shortest"), _("Most likely"), _("Longest"), _("Begins"),
              _("Ends"), _("At the latest"), _("Hours a month"), _("Hours a month of champions"), _("Waits for")]  # fmt: skip
    rows = [
        [
            objective.code if objective else "",
            one.initiative.title,
            line.activity.title,
            line.activity.team.name if line.activity.team else "",
            line.activity.shortest_days,
            line.activity.likely_days,
            line.activity.longest_days,
            line.begins,
            line.ends,
            line.latest,
            line.activity.hours_per_month,
            line.activity.champion_hours_per_month,
            "; ".join(line.waits_for),
        ]
        for objective, initiatives in found.groups
        for one in initiatives
        for line in one.activities
    ]
    return Sheetful(_("Activities"), header, rows)


def _slips_sheet(standings: list[Standing]) -> Sheetful:
    header = [_("Initiative"), _("Promise"), _("First promised for"), _("Agreed for"), _("Promised for"), _("Reached on"), _("P80"),
              _("Days behind what was agreed")]  # fmt: skip
    rows = [
        [
            one.milestone.initiative.title,
            one.milestone.title,
            one.milestone.baseline_on,
            one.agreed_on,
            one.milestone.promised_on,
            one.milestone.reached_on,
            by_when(one.p80, one.was_simulated),
            one.slip,
        ]
        for one in standings
        if one.state != "withdrawn"
    ]
    return Sheetful(_("Slips"), header, rows)


@bp.get("/strategy/road-map/slips.csv")
@requires(P.ROAD_MAP_VIEW)
def slips_file() -> ResponseReturnValue:
    """What was agreed, what is promised, what is likely: as CSV."""
    day = today()
    return as_file(f"slips-{day:%Y-%m-%d}", "csv", [_slips_sheet(checks.promises(day, public_only=False))])


@bp.get("/strategy/road-map/initiatives/<slug>")
@requires(P.ROAD_MAP_VIEW, load=queries.initiative_plan)
def initiative_plan(plan: InitiativePlan) -> ResponseReturnValue:
    """The plan of one initiative: its promises with every date that moved, its activities, and what waits for what."""
    day = today()
    whole = queries.road_map(day, Asked())
    lines = next((one.activities for one in whole.lines if one.initiative.id == plan.initiative.id), [])
    standings = {one.milestone.id: one for one in checks.promises(day, public_only=False)}
    moves = queries.moves_of([one.id for one in plan.milestones])
    acceptance = acceptance_of(plan)
    return render_template(
        "road_map/initiative_plan.html",
        plan=plan,
        lines=lines,
        moves=moves,
        standings=standings,
        states=STANDINGS,
        verdicts=VERDICTS,
        acceptance=acceptance,
        accepting=AcceptForm(formdata=None, seen=acceptance.mark),
        acceptances=ACCEPTANCES,
    )
