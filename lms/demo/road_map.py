"""The road map of the demo city: what its initiatives do and promise, the hours of its teams, dates that moved, and one check that was run."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, update

from lms.demo.founding import person
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.working_days import working_days_after
from lms.people.models import Department, Person
from lms.placements.queries.supply import supply
from lms.strategy.jobs import checks as jobs
from lms.strategy.models.initiatives import Initiative, InitiativeState
from lms.strategy.models.strategies import Indicator
from lms.strategy.network.timeline import later_month
from lms.strategy.queries.acceptances import PROMISING, acceptance_of
from lms.strategy.queries.road_map import MilestoneAtHand, activity_at_hand, initiative_plan, milestone_at_hand
from lms.strategy.queries.snapshots import LIVE
from lms.strategy.service import baselines, capacity, checking, milestones, planning
from lms.strategy.service.checking import Setting
from lms.strategy.service.planning import ActivityFacts
from lms.strategy.service.proposing import propose_initiative

OFFICE = "nora.lindgren@exampleville.example"
SEED = 20261122

Step = tuple[str, tuple[int, int, int], str, int, int]
"""Title, three durations in working days, department, hours a month, hours a month of champions."""

WAYS: tuple[tuple[Step, ...], ...] = (
    (
        ("Ask residents and businesses what they need", (10, 15, 25), "CIT", 60, 10),
        ("Describe the data and clear the rights", (15, 25, 50), "DIG-DATA", 60, 0),
        ("Buy what is missing", (40, 60, 110), "FIN-PRO", 30, 0),
        ("Connect it to the data platform", (15, 25, 60), "DIG-OPS", 80, 10),
        ("Publish, and show colleagues how to use it", (5, 10, 20), "DIG-DATA", 40, 20),
    ),
    (
        ("Agree on the way the work is done today", (8, 12, 20), "PLA", 50, 10),
        ("Draw and try the new way with ten officers", (15, 20, 40), "DIG-LAB", 80, 20),
        ("Build the forms and the checks behind them", (30, 45, 90), "DIG-OPS", 90, 0),
        ("Train everybody who answers", (10, 15, 30), "HR", 50, 30),
        ("Open it to the public", (3, 5, 15), "CIT", 30, 0),
    ),
    (
        ("Choose the places with the district", (10, 20, 40), "MOB", 50, 0),
        ("Clear data protection and permits", (20, 35, 80), "PLA", 40, 0),
        ("Set up sensors and the register", (15, 25, 45), "MOB-PAR", 70, 0),
        ("Run the test for a season", (60, 65, 90), "DIG-LAB", 40, 20),
        ("Decide: adopt, adapt or stop", (5, 10, 20), "CMO", 20, 0),
    ),
    (
        ("Map who needs to know what", (8, 15, 25), "HR", 50, 20),
        ("Write the course with those who do the work", (20, 30, 60), "DIG-LAB", 60, 30),
        ("Hold the first round with forty officers", (10, 20, 30), "HR", 60, 40),
        ("Mend it after the first round", (5, 10, 25), "DIG-LAB", 50, 10),
        ("Bring it to every department", (30, 45, 90), "HR", 50, 40),
    ),
    (
        ("Survey the sites", (15, 20, 40), "PLA", 50, 0),
        ("Agree the routes with the owners of the roads", (20, 40, 100), "MOB", 40, 0),
        ("Tender the works", (45, 60, 120), "FIN-PRO", 40, 0),
        ("Build and connect", (50, 70, 130), "DIG-OPS", 80, 0),
        ("Measure, and hand over to operations", (8, 12, 25), "DIG-OPS", 50, 0),
    ),
)
PROMISES = (
    ("Everybody can use the open data", "All departments use it every day"),
    ("The new service is open", "Nine of ten applications need no visit"),
    ("The test has begun", "The city has decided what to keep"),
    ("Forty officers have learned it", "Every department works with it"),
    ("The building work is done", "It is in service"),
)
OWN = (
    ("kerb-in-real-time", "The kerb in real time", "MOB-PAR", "marco.bianchi"),
    ("permits-without-paper", "Permits without paper", "PLA", "sofia.marchetti"),
    ("trees-and-heat", "Trees against heat", "ENV", "eva.horvat"),
    ("one-counter", "One counter for everything", "CIT", "lena.fischer"),
    ("fibre-to-schools", "Fibre to every school", "DIG-OPS", "amina.rahimi"),
    ("open-budget", "An open budget", "FIN", "henrik.olsen"),
    ("quiet-streets", "Quiet streets by data", "MOB", "marco.bianchi"),
    ("libraries-lend-devices", "Libraries lend devices", "CUL", "maria.kowalska"),
    ("every-officer-reads-data", "Every officer reads data", "HR", "paul.dubois"),
    ("sensors-in-the-park", "Sensors in the park", "ENV", "eva.horvat"),
)
"""Made only where no initiative is there yet."""

REASONS = (
    "The first tender brought one offer above the budget, so it was repeated.",
    "The data protection officer asked for a second assessment before the sensors may count people.",
    "Two of three engineers were needed to keep the data centre running in summer.",
)
HOURS = {"DIG-OPS": 150, "DIG-DATA": 90, "DIG-LAB": 100, "FIN-PRO": 60, "MOB": 60, "MOB-PAR": 80, "PLA": 90, "CIT": 100, "HR": 70, "ENV": 60}
"""Of the city manager's office nobody said it: the check says so."""


