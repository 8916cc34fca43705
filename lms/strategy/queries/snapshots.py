"""The plan as it stands, in plain values: for a check of realism, for the picture, for a baseline."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.city.queries import holidays
from lms.kit.db import db
from lms.people.models import Department
from lms.strategy.models.initiatives import STILL_AHEAD, Initiative, InitiativeNeed, InitiativeState, Milestone
from lms.strategy.models.road_map import Activity, Dependency, TeamCapacity
from lms.strategy.network.shapes import Need, Plan, Promise, Supply, Task

LIVE = (InitiativeState.CANDIDATE, InitiativeState.APPROVED, InitiativeState.PLANNED, InitiativeState.RUNNING, InitiativeState.PAUSED)
"""Initiatives whose work is still to be done. What a delivered, closed or stopped one did holds nobody up any more."""


def plan_as_it_stands(day: date, *, supply: Supply | None = None, shape: str = "pert", correlation: float = 0.3) -> Plan:
    """The plan of all live initiatives on ``day``. Eight statements, however large it is."""
    rows = db.session.execute(select(Initiative.id, Initiative.slug, Initiative.title).where(Initiative.state.in_(LIVE)).order_by(Initiative.slug))
    initiatives = {row.id: row for row in rows}
    slugs = {key: row.slug for key, row in initiatives.items()}
    return Plan(
        start=day,
        holidays=tuple(sorted(holidays())),
        shape=shape,
        correlation=correlation,
        tasks=_tasks(slugs),
        promises=_promises(slugs),
        needs=_needs(slugs),
        teams={str(key): name for key, name in db.session.execute(select(Department.id, Department.name))},
        initiatives={row.slug: row.title for row in initiatives.values()},
        capacity=_capacity(),
        supply=supply,
    )


def _tasks(slugs: dict[UUID, str]) -> tuple[Task, ...]:
    rows = [row for row in db.session.scalars(select(Activity)) if row.initiative_id in slugs]
    waits = waits_of(row.id for row in rows)
    return tuple(
        Task(
            id=str(row.id),
            title=row.title,
            initiative=slugs[row.initiative_id],
            shortest=row.shortest_days,
            likely=row.likely_days,
            longest=row.longest_days,
            not_before=row.not_before,
            started_on=row.started_on,
            ended_on=row.ended_on,
            team=str(row.team_id) if row.team_id else None,
            hours=float(row.hours_per_month),
            champion_hours=float(row.champion_hours_per_month),
            promise=str(row.milestone_id) if row.milestone_id else None,
            waits_for=tuple(sorted(str(one) for one in waits.get(row.id, ()))),
        )
        for row in sorted(rows, key=lambda row: str(row.id))
    )


def waits_of(activities: Iterable[UUID] | None = None) -> dict[UUID, list[UUID]]:
    """Activity -> what it waits for; of those given, else of all. One statement."""
    wanted = None if activities is None else set(activities)
    found: dict[UUID, list[UUID]] = {}
    for before, after in db.session.execute(select(Dependency.before_id, Dependency.after_id)):
        if wanted is None or after in wanted:
            found.setdefault(after, []).append(before)
    return found


def _promises(slugs: dict[UUID, str]) -> tuple[Promise, ...]:
    rows = db.session.scalars(select(Milestone).where(STILL_AHEAD))
    kept = sorted((row for row in rows if row.initiative_id in slugs), key=lambda row: (row.promised_on, str(row.id)))
    return tuple(
        Promise(id=str(row.id), title=row.title, initiative=slugs[row.initiative_id], promised_on=row.promised_on, baseline_on=row.baseline_on)
        for row in kept
    )


def _needs(slugs: dict[UUID, str]) -> tuple[Need, ...]:
    rows = db.session.execute(
        select(InitiativeNeed, Initiative.starts_on, Initiative.ends_on)
        .join(Initiative, Initiative.id == InitiativeNeed.initiative_id)
        .where(Initiative.state.in_(LIVE))
        .options(joinedload(InitiativeNeed.competence))
    )
    found = [
        Need(
            competence=str(need.competence_id),
            code=need.competence.code,
            title=need.competence.title,
            level=need.level,
            hours_per_week=float(need.hours_per_week),
            initiative=slugs[need.initiative_id],
            starts_on=starts_on,
            ends_on=ends_on,
        )
        for need, starts_on, ends_on in rows
    ]
    return tuple(sorted(found, key=lambda need: (need.initiative, need.code, need.competence)))


def _capacity() -> dict[str, dict[date, float]]:
    rows = db.session.execute(select(TeamCapacity.department_id, TeamCapacity.month, TeamCapacity.hours))
    found: dict[str, dict[date, float]] = {}
    for department_id, month, hours in sorted(rows, key=lambda row: (str(row[0]), row[1])):
        found.setdefault(str(department_id), {})[month] = float(hours)
    return found
