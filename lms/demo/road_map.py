"""The road map of the demo city: what its initiatives do and promise, the hours of its teams, dates that moved, and one check that was run."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from lms.demo.founding import person
from lms.demo.road_map_plans import KEPT, LATE, MOVED, NOT_ACCEPTED, PLANS, WAITS, PlanDemo
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.working_days import working_days_after
from lms.people.models import Department, Person
from lms.placements.queries.supply import supply
from lms.strategy.jobs import checks as jobs
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Indicator
from lms.strategy.network.timeline import later_month
from lms.strategy.queries.acceptances import PROMISING, acceptance_of
from lms.strategy.queries.road_map import MilestoneAtHand, activity_at_hand, initiative_plan, milestone_at_hand
from lms.strategy.queries.snapshots import LIVE
from lms.strategy.service import baselines, capacity, checking, milestones, planning
from lms.strategy.service.checking import Setting
from lms.strategy.service.planning import ActivityFacts

OFFICE = "nora.lindgren@exampleville.example"
SEED = 20261122

HOURS = {
    "DIG-OPS": 150,
    "DIG-DATA": 90,
    "DIG-LAB": 100,
    "FIN-PRO": 60,
    "MOB": 60,
    "MOB-PAR": 80,
    "PLA": 90,
    "CIT": 100,
    "HR": 90,
    "ENV": 60,
    "CUL": 50,
}
"""Of the city manager's office nobody said it: the check says so."""


def plan() -> dict[str, int]:
    """Give the initiatives that are there a plan; return what was made."""
    slugs = _initiatives()
    departments = {row.code: row.id for row in db.session.execute(select(Department.code, Department.id))}
    db.session.rollback()
    _say_hours(departments)
    made = {slug: _plan_one(slug, PLANS[slug], departments, number) for number, slug in enumerate(slugs)}
    _join(made)
    with at(now() - timedelta(days=121)):
        _accept(slugs)
    with at(now() - timedelta(days=120)), transaction():
        baselines.agree("", by=_office())
    _move_dates()
    _keep_one()
    _accept([slug for slug in slugs if slug not in NOT_ACCEPTED])
    _check()
    return {"activities of the road map": sum(map(len, made.values()))}


def _office() -> Person:
    return person(OFFICE)


def _initiatives() -> list[str]:
    """The addresses of the live initiatives that have a plan."""
    live = set(db.session.scalars(select(Initiative.slug).where(Initiative.state.in_(LIVE))))
    return [slug for slug in PLANS if slug in live]


def _say_hours(departments: dict[str, UUID]) -> None:
    first = today().replace(day=1)
    for code, hours in HOURS.items():
        months = {month: Decimal(hours // 2 if month.month in (7, 8) else hours) for month in (later_month(first, number) for number in range(15))}
        with transaction():
            capacity.set_hours(db.session.get_one(Department, departments[code]), months, by=_office())


def _plan_one(slug: str, plan: PlanDemo, departments: dict[str, UUID], number: int) -> list[UUID]:
    """Five activities, one after the other, and two promises; the first of them have begun or are over."""
    begun = working_days_after(today() - timedelta(days=70 - 9 * number), 1)
    with at(now() - timedelta(days=130)), transaction():
        found, by = initiative_plan(slug), _office()
        indicators = select(Indicator.id).where(Indicator.objective_id == found.initiative.objective_id).order_by(Indicator.title)
        moved = (None, db.session.scalars(indicators.limit(1)).first())
        half, whole = (
            milestones.promise(found, title, begun + timedelta(days=days + 14 * (number % 4)), indicator_id=indicator_id, by=by).id
            for title, days, indicator_id in zip((plan.half, plan.whole), (210, 330), moved, strict=True)
        )
    made: list[UUID] = []
    with transaction():
        by = _office()
        for place, (title, days, code, hours, champions) in enumerate(plan.steps):
            over = place == 0 and number < 4
            facts = ActivityFacts(
                title,
                *days,
                not_before=None if place or number < 6 else working_days_after(today(), 20 * (number - 4)),
                started_on=begun if place == 0 and number < 6 else None,
                ended_on=min(working_days_after(begun, days[1]), today()) if over else None,
                team_id=departments[code],
                hours_per_month=Decimal(hours),
                champion_hours_per_month=Decimal(champions),
                milestone_id={3: half, 4: whole}.get(place),
            )
            made.append(planning.add_activity(initiative_plan(slug), facts, by=by).id)
            if place:
                planning.add_dependency(activity_at_hand(slug, made[-1]), made[-2], by=by)
    return made


def _join(made: dict[str, list[UUID]]) -> None:
    for slug, place, before, earlier in WAITS:
        if slug in made and before in made:
            with transaction():
                planning.add_dependency(activity_at_hand(slug, made[slug][place]), made[before][earlier], by=_office())


def _accept(slugs: Collection[str]) -> None:
    """Let owners stand behind their dates; candidates promise nothing yet."""
    for slug in slugs:
        with transaction():
            found = initiative_plan(slug)
            if found.initiative.owner and found.initiative.state in PROMISING:
                baselines.accept(found, seen=acceptance_of(found).mark, by=found.initiative.owner)


def _move_dates() -> None:
    for slug, reason, ago, days in MOVED:
        with at(now() - timedelta(days=ago)), transaction():
            found = _promise_of(slug)
            milestones.move(found, found.milestone.promised_on + timedelta(days=days), reason, seen=found.milestone.promised_on, by=_office())


def _promise_of(slug: str) -> MilestoneAtHand:
    key = initiative_plan(slug).milestones[0].id
    return milestone_at_hand(slug, key)


def _keep_one() -> None:
    """A promise that was kept a little late, and one that is late."""
    day: date = today() - timedelta(days=40)
    with at(now() - timedelta(days=150)), transaction():
        kept = milestones.promise(initiative_plan(KEPT[0]), KEPT[1], day, by=_office()).id
        milestones.promise(initiative_plan(LATE[0]), LATE[1], day, by=_office())
    with at(now() - timedelta(days=30)), transaction():
        found = milestone_at_hand(KEPT[0], kept)
        milestones.reach(found, day + timedelta(days=6), "The register is at data.exampleville.example, with 214 entries.", by=_office())


def _check() -> None:
    with transaction():
        checking.ask(Setting(runs=2000, seed=SEED), by=_office())
    jobs.run_checks(supply)
