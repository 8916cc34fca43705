"""Who stands behind their dates: an owner accepts those of an initiative as they are, until one of them or the owner changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.kit.db import db
from lms.strategy.models.initiatives import STANDS, STILL_AHEAD, Initiative, Milestone
from lms.strategy.models.road_map import Activity, PlanAcceptance
from lms.strategy.queries.checks import GIVEN
from lms.strategy.queries.road_map import InitiativePlan
from lms.strategy.queries.snapshots import LIVE

PROMISING = tuple(state for state in LIVE if state in GIVEN)
"""States of initiatives whose promises are given, and whose work is still to be done."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An initiative with what its owner said of its dates. ``mark`` is that of the dates as they stand."""

    initiative: Initiative
    mark: str
    newest: PlanAcceptance | None

    @property
    def has_owner(self) -> bool:
        """Whether somebody who works here answers for it."""
        return self.initiative.owner is not None and self.initiative.owner.active

    @property
    def accepted_at(self) -> datetime | None:
        """When the owner of today accepted the dates of today; nothing when that is still to come."""
        if self.newest is None or not self.has_owner:
            return None
        same = (self.newest.owner_id, self.newest.mark) == (self.initiative.owner_id, self.mark)
        return self.newest.at if same else None

    @property
    def standing(self) -> str:
        """``accepted``, ``no-owner``, ``changed`` since somebody accepted, or ``waits``."""
        if self.accepted_at:
            return "accepted"
        if not self.has_owner:
            return "no-owner"
        return "changed" if self.newest else "waits"


def mark_of(milestones: Iterable[Milestone], activities: Iterable[Activity]) -> str:
    """A hash of the dates of a plan: what is promised for when, and how long the work takes. What has happened since changes none of them."""
    promised = sorted((str(one.id), str(one.promised_on)) for one in milestones if one.withdrawn_at is None)
    work = sorted((str(one.id), one.shortest_days, one.likely_days, one.longest_days, str(one.not_before)) for one in activities)
    return sha256(repr((promised, work)).encode()).hexdigest()


def acceptance_of(plan: InitiativePlan) -> Acceptance:
    """What the owner of one initiative said. One statement."""
    return Acceptance(plan.initiative, mark_of(plan.milestones, plan.activities), _newest([plan.initiative.id]).get(plan.initiative.id))


def acceptances() -> list[Acceptance]:
    """Every initiative with a promise that is given and still ahead, by title. Four statements."""
    promising = select(Milestone.initiative_id).where(STILL_AHEAD)
    asked = select(Initiative).where(Initiative.state.in_(PROMISING), Initiative.id.in_(promising)).options(joinedload(Initiative.owner))
    found = db.session.scalars(asked.order_by(Initiative.title)).all()
    keys = [one.id for one in found]
    milestones, activities = defaultdict(list), defaultdict(list)
    for milestone in db.session.scalars(select(Milestone).where(Milestone.initiative_id.in_(keys), STANDS)):
        milestones[milestone.initiative_id].append(milestone)
    for activity in db.session.scalars(select(Activity).where(Activity.initiative_id.in_(keys))):
        activities[activity.initiative_id].append(activity)
    newest = _newest(keys)
    return [Acceptance(one, mark_of(milestones[one.id], activities[one.id]), newest.get(one.id)) for one in found]


def _newest(initiatives: Sequence[UUID]) -> dict[UUID, PlanAcceptance]:
    rows = select(PlanAcceptance).where(PlanAcceptance.initiative_id.in_(initiatives)).order_by(PlanAcceptance.at, PlanAcceptance.id)
    return {row.initiative_id: row for row in db.session.scalars(rows)}
