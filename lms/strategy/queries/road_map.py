"""Reads of the road map: the plan of one initiative, and everything that the picture and its table show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.city.queries import holidays
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Department
from lms.strategy.models.initiatives import STANDS, Initiative, Milestone, MilestoneMove
from lms.strategy.models.road_map import Activity, Dependency
from lms.strategy.models.strategies import Indicator, Objective
from lms.strategy.network import dates
from lms.strategy.network.shapes import Plan
from lms.strategy.network.timeline import Timeline
from lms.strategy.queries.snapshots import LIVE, plan_as_it_stands

PAGE = 24
"""Initiatives on a page of the road map."""


@dataclass(frozen=True, slots=True)
class InitiativePlan:
    """An initiative with what it promises and does."""

    initiative: Initiative
    milestones: Sequence[Milestone]
    activities: Sequence[Activity]

    @property
    def owner_id(self) -> UUID | None:
        """Who may change it."""
        return self.initiative.owner_id

    @property
    def is_live(self) -> bool:
        """Whether its work is still to be done."""
        return self.initiative.state in LIVE


@dataclass(frozen=True, slots=True)
class MilestoneAtHand:
    """A milestone, found through its initiative."""

    plan: InitiativePlan
    milestone: Milestone

    @property
    def owner_id(self) -> UUID | None:
        """Who may change it."""
        return self.plan.owner_id


@dataclass(frozen=True, slots=True)
class ActivityAtHand:
    """An activity, found through its initiative."""

    plan: InitiativePlan
    activity: Activity

    @property
    def owner_id(self) -> UUID | None:
        """Who may change it."""
        return self.plan.owner_id


def initiative_plan(slug: str) -> InitiativePlan:
    """The initiative of that address with its milestones and activities. Three statements.

    :raises NotFound: when there is none.
    """
    whole = (joinedload(Initiative.department), joinedload(Initiative.objective), joinedload(Initiative.owner))
    found = db.session.scalar(select(Initiative).where(Initiative.slug == slug).options(*whole))
    if found is None:
        raise NotFound(_("There is no such initiative."))
    milestones = db.session.scalars(
        select(Milestone)
        .where(Milestone.initiative_id == found.id)
        .options(joinedload(Milestone.indicator))
        .order_by(~STANDS, Milestone.promised_on, Milestone.title)
    ).all()
    activities = db.session.scalars(
        select(Activity)
        .where(Activity.initiative_id == found.id)
        .options(joinedload(Activity.team), joinedload(Activity.milestone))
        .order_by(Activity.title)
    ).all()
    return InitiativePlan(found, milestones, activities)


def milestone_at_hand(slug: str, milestone_id: UUID) -> MilestoneAtHand:
    """A milestone of that initiative.

    :raises NotFound: when it has no such milestone.
    """
    plan = initiative_plan(slug)
    found = next((one for one in plan.milestones if one.id == milestone_id), None)
    if found is None:
        raise NotFound(_("There is no such milestone in this initiative."))
    return MilestoneAtHand(plan, found)


def activity_at_hand(slug: str, activity_id: UUID) -> ActivityAtHand:
    """An activity of that initiative.

    :raises NotFound: when it has no such activity.
    """
    plan = initiative_plan(slug)
    found = next((one for one in plan.activities if one.id == activity_id), None)
    if found is None:
        raise NotFound(_("There is no such activity in this initiative."))
    return ActivityAtHand(plan, found)


def moves_of(milestones: Sequence[UUID]) -> dict[UUID, list[MilestoneMove]]:
    """Milestone -> how its date moved, oldest first. One statement."""
    found: dict[UUID, list[MilestoneMove]] = {}
    if milestones:
        rows = select(MilestoneMove).where(MilestoneMove.milestone_id.in_(milestones)).order_by(MilestoneMove.at, MilestoneMove.id)
        for move in db.session.scalars(rows):
            found.setdefault(move.milestone_id, []).append(move)
    return found


def waiting_for(activity_id: UUID) -> list[Activity]:
    """The activities that wait for this one, with their initiatives. One statement."""
    return _joined(Dependency.after_id, Dependency.before_id == activity_id)


def waited_for(activity_id: UUID) -> list[Activity]:
    """The activities that this one waits for, with their initiatives. One statement."""
    return _joined(Dependency.before_id, Dependency.after_id == activity_id)


def _joined(end, where) -> list[Activity]:  # type: ignore[no-untyped-def]  # a column and a comparison; their types have no short names
    rows = select(Activity).join(Dependency, end == Activity.id).where(where).options(joinedload(Activity.initiative)).order_by(Activity.title)
    return list(db.session.scalars(rows))


def live_initiatives() -> list[tuple[str, str]]:
    """Address and title of every live initiative, by title. One statement."""
    rows = db.session.execute(select(Initiative.slug, Initiative.title).where(Initiative.state.in_(LIVE)).order_by(Initiative.title))
    return [(slug, title) for slug, title in rows]


def departments() -> list[tuple[UUID, str]]:
    """Id and name of every department, by name. One statement."""
    return [(key, name) for key, name in db.session.execute(select(Department.id, Department.name).order_by(Department.name))]


def indicators() -> list[tuple[UUID, str]]:
    """Id and words of every indicator of an objective that is not retired. One statement."""
    rows = db.session.execute(
        select(Indicator.id, Objective.code, Indicator.title)
        .join(Objective)
        .where(Objective.retired_at.is_(None))
        .order_by(Objective.code, Indicator.title)
    )
    return [(key, f"{code} {title}") for key, code, title in rows]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of the road map."""

    department_id: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity with its dates as they would be if nobody were short of hours."""

    activity: Activity
    begins: date | None
    ends: date | None
    """With the likely durations; the true days where it began or ended already."""
    latest: date | None
    """With the longest durations."""
    waits_for: list[str]
    before: tuple[str, ...] = ()
    """The ids of what it waits for."""


@dataclass(frozen=True, slots=True)
class InitiativeLines:
    """An initiative with the lines that are asked for."""

    initiative: Initiative
    activities: list[ActivityLine] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RoadMap:
    """Everything that the road map shows: objectives, each with its initiatives; those without one come last under None."""

    groups: list[tuple[Objective | None, list[InitiativeLines]]]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.lines) // PAGE))

    def page(self, number: int) -> "RoadMap":
        """So many initiatives as can be looked at at once."""
        kept = {one.initiative.id for one in self.lines[(number - 1) * PAGE : number * PAGE]}
        narrowed = [(objective, [one for one in initiatives if one.initiative.id in kept]) for objective, initiatives in self.groups]
        return RoadMap([group for group in narrowed if group[1]])

    @property
    def lines(self) -> list[InitiativeLines]:
        """All initiatives, in order."""
        return [one for _objective, initiatives in self.groups for one in initiatives]


def road_map(day: date, asked: Asked) -> RoadMap:
    """The road map as it stands on ``day``. Thirteen statements, however large it is."""
    plan = plan_as_it_stands(day)
    initiatives = db.session.scalars(
        select(Initiative)
        .where(Initiative.state.in_(LIVE))
        .options(joinedload(Initiative.objective), joinedload(Initiative.department))
        .order_by(Initiative.title)
    ).all()
    lines = {one.id: InitiativeLines(one) for one in initiatives}
    _add_activities(lines, plan, Timeline(day, holidays()), asked)
    for milestone in db.session.scalars(select(Milestone).where(STANDS).order_by(Milestone.promised_on, Milestone.title)):
        mine = lines.get(milestone.initiative_id)
        if mine and _within(milestone.promised_on, milestone.reached_on or milestone.promised_on, asked) and _belongs(mine.initiative, None, asked):
            mine.milestones.append(milestone)
    shown = [one for one in lines.values() if one.activities or one.milestones or (asked == Asked())]
    return RoadMap(_grouped(shown))


def _add_activities(lines: dict[UUID, InitiativeLines], plan: Plan, timeline: Timeline, asked: Asked) -> None:
    likely, longest = dates.spans(plan, timeline, dates.likely), dates.spans(plan, timeline, dates.longest)
    titles, tasks = {task.id: task.title for task in plan.tasks}, {task.id: task for task in plan.tasks}
    rows = db.session.scalars(select(Activity).options(joinedload(Activity.team), joinedload(Activity.milestone)))
    for row in sorted((one for one in rows if str(one.id) in tasks), key=lambda one: (likely[str(one.id)].begins, one.title)):
        span, mine = likely[str(row.id)], lines[row.initiative_id]
        line = ActivityLine(
            row,
            row.started_on or timeline.first_day(span.begins),
            row.ended_on or timeline.day(timeline.days_of(span.ends)),
            row.ended_on or timeline.day(timeline.days_of(longest[str(row.id)].ends)),
            [titles[key] for key in tasks[str(row.id)].waits_for if key in titles],
            tasks[str(row.id)].waits_for,
        )
        if _within(line.begins or date.max, line.latest or date.max, asked) and _belongs(mine.initiative, row.team_id, asked):
            mine.activities.append(line)


def _within(begins: date, ends: date, asked: Asked) -> bool:
    return (asked.since is None or ends >= asked.since) and (asked.until is None or begins <= asked.until)


def _belongs(initiative: Initiative, team_id: UUID | None, asked: Asked) -> bool:
    return asked.department_id is None or asked.department_id in (initiative.department_id, team_id)


def _grouped(shown: list[InitiativeLines]) -> list[tuple[Objective | None, list[InitiativeLines]]]:
    groups: dict[UUID | None, tuple[Objective | None, list[InitiativeLines]]] = {}
    for one in shown:
        groups.setdefault(one.initiative.objective_id, (one.initiative.objective, []))[1].append(one)
    return sorted(groups.values(), key=lambda group: (group[0] is None, group[0].code if group[0] else ""))
