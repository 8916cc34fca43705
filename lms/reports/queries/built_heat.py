"""The heat map and the talent gap as tables, for pages and files."""

from datetime import date
from typing import Any

from lms.kit.i18n import format_day, format_month
from lms.kit.i18n import gettext as _
from lms.kit.tables import HELD, Column, Table
from lms.reports import foresight
from lms.reports.queries.completion import course_titles
from lms.reports.queries.frame import Frame
from lms.reports.queries.heat import Cell, HeatMap, heat_map
from lms.reports.queries.needs import lacking
from lms.reports.queries.talent import talent_gap


def heat_definitions() -> list[tuple[str, str]]:
    """What the figures of the heat map mean."""
    return [
        (_("People"), _("Those whose post requires the competence, in the department and all below it, as counted at the last roll.")),
        (
            _("Share at the required level"),
            _(
                "Those of them whose evidence shows the level that their post requires, or more. "
                "At 10 per cent or less, and at 90 or more, only that is said."
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
    return [Table(_("Competences"), columns, rows, today, filter_words(frame, "post", "area", "since"), heat_definitions(), roll_note(frame))]


def _figures(cell: Cell, found: HeatMap) -> list[Any]:
    figures = [HELD] * 3 if cell.held else [cell.people, cell.share, cell.gap]
    return [*figures, HELD if cell.held else cell.change] if found.since else figures


def filter_words(frame: Frame, *used: str) -> list[tuple[str, str]]:
    """The filters in words, for files: the department, and those of the others that the table goes by."""
    filters = frame.filters
    said = [(_("Department"), frame.department.name if frame.department else _("All"))]
    if "post" in used:
        said.append((_("Post"), frame.post.title if frame.post else _("All")))
    if "grade" in used:
        said.append((_("Grade"), filters.grade or _("All")))
    if "course" in used:
        said.append((_("Course"), course_titles().get(filters.course, _("All")) if filters.course else _("All")))
    if "area" in used:
        said.append((_("Area"), next((title for area, title in frame.areas if area == filters.area), _("All"))))
    return said + ([(_("Change since"), format_day(filters.since))] if "since" in used and filters.since else [])


def people_definitions() -> list[tuple[str, str]]:
    """What the list of people holds."""
    return [
        (_("People"), _("All who work in the departments that you look after, as far as the filters go, on the day on which the list was made.")),
        (_("Level"), _("Under a competence: the level that the person's evidence showed on that day; empty where it showed none.")),
        (_("Required"), _("The level that their post required on that day; empty where it required none.")),
    ]


def roll_note(frame: Frame) -> list[str]:
    """Of which day the counting of people is."""
    if frame.roll is None:
        return [_nobody_yet()]
    return [_("Who works where was counted on %(day)s.", day=format_day(frame.roll.taken_on))]


def _nobody_yet() -> str:
    return _("Nobody is counted yet: the first roll is taken on the first of the month.")


def answers_note(counted_on: date | None) -> str:
    """Of which day the figures of a report beside the heat map are, and who waits."""
    if counted_on is None:
        return _nobody_yet()
    return _(
        "These figures were counted on %(day)s and change on the first of a month only. "
        "Who is new to one of them, or leaves it, is counted once at least ten people do so together.",
        day=format_day(counted_on),
    )


def talent_tables(frame: Frame, today: date) -> list[Table]:
    """One row for each competence, with the share in each of the months ahead."""
    months = foresight.months_ahead(today)
    columns = [
        Column(_("Competence")),
        Column(_("People"), number=True),
        Column(_("Share today"), number=True),
        Column(_("Can be closed by")),
        Column(_("With this training")),
        *(Column(format_month(month), number=True) for month in months),
    ]
    rows: list[list[Any]] = []
    for gap in talent_gap(frame, today):
        name = [f"{gap.competence.code} {gap.competence.title}"]
        if gap.held:
            rows.append([*name, HELD, HELD, None, None, *[HELD] * len(months)])
            continue
        closing = [format_month(gap.closing.month), gap.closing.by] if gap.closing else [_("nothing on offer"), None]
        rows.append([*name, gap.people, gap.now, *closing, *gap.ahead])
    notes = [*roll_note(frame), _("Each month shows the share of people at the level if nobody learns anything new.")]
    posts = Table(_("Talent gap"), columns, rows, today, filter_words(frame, "post", "area"), talent_definitions(), notes)
    if frame.reach is not None:  # whom the city needs is compared with who works in all of it
        return [posts]
    return [posts, _needs_table(frame, today)]


def _needs_table(frame: Frame, today: date) -> Table:
    """One row for each competence that openings or initiatives need, for the city as a whole."""
    heads = [_("People asked for"), _("Missing now"), *(format_month(month) for month in foresight.months_ahead(today))]
    columns = [Column(_("Competence")), *(Column(head, number=True) for head in heads)]
    rows = [[f"{one.competence.code} {one.competence.title}", one.asked, one.now, *one.ahead] for one in lacking(today, frame.filters.area)]
    where = [(_("Department"), _("All")), *filter_words(frame, "area")[1:]]
    notes = [*roll_note(frame), _("Each month shows how many people are missing if nobody learns anything new.")]
    return Table(_("What openings and initiatives need"), columns, rows, today, where, needs_definitions(), notes)


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
                "The first month in which everybody who lacks the level can have finished a published course whose certificate shows it, and the "
                "courses that have to come before, at %(hours)s hours of learning a month; or the boot camps with an open call that lead there, as "
                "far as their seats go. Where posts require different levels, the highest counts that is required of anybody in the figure.",
                hours=foresight.HOURS_A_MONTH,
            ),
        ),
    ]


def needs_definitions() -> list[tuple[str, str]]:
    """What the comparison with openings and initiatives assumes."""
    return [
        (
            _("People asked for"),
            _(
                "One person for each opening that must have the competence, and for each initiative that needs it and has no such opening; "
                "besides what posts require."
            ),
        ),
        (
            _("Missing"),
            _(
                "Those of them who are needed in the month, less the people in the whole city whose evidence shows the level then, if nobody "
                "learned anything new. Where fewer than ten people show it, only how many are needed is said: “up to”."
            ),
        ),
    ]
