"""Reads of what champions did for others. Counts only: whom they helped is nobody's business."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import extract, func, select

from lms.champions.models import Outreach, OutreachKind
from lms.kit.db import db


@dataclass(frozen=True, slots=True)
class Totals:
    """What came together."""

    times: int = 0
    reached: int = 0
    minutes: int = 0

    @property
    def hours(self) -> int:
        """Whole hours, rounded."""
        return round(self.minutes / 60)


@dataclass(frozen=True, slots=True)
class YearLine:
    """What came together in a year, by kind."""

    year: int
    by_kind: dict[OutreachKind, Totals]

    @property
    def all(self) -> Totals:
        """Of all kinds."""
        kinds = self.by_kind.values()
        return Totals(sum(one.times for one in kinds), sum(one.reached for one in kinds), sum(one.minutes for one in kinds))


_SUMS = (func.count(), func.coalesce(func.sum(Outreach.reached), 0), func.coalesce(func.sum(Outreach.minutes), 0))


def totals_of(champion_id: UUID) -> Totals:
    """Everything that one champion did. One statement."""
    return Totals(*(int(one) for one in db.session.execute(select(*_SUMS).where(Outreach.champion_id == champion_id)).one()))


def by_year(champion_id: UUID | None = None) -> list[YearLine]:
    """Year by year, the newest first, of one champion or of all. One statement."""
    year = extract("year", Outreach.on_day)
    statement = select(year, Outreach.kind, *_SUMS).group_by(year, Outreach.kind)
    if champion_id is not None:
        statement = statement.where(Outreach.champion_id == champion_id)
    found: dict[int, dict[OutreachKind, Totals]] = {}
    for row in db.session.execute(statement):
        found.setdefault(int(row[0]), {})[row[1]] = Totals(int(row[2]), int(row[3]), int(row[4]))
    return [YearLine(one, found[one]) for one in sorted(found, reverse=True)]


def log_of(champion_id: UUID, *, limit: int = 100) -> Sequence[Outreach]:
    """What a champion logged, the newest first. One statement."""
    return db.session.scalars(
        select(Outreach).where(Outreach.champion_id == champion_id).order_by(Outreach.on_day.desc(), Outreach.at.desc()).limit(limit)
    ).all()
