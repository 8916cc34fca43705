"""Reads of how a team covers what an opening needs, month by month, by the evidence of today."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.champions.models import Champion
from lms.competency.queries.standings import standings_of
from lms.kit.db import db
from lms.placements.hours import months_between, next_month
from lms.placements.models import Opening, OpeningGap, OpeningNeed, Placement, PlacementState
from lms.placements.queries.openings import OpeningAtHand, sorted_needs


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is confirmed on an opening."""

    opening_id: UUID
    champion_id: UUID
    person_id: UUID
    starts_on: date
    ends_on: date

    def is_there(self, month: date) -> bool:
        """Whether they are on the team in some of the month."""
        return self.starts_on < next_month(month) and self.ends_on >= month


@dataclass(frozen=True, slots=True)
class Cover:
    """A need, and who covers it in each month of the opening."""

    need: OpeningNeed
    by_month: tuple[tuple[date, tuple[UUID, ...]], ...]
    """Month -> people who have it at the level and are there."""

    @property
    def uncovered(self) -> tuple[date, ...]:
        """The months in which nobody has it."""
        return tuple(month for month, people in self.by_month if not people)

    @property
    def carriers(self) -> frozenset[UUID]:
        """Everybody who covers it in some month."""
        return frozenset(one for _month, people in self.by_month for one in people)


def covers(openings: Sequence[OpeningAtHand], today: date) -> dict[UUID, list[Cover]]:
    """Opening -> its musts with who covers them, from this month on. Two statements."""
    team = members([one.opening.id for one in openings])
    levels = standings_of({one.person_id for one in team})
    by_opening: dict[UUID, list[Member]] = defaultdict(list)
    for one in team:
        by_opening[one.opening_id].append(one)
    return {one.opening.id: _covers(one.opening, by_opening[one.opening.id], levels, today) for one in openings}


def _covers(opening: Opening, team: Sequence[Member], levels: dict[tuple[UUID, UUID], int], today: date) -> list[Cover]:
    months = months_between(max(opening.starts_on, today), opening.ends_on)
    found = []
    for need in sorted_needs(opening):
        if need.must:
            able = [one for one in team if levels.get((one.person_id, need.competence_id), 0) >= need.level]
            found.append(Cover(need, tuple((month, tuple(one.person_id for one in able if one.is_there(month))) for month in months)))
    return found


def with_cover(gaps: Iterable[OpeningGap], covers: Iterable[Cover]) -> list[tuple[OpeningGap, Cover]]:
    """Levels that fell, each with who covers that need now: others of the team may. What is over, or needed no more, has no gap. No statement."""
    by_competence = {one.need.competence_id: one for one in covers if one.by_month}
    return [(gap, by_competence[gap.competence_id]) for gap in gaps if gap.competence_id in by_competence]


def members(opening_ids: Collection[UUID]) -> list[Member]:
    """Who is confirmed on the openings. One statement."""
    rows = db.session.execute(
        select(Placement.opening_id, Placement.champion_id, Champion.person_id, Placement.starts_on, Placement.ends_on)
        .join(Champion, Champion.id == Placement.champion_id)
        .where(Placement.opening_id.in_(opening_ids), Placement.state == PlacementState.CONFIRMED)
        .order_by(Placement.starts_on, Placement.id)
    )
    return [Member(*row) for row in rows]
