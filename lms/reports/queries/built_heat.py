"""The heat map and the talent gap as tables, for pages and files."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from lms.kit.i18n import format_day, format_month
from lms.kit.i18n import gettext as _
from lms.kit.tables import HELD, Column, Table
from lms.placements.queries.needs import needed
from lms.reports import foresight
from lms.reports.queries.frame import Frame
from lms.reports.queries.heat import Cell, HeatMap, heat_map
from lms.reports.queries.talent import talent_gap


def heat_definitions() -> list[tuple[str, str]]:
    """What the figures of the heat map mean."""
    return [
        (_("People"), _("Those whose post requires the competence, in the department and all below it, as counted at the last roll.")),
        (
            _("Share at the required level"),
            _(
                "Those of them whose evidence shows the level that their post requires, or more. "
                "Below 10 per cent and above 90 per cent only that is said."
            ),
        ),
        (
            _("Average gap"),
            _(
                "Levels missing to the required one, on average over all of them; nought for who reaches it. "
                "Not given where the share is near an end."
            ),
        ),
        (_("Change"), _("The share today less the share at the beginning of the chosen month, in percentage points.")),
        (
            _("Held back"),
            _(
                "The figure would tell of fewer than ten people, by itself or by adding and subtracting other figures. "
                "People who come or leave are counted when at least ten do."
            ),
        ),
    ]


def competences_tables(frame: Frame, today: date) -> list[Table]:
    """One row for each department (or post) and competence, so that a file can be sorted and filtered."""
    found = heat_map(frame)
    head = _("Department") if found.by == "departments" else _("Post")
    columns = [
        Column(head),
        Column(_("Code")),
        Column(_("Competence")),
        Column(_("People"), number=True),
        Column(_("Share at the required level"), number=True),
        Column(_("Average gap"), number=True),
    ]
    columns += [Column(_("Change"), number=True)] if found.since else []
    rows = [
        [row.label, one.code, one.title, *_figures(cell, found)]
        for row in (found.total, *found.rows)
        for one, cell in zip(found.competences, row.cells, strict=True)
        if not cell.empty
    ]
    return [Table(_("Competences"), columns, rows, today, filter_words(frame), heat_definitions(), roll_note(frame))]


def _figures(cell: Cell, found: HeatMap) -> list[Any]:
    figures = [HELD] * 3 if cell.held else [cell.people, cell.share, cell.gap]
    return [*figures, HELD if cell.held else cell.change] if found.since else figures


def filter_words(frame: Frame) -> list[tuple[str, str]]:
    """The filters in words, for files."""
    filters = frame.filters
    area = next((title for area, title in frame.areas if area == filters.area), None)
    said = [
        (_("Department"), frame.department.name if frame.department else _("All")),
        (_("Post"), frame.post.title if frame.post else _("All")),
        (_("Area"), area or _("All")),
    ]
    return said + ([(_("Change since"), format_day(filters.since))] if filters.since else [])


def roll_note(frame: Frame) -> list[str]:
    """Of which day the counting of people is."""
    if frame.roll is None:
        return [_("Nobody is counted yet: the first roll is taken on the first of the month.")]
    return [_("Who works where was counted on %(day)s.", day=format_day(frame.roll.taken_on))]


def talent_tables(frame: Frame, today: date) -> list[Table]:
    """One row for each competence, with the share in each of the months ahead."""
    months = foresight.months_ahead(today)
    columns = [
        Column(_("Competence")),
        Column(_("People"), number=True),
        Column(_("Share today"), number=True),
        Column(_("Can be closed by")),
        Column(_("With")),
        Column(_("Asked for by openings and initiatives"), number=True),
        *(Column(format_month(month), number=True) for month in months),
    ]
    rows: list[list[Any]] = []
    asked = people_asked_for(today)
    for gap in talent_gap(frame, today):
        name = [f"{gap.competence.code} {gap.competence.title}"]
        if gap.held:
            rows.append([*name, HELD, HELD, None, None, asked.get(gap.competence.id, 0), *[HELD] * len(months)])
            continue
        closing = [format_month(gap.closing.month), gap.closing.by] if gap.closing else [_("nothing on offer"), None]
        rows.append([*name, gap.people, gap.now, *closing, asked.get(gap.competence.id, 0), *gap.ahead])
    return [Table(_("Talent gap"), columns, rows, today, filter_words(frame), talent_definitions(), roll_note(frame))]


def people_asked_for(today: date) -> dict[UUID, int]:
    """Competence -> people whom openings and initiatives ask for, at any level. It counts nobody who has it, so it tells of no group."""
    asked: dict[UUID, int] = defaultdict(int)
    for (competence_id, _level), number in needed(today).items():
        asked[competence_id] += number
    return asked


def talent_definitions() -> list[tuple[str, str]]:
    """What the talent gap assumes."""
    return [
        (_("Share today"), _("People whose evidence shows the level that their post requires, as in the heat map.")),
        (
            _("Months ahead"),
            _(
                "The share at the beginning of the month if nobody learned anything new: "
                "levels whose evidence runs out or grows too old are taken off."
            ),
        ),
        (
            _("Can be closed by"),
            _(
                "The first month in which everybody who lacks the level can have finished a published course that leads there, "
                "at %(hours)s hours of learning a month, or the boot camps with an open call that do, as far as their seats go.",
                hours=foresight.HOURS_A_MONTH,
            ),
        ),
        (
            _("Asked for by openings and initiatives"),
            _(
                "One person for each opening that must have the competence, and for each initiative that needs it and has no such opening; "
                "besides what posts require."
            ),
        ),
    ]
