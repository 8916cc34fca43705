"""Reads of everything that a run of the matching knows: a snapshot without names."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from lms.champions.models import Champion as ChampionRow
from lms.champions.models import ChampionState
from lms.competency.queries.standings import standings_of
from lms.kit.db import db
from lms.people.models import Person
from lms.placements.hours import month_of, months_between, next_month
from lms.placements.matching.problem import Champion, Need, Opening, Problem, Said
from lms.placements.models import (
    GrowthWish,
    Leaning,
    MatchRun,
    OpeningConflict,
    OpeningLeaning,
    OpeningState,
    Placement,
    PlacementState,
    RunState,
)
from lms.placements.models import Opening as OpeningRow
from lms.placements.queries.openings import LIVE

FAR = 24
"""Months that a run looks ahead."""


def problem_of(today: date, *, parallel: int) -> Problem:
    """The city as it is: active champions, openings that are open or filled, and what was said and agreed. Nine statements."""
    openings = _openings(today)
    months = months_between(today, max((one.ends_on for one in openings), default=today))[:FAR]
    rows = db.session.scalars(
        select(ChampionRow)
        .join(ChampionRow.person)
        .where(ChampionRow.state == ChampionState.ACTIVE, Person.active, ChampionRow.hours_per_week.is_not(None))
        .options(contains_eager(ChampionRow.person))
        .order_by(ChampionRow.id)
    ).all()
    held, refused = _placements()
    leanings = db.session.execute(select(OpeningLeaning.champion_id, OpeningLeaning.opening_id, OpeningLeaning.leaning)).all()
    conflicts = db.session.execute(select(OpeningConflict.champion_id, OpeningConflict.opening_id)).all()
    return Problem(
        months=tuple(month.isoformat() for month in months),
        champions=_champions(rows, months),
        openings=tuple(_opening(one, months) for one in openings),
        held=_said(held),
        conflicts=_said([(row.champion_id, row.opening_id) for row in conflicts]),
        refused=_said([*refused, *((row.champion_id, row.opening_id) for row in leanings if row.leaning is Leaning.NOT_FOR_ME)]),
        wished=_said([(row.champion_id, row.opening_id) for row in leanings if row.leaning is Leaning.WISH]),
        last=_last_plan(),
        parallel=parallel,
    )


def _said(pairs: Sequence[tuple[UUID, UUID]]) -> tuple[Said, ...]:
    return tuple(Said(champion, opening) for champion, opening in sorted({(str(one), str(other)) for one, other in pairs}))


def _openings(today: date) -> Sequence[OpeningRow]:
    shown = (OpeningState.OPEN, OpeningState.FILLED)
    statement = select(OpeningRow).where(OpeningRow.state.in_(shown), OpeningRow.ends_on >= today).order_by(OpeningRow.id)
    return db.session.scalars(statement.options(selectinload(OpeningRow.needs))).all()


def _opening(row: OpeningRow, months: Sequence[date]) -> Opening:
    needs = sorted((Need(str(need.competence_id), need.level, need.must) for need in row.needs), key=lambda one: (one.competence, one.level))
    first = next((number for number, month in enumerate(months) if next_month(month) > row.starts_on), len(months) - 1)
    last = max(first, next((number for number, month in enumerate(months) if month == month_of(row.ends_on)), len(months) - 1))
    return Opening(str(row.id), float(row.hours_per_week), row.team_size, first, last, tuple(needs))


def _champions(rows: Sequence[ChampionRow], months: Sequence[date]) -> tuple[Champion, ...]:
    levels: dict[UUID, dict[str, int]] = defaultdict(dict)
    for (person_id, competence_id), level in standings_of({row.person_id for row in rows}).items():
        levels[person_id][str(competence_id)] = level
    growth: dict[UUID, list[str]] = defaultdict(list)
    for champion_id, competence_id in db.session.execute(select(GrowthWish.champion_id, GrowthWish.competence_id)):
        growth[champion_id].append(str(competence_id))
    return tuple(
        Champion(
            str(row.id),
            str(row.person.department_id or ""),
            tuple(float(row.hours_per_week or 0) if _appointed(row, month) else 0.0 for month in months),
            dict(sorted(levels[row.person_id].items())),
            tuple(sorted(growth[row.id])),
        )
        for row in rows
    )


def _appointed(row: ChampionRow, month: date) -> bool:
    """Whether the appointment goes on in some of the month."""
    return (row.appointed_on is None or row.appointed_on < next_month(month)) and (row.until is None or row.until >= month)


def _placements() -> tuple[list[tuple[UUID, UUID]], list[tuple[UUID, UUID]]]:
    """Pairs that are held, and pairs that somebody said no to."""
    held, refused = [], []
    for champion_id, opening_id, state in db.session.execute(select(Placement.champion_id, Placement.opening_id, Placement.state)):
        if state in LIVE:
            held.append((champion_id, opening_id))
        elif state in (PlacementState.DECLINED, PlacementState.REFUSED):
            refused.append((champion_id, opening_id))
    return held, refused


def _last_plan() -> tuple[Said, ...]:
    """What the newest run that ended proposed."""
    result = db.session.scalar(select(MatchRun.result).where(MatchRun.state == RunState.DONE).order_by(MatchRun.done_at.desc()).limit(1))
    return tuple(Said(*pair) for pair in (result or {}).get("plan", []))
