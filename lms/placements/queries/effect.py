"""Reads of what champions change: slip of the work that they are on, how evenly hours lie, how many stop."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.champions.models import Champion, ChampionState
from lms.kit.db import db
from lms.placements import effect
from lms.placements.effect import Slip, Turnover, Work
from lms.placements.models import Opening, Placement
from lms.placements.queries.load import ChampionLoad
from lms.placements.queries.placements import was_placed
from lms.projects.models.projects import Project, ProjectMilestone
from lms.strategy.models.initiatives import Milestone

_Dated = dict[tuple[str, UUID], list[tuple[date, date, date | None]]]


@dataclass(frozen=True, slots=True)
class Effect:
    """What can be said of champions in figures."""

    slip: Slip
    gini: float | None
    turnover: Turnover


def effect_of(loads: Sequence[ChampionLoad], today: date) -> Effect:
    """Of all work with milestones that should have been reached, and of this month's hours. Four statements."""
    return Effect(
        effect.compare(_works(today)),
        effect.gini([float(one.load.placed[0]) for one in loads]),
        _turnover(today),
    )


def _works(today: date) -> list[Work]:
    with_champions = _placed(today)
    works = []
    for (kind, key), milestones in _milestones().items():
        slip = effect.slip_of(milestones, today)
        if slip is not None:
            first, last = min(one[0] for one in milestones), max(one[0] for one in milestones)
            works.append(Work(kind, (last - first).days, slip, key in with_champions))
    return works


def _placed(today: date) -> set[UUID]:
    """Initiatives and projects on which a champion is or was. One statement."""
    rows = db.session.execute(
        select(Opening.initiative_id, Opening.project_id)
        .join(Placement, Placement.opening_id == Opening.id)
        .where(was_placed(), Placement.starts_on <= today)
        .distinct()
    )
    return {key for row in rows for key in row if key is not None}


def _milestones() -> _Dated:
    """Kind and id of work -> its milestones: first agreed, promised now, reached. Two statements."""
    found: _Dated = defaultdict(list)
    of_initiatives = select(Milestone.initiative_id, Milestone.baseline_on, Milestone.promised_on, Milestone.reached_on)
    for initiative_id, first, promised, reached in db.session.execute(of_initiatives):
        found["initiative", initiative_id].append((first, promised, reached))
    asked = select(Project.kind, Project.id, ProjectMilestone.baseline_on, ProjectMilestone.due_on, ProjectMilestone.reached_on)
    for kind, project_id, first, promised, reached in db.session.execute(asked.join(ProjectMilestone, ProjectMilestone.project_id == Project.id)):
        found[kind.value, project_id].append((first, promised, reached))
    return found


def _turnover(today: date) -> Turnover:
    """One statement."""
    before = date.fromordinal(today.toordinal() - 365)
    served = Champion.appointed_on.is_not(None)
    there = served & (Champion.appointed_on <= before) & or_(Champion.ended_on.is_(None), Champion.ended_on > before)
    row = db.session.execute(
        select(
            func.count().filter(served & (Champion.ended_on > before) & (Champion.ended_on <= today)),
            func.count().filter(there),
            func.count().filter(Champion.state.in_((ChampionState.ACTIVE, ChampionState.RESTING))),
        )
    ).one()
    return Turnover(row[0], row[1], row[2])
