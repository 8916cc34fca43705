"""Reads of runs of the matching: what came of one in names and words, and whether the city has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from lms.champions.models import Champion
from lms.competency.models import Competence
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import from_plain
from lms.people.models import Department, Person
from lms.placements.matching.candidates import fit_of
from lms.placements.matching.problem import Problem, reaches
from lms.placements.matching.scoring import agreed_by_department, placed_by_department, uncovered
from lms.placements.models import MatchAnswer, MatchRun, Opening, Placement, RunState
from lms.placements.queries.openings import OpeningAtHand, at_hand, whole
from lms.placements.queries.snapshot import problem_of


def runs(limit: int = 20) -> Sequence[MatchRun]:
    """The newest runs. One statement."""
    return db.session.scalars(select(MatchRun).order_by(MatchRun.asked_at.desc(), MatchRun.id).limit(limit)).all()


def run_at_hand(run_id: UUID) -> MatchRun:
    """One run with its snapshot and result. One statement.

    :raises NotFound: when there is none.
    """
    statement = select(MatchRun).where(MatchRun.id == run_id).options(undefer(MatchRun.snapshot), undefer(MatchRun.result))
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound(_("There is no such run."))
    return found


def newest_done() -> MatchRun | None:
    """The newest run that ended. One statement."""
    statement = select(MatchRun).where(MatchRun.state == RunState.DONE).order_by(MatchRun.done_at.desc()).limit(1)
    return db.session.scalar(statement.options(undefer(MatchRun.snapshot), undefer(MatchRun.result)))


def snapshot(run: MatchRun) -> Problem:
    """What the run knew."""
    return from_plain(Problem, run.snapshot)


def plan_of(run: MatchRun) -> tuple[tuple[str, str], ...]:
    """What the run proposes: champion and opening."""
    return tuple((pair[0], pair[1]) for pair in run.result.get("plan", []))


def bounds_of(run: MatchRun) -> tuple[float, ...]:
    """What no plan of the run can be below, stage by stage."""
    return tuple(stage["bound"] for stage in run.result.get("stages", []))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair of the plan in names."""

    champion: Champion
    found: OpeningAtHand
    fit: int
    brings: tuple[Competence, ...]
    wished: bool
    sent: bool
    """The champion was asked already."""