def plan() -> dict[str, int]:
    """Give the initiatives that are there a plan; return what was made."""
    initiatives = _initiatives()
    departments = {row.code: row.id for row in db.session.execute(select(Department.code, Department.id))}
    db.session.rollback()
    _say_hours(departments)
    made = [_plan_one(slug, WAYS[number % len(WAYS)], PROMISES[number % len(WAYS)], departments, number) for number, slug in enumerate(initiatives)]
    _join(initiatives, made)
    with at(now() - timedelta(days=121)):
        _accept(initiatives)
    with at(now() - timedelta(days=120)), transaction():
        baselines.agree("", by=_office())
    _move_dates(initiatives)
    _keep_one(initiatives)
    _accept(initiatives[2:])
    _check()
    return {"activities of the road map": sum(map(len, made))}


def _office() -> Person:
    return person(OFFICE)


def _initiatives() -> list[str]:
    """The addresses of the first ten live initiatives; where there are none, a few are proposed."""
    if not db.session.scalar(select(Initiative.id).limit(1)):
        _propose()
    live = select(Initiative.slug).where(Initiative.state.in_(LIVE))
    return list(db.session.scalars(live.order_by(Initiative.created_at, Initiative.slug).limit(10)))


def _propose() -> None:
    codes = {row.code: row.id for row in db.session.execute(select(Department.code, Department.id))}
    for slug, title, code, owner in OWN:
        with transaction():
            owner_id = person(f"{owner}@exampleville.example").id
            made = propose_initiative(slug=slug, title=title, summary="", department_id=codes[code], owner_id=owner_id, by=_office())
            db.session.execute(update(Initiative).where(Initiative.id == made.id).values(state=InitiativeState.RUNNING))


def _say_hours(departments: dict[str, UUID]) -> None:
    first = today().replace(day=1)
    for code, hours in HOURS.items():
        months = {month: Decimal(hours // 2 if month.month in (7, 8) else hours) for month in (later_month(first, number) for number in range(15))}
        with transaction():
            capacity.set_hours(db.session.get_one(Department, departments[code]), months, by=_office())


def _plan_one(slug: str, way: Sequence[Step], promised: tuple[str, str], departments: dict[str, UUID], number: int) -> list[UUID]:
    """Five activities, one after the other, and two promises; the first of them have begun or are over."""
    begun = working_days_after(today() - timedelta(days=70 - 9 * number), 1)
    with at(now() - timedelta(days=130)), transaction():
        found, by = initiative_plan(slug), _office()
        indicators = select(Indicator.id).where(Indicator.objective_id == found.initiative.objective_id).order_by(Indicator.title)
        moved = (None, db.session.scalars(indicators.limit(1)).first())
        half, whole = (
            milestones.promise(found, title, begun + timedelta(days=days + 14 * (number % 4)), indicator_id=indicator_id, by=by).id
            for title, days, indicator_id in zip(promised, (210, 330), moved, strict=True)
        )
    made: list[UUID] = []
    with transaction():
        by = _office()
        for place, (title, days, code, hours, champions) in enumerate(way):
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


def _join(initiatives: Sequence[str], made: Sequence[Sequence[UUID]]) -> None:
    """What waits for work of another initiative: platforms first, then what stands on them."""
    for place in range(1, len(initiatives), 2):
        with transaction():
            planning.add_dependency(activity_at_hand(initiatives[place], made[place][2]), made[place - 1][1], by=_office())
    if len(initiatives) > 2:
        with transaction():
            planning.add_dependency(activity_at_hand(initiatives[2], made[2][3]), made[0][3], by=_office())


def _accept(slugs: Sequence[str]) -> None:
    """Let owners stand behind their dates; candidates promise nothing yet."""
    for slug in slugs:
        with transaction():
            found = initiative_plan(slug)
            if found.initiative.owner and found.initiative.state in PROMISING:
                baselines.accept(found, seen=acceptance_of(found).mark, by=found.initiative.owner)


def _move_dates(initiatives: Sequence[str]) -> None:
    for slug, reason, ago, days in zip(initiatives, REASONS, (80, 50, 25), (45, 60, 30), strict=False):
        with at(now() - timedelta(days=ago)), transaction():
            found = _promise_of(slug)
            milestones.move(found, found.milestone.promised_on + timedelta(days=days), reason, seen=found.milestone.promised_on, by=_office())


def _promise_of(slug: str) -> MilestoneAtHand:
    key = initiative_plan(slug).milestones[0].id
    return milestone_at_hand(slug, key)


def _keep_one(initiatives: Sequence[str]) -> None:
    """A promise that was kept a little late, and one that is late."""
    day: date = today() - timedelta(days=40)
    with at(now() - timedelta(days=150)), transaction():
        kept = milestones.promise(initiative_plan(initiatives[0]), "The register of what we have is public", day, by=_office()).id
        milestones.promise(initiative_plan(initiatives[-1]), "The first hundred people have tried it", day, by=_office())
    with at(now() - timedelta(days=30)), transaction():
        found = milestone_at_hand(initiatives[0], kept)
        milestones.reach(found, day + timedelta(days=6), "The register is at data.exampleville.example, with 214 entries.", by=_office())


def _check() -> None:
    with transaction():
        checking.ask(Setting(runs=2000, seed=SEED), by=_office())
    jobs.run_checks(supply)
