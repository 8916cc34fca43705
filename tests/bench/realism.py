"""``python -m tests.bench.realism``: a check of realism at the size of a large city, through the job that makes it: time, steps, memory."""

import argparse
import random
import resource
import sys
import tempfile
import time
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask_migrate import upgrade

from lms.app import create_app
from lms.kit import migrations
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Department, Role
from lms.placements.queries.supply import supply
from lms.settings import Environment, Settings
from lms.strategy.jobs import checks as jobs
from lms.strategy.models.initiatives import Initiative, InitiativeState, Milestone
from lms.strategy.models.road_map import Activity, Dependency, PlanCheck, TeamCapacity
from lms.strategy.network.timeline import later_month
from lms.strategy.service import checking
from lms.strategy.service.checking import Setting
from tests.factories.people import make_department, make_person

TEAMS = 20
SECRET = "a key that only the benchmark uses, long enough for production"


def options() -> argparse.Namespace:
    """How large the plan is, and how often it is simulated."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.realism", description=__doc__)
    parser.add_argument("--initiatives", type=int, default=150)
    parser.add_argument("--activities", type=int, default=10, help="of each initiative")
    parser.add_argument("--runs", type=int, default=10_000)
    return parser.parse_args()


def lay_out(initiatives: int, activities: int) -> None:
    """Chains of activities that wait for others, too, each with a promise half-way and one at its end; teams with hours for two years."""
    chance = random.Random(20261122)  # the same plan each time
    teams = [make_department(f"Team {number}") for number in range(TEAMS)]
    first = today().replace(day=1)
    with transaction():
        months = [later_month(first, number) for number in range(24)]
        db.session.add_all(TeamCapacity(department_id=team.id, month=month, hours=Decimal(900)) for team in teams for month in months)
    made: list[Activity] = []
    for number in range(initiatives):
        with transaction():
            made += _initiative(number, activities, teams, chance)
            earlier = made[: -activities or None]
            if earlier:
                db.session.flush()
                db.session.add(Dependency(before_id=chance.choice(earlier).id, after_id=made[-1].id))


def _initiative(number: int, activities: int, teams: list[Department], chance: random.Random) -> list[Activity]:
    initiative = Initiative(slug=f"work-{number}", title=f"Work {number}", department_id=teams[0].id, state=InitiativeState.RUNNING)
    db.session.add(initiative)
    db.session.flush()
    days = [today() + timedelta(days=30 * activities * part // 2) for part in (1, 2)]
    promises = [Milestone(initiative_id=initiative.id, title=f"Promise {day}", promised_on=day, baseline_on=day) for day in days]
    db.session.add_all(promises)
    db.session.flush()
    ends = {activities // 2: promises[0].id, activities - 1: promises[1].id}
    row = []
    for place in range(activities):
        likely = chance.randint(8, 30)
        facts = {"shortest_days": likely // 2, "likely_days": likely, "longest_days": likely * 2, "hours_per_month": Decimal(chance.randint(10, 60))}
        team = chance.choice(teams)
        row.append(Activity(initiative_id=initiative.id, title=f"Step {place}", team_id=team.id, milestone_id=ends.get(place), **facts))
    db.session.add_all(row)
    db.session.flush()
    db.session.add_all(Dependency(before_id=before.id, after_id=after.id) for before, after in pairwise(row))
    return row


class Watched:
    """The desk of the job, with a clock beside it: how often it was asked for what, and how long that took at most."""

    def __init__(self, desk: Any) -> None:
        self._desk, self.took = desk, dict[str, list[float]]()

    def __call__(self, deed: str, *asked: Any) -> Any:
        began = time.monotonic()
        try:
            return self._desk(deed, *asked)
        finally:
            self.took.setdefault(deed, []).append(time.monotonic() - began)

    def stop(self) -> None:
        """End the process of the desk."""
        self._desk.stop()


def measure(asked: argparse.Namespace) -> list[str]:
    """Run one check through the job, and say what it cost."""
    lay_out(asked.initiatives, asked.activities)
    office = make_person("Olga Office", Role.PROGRAMME_OFFICE)
    with transaction():
        check_id = checking.ask(Setting(runs=asked.runs, seed=1), by=db.session.merge(office)).id
    steps: list[int] = []
    said = checking.say

    def say(check: Any, turn: int, percent: int) -> bool:
        steps.append(percent)
        return said(check, turn, percent)

    desk, began = Watched(jobs._desk), time.monotonic()
    with patch.object(jobs, "_desk", desk), patch.object(checking, "say", say):
        done = jobs.run_checks(supply)
    took = time.monotonic() - began
    check = db.session.get_one(PlanCheck, check_id)
    words = [check.why_failed] if not done else [f"{one['verdict']}" for one in check.result["promises"]]
    lines = [
        f"{asked.initiatives} initiatives of {asked.activities} activities, {asked.runs} runs: {'done' if done else 'FAILED'} in {took:.1f} s",
        f"promises: {', '.join(f'{words.count(word)} {word}' for word in sorted(set(words)))}",
        f"progress said {len(steps)} times, {len(set(steps))} different figures, {'rising' if steps == sorted(steps) else 'NOT rising'}",
    ]
    for deed, times in desk.took.items():
        lines.append(f"{deed}: {len(times)} calls, {sum(times):.1f} s in all, longest {max(times):.2f} s")
    worker, job = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    return [*lines, f"peak memory: worker {worker} MB, job {job} MB"]


def main() -> None:
    """Lay out a plan in a database of its own, check it, and say what it cost."""
    asked = options()
    with tempfile.TemporaryDirectory(prefix="campus-realism-") as folder:
        address = f"sqlite:///{Path(folder) / 'campus.sqlite'}"
        settings = Settings(environment=Environment.DEMO, data_dir=Path(folder), database_url=address, secret_key=SECRET, log_level="ERROR")
        app = migrations.init_app(create_app(settings))
        with app.app_context():
            upgrade()
            sys.stdout.write("\n".join(measure(asked)) + "\n")


if __name__ == "__main__":
    main()