@dataclass(frozen=True, slots=True)
class UncoveredNeed:
    """A competence that nobody on a team has, and in which months."""

    found: OpeningAtHand
    competence: Competence
    level: int
    months: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What a department's champions agreed, and what is placed of it, in hours a week times months."""

    department_id: str
    agreed: float
    placed: float

    @property
    def percent(self) -> int:
        """How much of it is placed."""
        return round(100 * self.placed / self.agreed) if self.agreed else 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A run that ended, as its page shows it. What was deleted since is left out."""

    run: MatchRun
    proposals: tuple[Proposal, ...]
    uncovered: tuple[UncoveredNeed, ...]
    shares: tuple[Share, ...]
    champions: int
    openings: int
    people: dict[str, Champion]
    by_opening: dict[str, OpeningAtHand]

    @property
    def names(self) -> list[Champion]:
        """All champions of the snapshot, by name."""
        return sorted(self.people.values(), key=lambda one: (one.person.name, str(one.id)))

    @property
    def roles(self) -> list[OpeningAtHand]:
        """All openings of the snapshot, by title."""
        return sorted(self.by_opening.values(), key=lambda one: (one.opening.title, str(one.opening.id)))

    @property
    def stages(self) -> list[dict[str, Any]]:
        """What each stage reached, with its gap."""
        stages: list[dict[str, Any]] = self.run.result.get("stages", [])
        return stages


def shown(run: MatchRun) -> Shown:
    """What came of a run that ended. Six statements."""
    problem, plan = snapshot(run), plan_of(run)
    champions = _champions(problem)
    openings = {str(one.id): at_hand(one) for one in db.session.scalars(whole().where(Opening.id.in_([UUID(one.key) for one in problem.openings])))}
    competences = {str(one.id): one for one in db.session.scalars(select(Competence).where(Competence.id.in_(_competences(problem))))}
    asked = {(str(row[0]), str(row[1])) for row in db.session.execute(select(Placement.champion_id, Placement.opening_id))}
    proposals = []
    for champion, opening in plan:
        if champion in champions and opening in openings:
            one, role = problem.champion[champion], problem.opening[opening]
            brings = tuple(competences[need.competence] for need in role.needs if reaches(one, need) and need.competence in competences)
            wished = (champion, opening) in problem.wished_pairs
            pair = (champion, opening)
            proposals.append(Proposal(champions[champion], openings[opening], fit_of(one, role), brings, wished, pair in asked))
    months = [date.fromisoformat(month) for month in problem.months]
    missing = tuple(
        UncoveredNeed(openings[one.opening], competences[one.competence], one.level, tuple(months[month] for month in one.months))
        for one in uncovered(problem, plan)
        if one.opening in openings and one.competence in competences
    )
    placed = placed_by_department(problem, plan)
    shares = tuple(Share(key, agreed, placed.get(key, 0.0)) for key, agreed in agreed_by_department(problem).items())
    ordered = tuple(sorted(proposals, key=lambda one: (one.found.opening.starts_on, one.found.opening.title, one.champion.person.name)))
    return Shown(run, ordered, missing, shares, len(problem.champions), len(problem.openings), champions, openings)


def department_names(shown: Shown) -> dict[str, str]:
    """The names of the departments that have a share. One statement."""
    keys = [UUID(one.department_id) for one in shown.shares if one.department_id]
    return {str(row.id): row.name for row in db.session.execute(select(Department.id, Department.name).where(Department.id.in_(keys)))}


def _champions(problem: Problem) -> dict[str, Champion]:
    keys = [UUID(one.key) for one in problem.champions]
    statement = select(Champion).where(Champion.id.in_(keys)).options(joinedload(Champion.person).joinedload(Person.department))
    return {str(one.id): one for one in db.session.scalars(statement)}


def _competences(problem: Problem) -> list[UUID]:
    return sorted({UUID(need.competence) for one in problem.openings for need in one.needs}, key=str)


@dataclass(frozen=True, slots=True)
class Changed:
    """How many champions and openings are not what they were in the snapshot; others: wishes, conflicts and placements."""

    champions: int
    openings: int
    others: int

    def __bool__(self) -> bool:
        return bool(self.champions or self.openings or self.others)


def changed_since(run: MatchRun, today: date) -> Changed:
    """What changed since the run's snapshot was taken. Nine statements."""
    before, now = snapshot(run), problem_of(today, parallel=run.parallel)
    others = set(before.conflicts) ^ set(now.conflicts) | set(before.wished) ^ set(now.wished) | set(before.held) ^ set(now.held)
    private = set(before.refused) ^ set(now.refused)
    return Changed(
        _differing(before.champion, now.champion, before.months == now.months),
        _differing(before.opening, now.opening, before.months == now.months),
        len(others) + len(private),
    )


def _differing(before: dict[str, Any], now: dict[str, Any], same_months: bool) -> int:
    """Keys whose rows differ. In another month every row counts its months anew; then only who came and went is counted."""
    keys = before.keys() | now.keys()
    return sum(1 for key in keys if (before.get(key) != now.get(key) if same_months else (key in before) != (key in now)))


def answer_of(run_id: UUID, champion_id: UUID, opening_id: UUID) -> MatchAnswer | None:
    """What was asked of a pair in a run. One statement."""
    return db.session.scalar(
        select(MatchAnswer).where(MatchAnswer.run_id == run_id, MatchAnswer.champion_id == champion_id, MatchAnswer.opening_id == opening_id)
    )
