"""Lists of placements as CSV and XLSX."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from lms.kit.i18n import format_month
from lms.kit.i18n import gettext as _
from lms.kit.list_files import Table
from lms.placements.models import PlacementState
from lms.placements.queries.closing import Near, Wanted, Way
from lms.placements.queries.load import ChampionLoad
from lms.placements.queries.openings import OpeningAtHand, department_of, sorted_needs
from lms.placements.queries.placements import Colleague, PlacementAtHand
from lms.placements.queries.runs import Shown
from lms.placements.views.words import OPENING_STATES, PLACEMENT_STATES


def openings(listed: Sequence[OpeningAtHand], teams: Mapping[UUID, Mapping[PlacementState, int]]) -> Table:
    """Openings with their needs."""
    figures = (_("Hours a week"), _("Team"), _("Confirmed"), _("From"), _("Until"))
    header = (_("Opening"), _("Offered by"), _("Department"), _("State"), *figures, _("Competences"))
    rows = [
        (
            one.opening.title,
            one.offering.thing.title,
            department_of(one).name,
            str(OPENING_STATES[one.opening.state][0]),
            one.opening.hours_per_week,
            one.opening.team_size,
            teams.get(one.opening.id, {}).get(PlacementState.CONFIRMED, 0),
            one.opening.starts_on,
            one.opening.ends_on,
            ", ".join(f"{need.competence.code} {need.level}{'' if need.must else ' *'}" for need in sorted_needs(one.opening)),
        )
        for one in listed
    ]
    return header, rows


def placements(listed: Sequence[PlacementAtHand]) -> Table:
    """Placements of one person."""
    header = (_("Opening"), _("Offered by"), _("Hours a week"), _("From"), _("Until"), _("State"))
    rows = (
        (
            one.found.opening.title,
            one.found.offering.thing.title,
            one.placement.hours_per_week,
            one.placement.starts_on,
            one.placement.ends_on,
            str(PLACEMENT_STATES[one.placement.state][0]),
        )
        for one in listed
    )
    return header, rows


def team(people: Sequence[Colleague]) -> Table:
    """A manager's champions: a row for each placement, and one for whoever has none."""
    header = (_("Name"), _("Agreed"), _("Placed today"), _("Opening"), _("Hours a week"), _("From"), _("Until"), _("State"))
    rows: list[tuple[object, ...]] = []
    for one in people:
        who = (one.champion.person.name, one.agreed, one.now)
        for on in one.placements:
            rows.append((*who, on.opening.title, on.hours_per_week, on.starts_on, on.ends_on, str(PLACEMENT_STATES[on.state][0])))
        if not one.placements:
            rows.append((*who, *(None,) * 5))
    return header, rows


def loads(found: Sequence[ChampionLoad], months: Sequence[date]) -> Table:
    """Champions with placed and agreed hours by month."""
    header = (_("Champion"), _("Department"), _("Openings"), *(format_month(month) for month in months))
    rows = [
        (
            one.champion.person.name,
            one.champion.person.department.name if one.champion.person.department else "",
            one.openings,
            *(f"{float(placed):g} / {float(agreed):g}" for placed, agreed, _level in one.load.cells),
        )
        for one in found
    ]
    return header, rows


def uncovered(shown: Shown, near: Mapping[Wanted, Sequence[Near]], ways: Mapping[Wanted, Sequence[Way]]) -> Table:
    """What a run could not cover."""
    header = (_("Opening"), _("Competence"), _("Level"), _("From"), _("Months"), _("Nearest officers"), _("Courses and boot camps"), _("Soonest"))
    rows = []
    for one in shown.uncovered:
        key = (one.competence.id, one.level)
        rows.append(
            (
                one.found.opening.title,
                f"{one.competence.code} {one.competence.title}",
                one.level,
                one.months[0],
                len(one.months),
                ", ".join(f"{who.person.name} ({who.shown})" for who in near.get(key, ())),
                ", ".join(way.title for way in ways.get(key, ())),
                ways[key][0].ready_on if ways.get(key) else None,
            )
        )
    return header, rows
