"""Reads of the checks of realism, of baselines, of slips and of what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, undefer

from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Department
from lms.strategy.models.initiatives import STANDS, STILL_AHEAD, Initiative, InitiativeState, Milestone, MilestoneMove
from lms.strategy.models.road_map import CheckState, PlanBaseline, PlanCheck, TeamCapacity
from lms.strategy.queries.road_map import moves_of
from lms.strategy.queries.snapshots import plan_as_it_stands

SILENCE = timedelta(minutes=5)
"""A worker that said nothing for so long was killed."""

GIVEN = tuple(state for state in InitiativeState if state not in (InitiativeState.CANDIDATE, InitiativeState.STOPPED))
"""Initiatives whose promises were given to the city: a candidate only thinks of them, and a stopped one takes them back."""


def next_check() -> UUID | None:
    """The oldest check that waits, or whose worker was killed."""
    silent = (PlanCheck.state == CheckState.RUNNING) & (PlanCheck.claimed_at < now() - SILENCE)
    return db.session.scalar(select(PlanCheck.id).where(or_(PlanCheck.state == CheckState.ASKED, silent)).order_by(PlanCheck.asked_at).limit(1))


def checks() -> Sequence[PlanCheck]:
    """The newest fifty checks, without their plans and results. One statement."""
    return db.session.scalars(select(PlanCheck).order_by(PlanCheck.asked_at.desc()).limit(50)).all()


def check_at_hand(check_id: UUID) -> PlanCheck:
    """A check with its plan and its result. One statement.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(PlanCheck).where(PlanCheck.id == check_id).options(undefer(PlanCheck.plan), undefer(PlanCheck.result)))
    if found is None:
        raise NotFound(_("There is no such check."))
    return found


def plan_of(check_id: UUID) -> dict[str, Any]:
    """The plan that a check simulates; empty before a worker took it in hand."""
    return db.session.scalar(select(PlanCheck.plan).where(PlanCheck.id == check_id)) or {}


def latest_check() -> PlanCheck | None:
    """The newest check that is done, with its result. One statement."""
    done = select(PlanCheck).where(PlanCheck.state == CheckState.DONE).order_by(PlanCheck.done_at.desc(), PlanCheck.id).limit(1)
    return db.session.scalar(done.options(undefer(PlanCheck.result)))


def is_checked(today: date) -> bool:
    """Whether the newest check that is done was made of the plan as it stands."""
    newest = select(PlanCheck.fingerprint).where(PlanCheck.state == CheckState.DONE).order_by(PlanCheck.done_at.desc(), PlanCheck.id).limit(1)
    return bool(db.session.scalar(newest) == plan_as_it_stands(today).fingerprint())


def last_verdicts() -> dict[str, str]:
    """Promise -> the word of the newest check that is done."""
    check = latest_check()
    return {one["id"]: one["verdict"] for one in check.result["promises"]} if check else {}


def baselines() -> Sequence[PlanBaseline]:
    """All baselines of the plan, newest first, without their content. One statement."""
    return db.session.scalars(select(PlanBaseline).order_by(PlanBaseline.number.desc())).all()


def baseline(number: int) -> PlanBaseline:
    """One baseline with its content. One statement.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(PlanBaseline).where(PlanBaseline.number == number).options(undefer(PlanBaseline.content)))
    if found is None:
        raise NotFound(_("There is no such baseline."))
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise with where it stands: ``kept``, ``late``, ``moved``, ``on-way`` or ``withdrawn``."""

    milestone: Milestone
    moves: Sequence[MilestoneMove]
    state: str
    p50: date | None
    p80: date | None
    """By when it is reached in five, and in eight, of ten runs of the latest check."""
    verdict: str | None
    agreed_on: date
    """The date in the newest baseline of the whole plan, else the first one that was promised."""
    probability: float | None = None
    """The share of the runs that keep it; nothing where the check was of another date."""

    @property
    def was_simulated(self) -> bool:
        """Whether the latest check could say something of it; without a date it then lies beyond what is simulated."""
        return self.verdict not in (None, "unknown")

    @property
    def slip(self) -> int:
        """By how many days the promise lies behind what was agreed."""
        return ((self.milestone.reached_on or self.milestone.promised_on) - self.agreed_on).days

    @property
    def lag(self) -> int | None:
        """By how many days the latest check lies behind the promise."""
        return (self.p80 - self.milestone.promised_on).days if self.p80 and self.milestone.is_ahead else None


