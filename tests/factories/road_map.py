"""Initiatives with plans: only what matters is said."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import update

from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Department, Person, Role
from lms.strategy.jobs import checks as jobs
from lms.strategy.models.initiatives import Initiative, InitiativeState
from lms.strategy.models.road_map import PlanCheck
from lms.strategy.network.shapes import Supply
from lms.strategy.queries.acceptances import acceptance_of
from lms.strategy.queries.checks import check_at_hand
from lms.strategy.queries.road_map import activity_at_hand, initiative_plan
from lms.strategy.service import baselines, capacity, checking, milestones, planning
from lms.strategy.service.checking import Setting
from lms.strategy.service.planning import ActivityFacts
from lms.strategy.service.proposing import propose_initiative
from tests.factories.people import make_department, make_person

_numbers = count(1)


def office() -> Person:
    """Somebody of the programme office."""
    return make_person("Petra Office", Role.PROGRAMME_OFFICE)


def an_initiative(
    owner: Person | None = None,
    *,
    department: Department | None = None,
    title: str = "Open sensors",
    state: InitiativeState = InitiativeState.RUNNING,
) -> str:
    """An initiative that is under way; returns its address."""
    by, slug = office(), f"planned-{next(_numbers)}"
    department_id, owner_id = (department or make_department("Mobility")).id, owner.id if owner else None
    with transaction():
        person = db.session.get_one(Person, by.id)
        made = propose_initiative(slug=slug, title=title, summary="", department_id=department_id, owner_id=owner_id, by=person)
    with transaction():
        db.session.execute(update(Initiative).where(Initiative.id == made.id).values(state=state))
    return slug


def promised(slug: str, title: str = "Sensors are public", *, days: int = 60, public: bool = True) -> UUID:
    """A promise for so many days from today."""
    by = office()
    with transaction():
        plan = initiative_plan(slug)
        return milestones.promise(plan, title, today() + timedelta(days=days), is_public=public, by=db.session.get_one(Person, by.id)).id


def accepted(slug: str, owner: Person | None = None) -> None:
    """Let the owner accept the dates as they stand; without one, ``owner`` or somebody new becomes it."""
    plan = initiative_plan(slug)
    if plan.initiative.owner_id is None:
        key = (owner or make_person("Olga Owner")).id
        with transaction():
            db.session.get_one(Initiative, plan.initiative.id).owner_id = key
    with transaction():
        plan = initiative_plan(slug)
        baselines.accept(plan, seen=acceptance_of(plan).mark, by=db.session.get_one(Person, plan.initiative.owner_id))


def activity(slug: str, title: str = "Write the tender", days: tuple[int, int, int] = (5, 10, 30), *waits_for: UUID, **facts: Any) -> UUID:
    """An activity of those durations that waits for others."""
    by = office()
    with transaction():
        person = db.session.get_one(Person, by.id)
        made = planning.add_activity(initiative_plan(slug), ActivityFacts(title, *days, **facts), by=person).id
        for before in waits_for:
            planning.add_dependency(activity_at_hand(slug, made), before, by=person)
    return made


def hours(department: Department, value: int, *, months: int = 12) -> None:
    """The same hours in each month from this one on."""
    by, first = office(), today().replace(day=1)
    after = [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(months)]
    with transaction():
        capacity.set_hours(db.session.merge(department), dict.fromkeys(after, Decimal(value)), by=db.session.get_one(Person, by.id))


def nobody() -> Supply:
    """No champions, nobody who shows anything."""
    return Supply()


def checked(runs: int = 200, *, by: Person | None = None, seed: int = 7, supply: Callable[[], Supply] = nobody) -> PlanCheck:
    """A finished check of the plan as it stands."""
    asking = by or office()
    with transaction():
        check_id = checking.ask(Setting(runs=runs, seed=seed), by=db.session.get_one(Person, asking.id)).id
    jobs.run_checks(supply)
    return check_at_hand(check_id)
