"""Who there is to help the road map: figures without names, for a check of realism, which knows no champions itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from lms.champions.models import Champion, ChampionState
from lms.competency.models import Standing
from lms.competency.queries.standings import standings_of
from lms.kit.clock import today
from lms.kit.db import db
from lms.people.models import Person
from lms.placements.models import Opening, Placement, PlacementState
from lms.strategy.network.shapes import Group, Supply
from lms.strategy.network.timeline import later_month

WEEKS_OF_A_MONTH = Decimal(52) / 12
MONTHS = 24
"""So far ahead the hours are told. Appointments last for twelve months; a road map is longer, so those that end are counted as renewed."""

_SERVING = (Champion.state == ChampionState.ACTIVE, Champion.hours_per_week.is_not(None), Person.active)


@dataclass(frozen=True, slots=True)
class _Span:
    """Hours a week from one day to another."""

    person_id: UUID
    hours: Decimal
    begins: date | None
    ends: date | None

    def in_month(self, month: date) -> Decimal:
        """Its hours in a month, by the days of the month that lie in it."""
        after = later_month(month, 1)
        first, last = max(self.begins or month, month), min(self.ends or after, after - timedelta(days=1))
        days = (last - first).days + 1
        return self.hours * WEEKS_OF_A_MONTH * days / (after - month).days if days > 0 else Decimal(0)


def supply() -> Supply:
    """The champions' free hours by month, and whose evidence shows what, as counts.

    Free are the hours that line managers agreed to, less those placed on projects: what is placed on an initiative is just what the initiative's
    activities ask champions for. An appointment that ends is counted as renewed, as departments are counted to keep the hours of their last month:
    otherwise nothing that needs champions could ever end more than a year ahead. ``renewed_from`` tells from when this is assumed. Five statements.
    """
    months = [later_month(today().replace(day=1), number) for number in range(MONTHS)]
    agreed, taken = _agreed(), _placed_elsewhere()
    free = {one.person_id: {month: _free(one, taken, month) for month in months} for one in agreed}
    levels = _levels(free)
    return Supply(
        champion_hours={month: round(float(sum(hours[month] for hours in free.values())), 1) for month in months} if agreed else {},
        people=_people(),
        hours=_hours(free, levels),
        groups=_groups(free, levels),
        renewed_from=_first_to_end(),
    )


def _agreed() -> list[_Span]:
    rows = db.session.execute(
        select(Champion.person_id, Champion.hours_per_week, Champion.appointed_on)
        .join(Person, Person.id == Champion.person_id)
        .where(*_SERVING)
        .order_by(Champion.id)
    )
    return [_Span(row.person_id, row.hours_per_week, row.appointed_on, ends=None) for row in rows]


def _first_to_end() -> date | None:
    """The day on which the first of the appointments ends."""
    return db.session.scalar(select(func.min(Champion.until)).join(Person, Person.id == Champion.person_id).where(*_SERVING))


def _placed_elsewhere() -> list[_Span]:
    rows = db.session.execute(
        select(Champion.person_id, Placement.hours_per_week, Placement.starts_on, Placement.ends_on)
        .join(Placement, Placement.champion_id == Champion.id)
        .join(Opening, Opening.id == Placement.opening_id)
        .where(Placement.state == PlacementState.CONFIRMED, Opening.project_id.is_not(None))
    )
    return [_Span(row.person_id, row.hours_per_week, row.starts_on, row.ends_on) for row in rows]


def _free(agreed: _Span, taken: Iterable[_Span], month: date) -> Decimal:
    placed = sum((one.in_month(month) for one in taken if one.person_id == agreed.person_id), Decimal(0))
    return max(Decimal(0), agreed.in_month(month) - placed)


def _people() -> dict[str, dict[int, int]]:
    rows = db.session.execute(
        select(Standing.competence_id, Standing.level, func.count())
        .join(Person, Person.id == Standing.person_id)
        .where(Standing.level > 0, Person.active)
        .group_by(Standing.competence_id, Standing.level)
    )
    found: dict[str, dict[int, int]] = {}
    for competence_id, level, count in rows:
        found.setdefault(str(competence_id), {})[level] = count
    return found


def _levels(people: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = {one: {} for one in people}
    for (person_id, competence_id), level in standings_of(people).items():
        found[person_id][str(competence_id)] = level
    return found


def _hours(free: dict[UUID, dict[date, Decimal]], levels: dict[UUID, dict[str, int]]) -> dict[str, dict[int, dict[date, float]]]:
    found: dict[str, dict[int, dict[date, float]]] = {}
    for person_id, shown in levels.items():
        for competence, level in shown.items():
            _add(found.setdefault(competence, {}).setdefault(level, {}), free[person_id])
    return found


def _groups(free: dict[UUID, dict[date, Decimal]], levels: dict[UUID, dict[str, int]]) -> tuple[Group, ...]:
    """Champions who show the same, together; in an order that tells nothing of who they are."""
    alike: dict[tuple[tuple[str, int], ...], dict[date, float]] = {}
    for person_id, shown in levels.items():
        if shown:
            _add(alike.setdefault(tuple(sorted(shown.items())), {}), free[person_id])
    return tuple(Group(levels=dict(shown), hours=hours) for shown, hours in sorted(alike.items()))


def _add(total: dict[date, float], hours: dict[date, Decimal]) -> None:
    for month, more in hours.items():
        total[month] = round(total.get(month, 0.0) + float(more), 1)