def standing_of(milestone: Milestone, moves: Sequence[MilestoneMove], today: date) -> str:
    """Where a promise stands, in one word."""
    if milestone.withdrawn_at:
        return "withdrawn"
    if milestone.reached_on:
        return "kept"
    if milestone.promised_on < today:
        return "late"
    return "moved" if moves else "on-way"


def promises(today: date, *, public_only: bool) -> list[Standing]:
    """All promises that were given, the next ones first, then those kept, those taken back last. Four statements."""
    rows = select(Milestone).join(Milestone.initiative).where(Initiative.state.in_(GIVEN))
    if public_only:
        rows = rows.where(Milestone.is_public)
    found = db.session.scalars(
        rows.options(joinedload(Milestone.initiative).joinedload(Initiative.department)).order_by(
            ~STILL_AHEAD, ~STANDS, Milestone.promised_on, Milestone.title
        )
    ).all()
    moves, check, agreed = moves_of([one.id for one in found]), latest_check(), _agreed_dates()
    said = {one["id"]: one for one in check.result["promises"]} if check else {}
    return [_standing(one, moves.get(one.id, []), said.get(str(one.id), {}), agreed, today) for one in found]


def _standing(one: Milestone, moves: Sequence[MilestoneMove], said: dict[str, Any], agreed: dict[str, date], today: date) -> Standing:
    p50, p80 = (date.fromisoformat(said[key]) if said.get(key) and one.is_ahead else None for key in ("p50", "p80"))
    verdict = verdict_on(one.promised_on, said) if one.is_ahead else None
    same = one.is_ahead and said.get("promised_on") == one.promised_on.isoformat()
    probability = said.get("probability") if same else None
    return Standing(one, moves, standing_of(one, moves, today), p50, p80, verdict, agreed.get(str(one.id), one.baseline_on), probability)


def verdict_on(day: date, said: dict[str, Any]) -> str | None:
    """The word for a promise of ``day`` by what a check ``said`` of it: its date may have moved since. Nothing where no check knows it."""
    if said.get("verdict") in (None, "unknown"):
        return said.get("verdict")
    promised = day.isoformat()
    return "likely" if (said["p80"] or "9999") <= promised else "open" if (said["p50"] or "9999") <= promised else "unlikely"


def _agreed_dates() -> dict[str, date]:
    newest = db.session.scalar(select(PlanBaseline.content).order_by(PlanBaseline.number.desc()).limit(1))
    return {one["id"]: date.fromisoformat(one["promised_on"]) for one in newest["promises"]} if newest else {}


@dataclass(frozen=True, slots=True)
class DepartmentHours:
    """A department with its hours by month."""

    department: Department
    hours: dict[date, Any]

    @property
    def department_id(self) -> UUID:
        """Whose hours they are."""
        return self.department.id


def hours_of_all() -> list[DepartmentHours]:
    """Every department with its hours, by name. Two statements."""
    hours: dict[UUID, dict[date, Any]] = {}
    for row in db.session.execute(select(TeamCapacity.department_id, TeamCapacity.month, TeamCapacity.hours)):
        hours.setdefault(row.department_id, {})[row.month] = row.hours
    return [DepartmentHours(one, hours.get(one.id, {})) for one in db.session.scalars(select(Department).order_by(Department.name))]


def hours_of(department_id: UUID) -> DepartmentHours:
    """The hours of a department. Two statements.

    :raises NotFound: when there is no such department.
    """
    found = db.session.get(Department, department_id)
    if found is None:
        raise NotFound(_("There is no such department."))
    rows = db.session.execute(select(TeamCapacity.month, TeamCapacity.hours).where(TeamCapacity.department_id == department_id))
    return DepartmentHours(found, {row.month: row.hours for row in rows})
