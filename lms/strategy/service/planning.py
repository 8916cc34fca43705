"""Activities of the road map, and what waits for what."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select

from lms.audit.service import record
from lms.kit.clock import today
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.strategy.models.initiatives import Milestone
from lms.strategy.models.road_map import Activity, Dependency
from lms.strategy.network.order import circle
from lms.strategy.queries.road_map import ActivityAtHand, InitiativePlan, waiting_for
from lms.strategy.queries.snapshots import waits_of
from lms.strategy.service.plan_refusals import ChangedMeanwhile, CircleRefused, OthersWait, PlanClosed, WrongFigures

ONE_PLAN = "road-map"
"""Who changes what waits for what does so alone: two changes that are right each could be a circle together."""
MOST_DAYS = 2500
"""Ten years of working days."""


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What somebody says of an activity. Durations are working days; hours are those of a whole month."""

    title: str
    shortest_days: int
    likely_days: int
    longest_days: int
    not_before: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    team_id: UUID | None = None
    hours_per_month: Decimal = Decimal(0)
    champion_hours_per_month: Decimal = Decimal(0)
    milestone_id: UUID | None = None


def add_activity(plan: InitiativePlan, facts: ActivityFacts, *, by: Person) -> Activity:
    """Put an activity into the plan of an initiative.

    :raises PlanClosed, WrongFigures: as the sentence says.
    """
    _check(plan, facts)
    made = Activity(initiative_id=plan.initiative.id, **asdict(facts))
    db.session.add(made)
    db.session.flush()
    record("activity-added", "activity", made.id, by=by.id, initiative=str(plan.initiative.id))
    return made


def change_activity(found: ActivityAtHand, facts: ActivityFacts, *, seen: str, by: Person) -> None:
    """Write an activity anew. ``seen`` is its ``mark_of`` when the page was opened.

    :raises ChangedMeanwhile: somebody else changed it since.
    :raises PlanClosed, WrongFigures: as the sentence says.
    """
    _check(found.plan, facts)
    activity = hold(found.activity)
    if seen != mark_of(activity):
        raise ChangedMeanwhile(_("Somebody else changed this activity since you opened it. Load the page again, and look at what they wrote."))
    for name, value in asdict(facts).items():
        setattr(activity, name, value)
    db.session.flush()
    record("activity-changed", "activity", activity.id, by=by.id, likely=facts.likely_days)


def mark_of(activity: Activity) -> str:
    """A short hash of what an activity says, to notice that somebody else changed it."""
    facts = [getattr(activity, name) for name in ActivityFacts.__slots__]
    plain = [float(fact) if isinstance(fact, Decimal) else str(fact) for fact in facts]
    return sha256(repr(plain).encode()).hexdigest()[:16]


def remove_activity(found: ActivityAtHand, *, by: Person) -> None:
    """Take an activity out of the plan.

    :raises OthersWait: when other activities wait for it; the sentence names them.
    """
    _open(found.plan)
    one_at_a_time(ONE_PLAN)
    waiting = waiting_for(found.activity.id)
    if waiting:
        names = ", ".join(f"“{one.title}” ({one.initiative.title})" for one in waiting)
        raise OthersWait(_("It cannot go, since other work waits for it: %(names)s. Take it out of what they wait for first.", names=names))
    activity_id = found.activity.id
    db.session.execute(delete(Dependency).where(Dependency.after_id == activity_id))
    db.session.delete(found.activity)
    db.session.flush()
    record("activity-removed", "activity", activity_id, by=by.id, initiative=str(found.plan.initiative.id))


def add_dependency(found: ActivityAtHand, before_id: UUID, *, by: Person) -> None:
    """Let the activity wait for another one, of whichever initiative. To say it twice changes nothing.

    :raises CircleRefused: when the other one waits for it already, be it through others; the sentence names the circle.
    """
    _open(found.plan)
    one_at_a_time(ONE_PLAN)
    if db.session.get(Activity, before_id) is None:
        raise NotFound(_("There is no such activity. It may have been taken out of its plan."))
    waits, here = waits_of(), found.activity.id
    if before_id in waits.get(here, ()):
        return
    waits[here] = [before_id, *waits.get(here, ())]
    if found_circle := circle({here: waits[here], **waits}):
        raise CircleRefused(_("These activities would wait for each other: %(names)s. Nothing was changed.", names=_named(found_circle, here)))
    made = Dependency(before_id=before_id, after_id=here)
    db.session.add(made)
    db.session.flush()
    record("dependency-added", "activity", here, by=by.id, waits_for=str(before_id))


def _named(closed: list[UUID], first: UUID) -> str:
    """A circle in words, from ``first`` back to it."""
    start = closed.index(first) if first in closed else 0
    keys = [*closed[start:-1], *closed[:start], closed[start]]
    titles = {row.id: row.title for row in db.session.execute(select(Activity.id, Activity.title).where(Activity.id.in_(keys)))}
    return " → ".join(f"“{titles[key]}”" for key in keys)


def remove_dependency(found: ActivityAtHand, before_id: UUID, *, by: Person) -> None:
    """Let the activity not wait for that one any more."""
    _open(found.plan)
    db.session.execute(delete(Dependency).where(Dependency.before_id == before_id, Dependency.after_id == found.activity.id))
    record("dependency-removed", "activity", found.activity.id, by=by.id, waits_for=str(before_id))


def _open(plan: InitiativePlan) -> None:
    if not plan.is_live:
        raise PlanClosed(_("The work of this initiative is over, so its plan stays as it is."))


def _check(plan: InitiativePlan, facts: ActivityFacts) -> None:
    _open(plan)
    if not 0 <= facts.shortest_days <= facts.likely_days <= facts.longest_days <= MOST_DAYS:
        raise WrongFigures(_("The shortest duration is at most the likely one, and that at most the longest. None is longer than ten years."))
    if facts.ended_on and (facts.started_on is None or facts.ended_on < facts.started_on):
        raise WrongFigures(_("What has ended began before: say on which day it began, not after its end."))
    this_day = today()
    if any(day and day > this_day for day in (facts.started_on, facts.ended_on)):
        raise WrongFigures(_("The days on which it began and ended are what has happened, so they cannot lie in the future."))
    if facts.milestone_id and not db.session.scalar(
        select(Milestone.id).where(Milestone.id == facts.milestone_id, Milestone.initiative_id == plan.initiative.id)
    ):
        raise WrongFigures(_("That milestone belongs to another initiative. Let that initiative’s activity wait for this one instead."))
