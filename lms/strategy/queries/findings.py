"""What a check found, with the names of the plan that was simulated: the plan of today may have others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lms.strategy.models.road_map import PlanCheck
from lms.strategy.network.shapes import Plan, Task
from lms.strategy.network.timeline import later_month

CHAMPIONS = "champions"


@dataclass(frozen=True, slots=True)
class LeverFound:
    """Something that would help: its kind, what it is done to (a name, or a day), how much of it, and the probability that it leads to."""

    kind: str
    name: str
    day: date | None
    amount: float
    gain: float
    probability: float


@dataclass(frozen=True, slots=True)
class PromiseFound:
    """A promise with what the runs say of it."""

    id: str
    title: str
    initiative: str
    slug: str
    promised_on: date
    baseline_on: date
    probability: float | None
    verdict: str
    p50: date | None
    p80: date | None
    critical: list[tuple[str, float]]
    levers: list[LeverFound]
    untried: int
    """How many ideas for it were not tried, since there were too many in all."""


@dataclass(frozen=True, slots=True)
class ActivityFound:
    """An activity that is critical for a promise in a share of the runs."""

    title: str
    initiative: str
    promise: str
    share: float


@dataclass(frozen=True, slots=True)
class StrainFound:
    """A month in which a team, or the champions, are asked for more than they have; ``hours`` None where nobody ever said."""

    team: str
    champions: bool
    department_id: str
    month: date
    asked: float
    hours: float | None
    assumed: bool
    too_much: bool
    by: list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class LackFound:
    """A competence that is missing in months that follow each other, each as much as the others."""

    code: str
    title: str
    level: int
    since: date
    until: date
    asked: float
    """Hours of each of the months."""
    hours: float
    people: int
    initiatives: list[str]
    beside: list[str]
    """Competences that need the same champions; it is missing only beside them."""
    asked_together: float
    hours_together: float


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a finished check says."""

    promises: list[PromiseFound]
    activities: list[ActivityFound]
    strains: list[StrainFound]
    silent: list[tuple[str, str]]
    """Departments with work of which nobody ever said how many hours they have: id and name."""
    lacks: list[LackFound]
    champions_known: bool
    people_known: bool
    anything_needed: bool
    """Some initiative says which competences it needs."""
    start: date
    renewed_from: date | None = None
    """From when the hours of champions count appointments as renewed; None in checks that did not."""

    @property
    def over(self) -> list[StrainFound]:
        """The months with too much."""
        return [one for one in self.strains if one.too_much]

    @property
    def lacks_by_month(self) -> list[LackFound]:
        """What is missing, a line for each month."""
        return [replace(one, since=month, until=month) for one in self.lacks for month in months_between(one.since, one.until)]

    @property
    def assumed(self) -> dict[str, list[date]]:
        """Team -> months of which nobody spoke, so that another month's hours were taken."""
        found: dict[str, list[date]] = {}
        for one in self.strains:
            if one.assumed and one.hours is not None:
                found.setdefault(one.team, []).append(one.month)
        return found


def findings_of(check: PlanCheck) -> Findings:
    """What ``check`` found; its plan and result are loaded."""
    plan, result = Plan.model_validate(check.plan), check.result
    tasks = {task.id: task for task in plan.tasks}
    titles = {one["id"]: one["title"] for one in result["promises"]}
    return Findings(
        [_promise(one, plan, tasks) for one in result["promises"]],
        _activities(result["critical"], plan, tasks, titles),
        [_strain(one, plan, tasks) for one in result["strains"]],
        [(key, plan.teams.get(key, key)) for key in result["silent"]],
        lacks_of(result["lacks"], plan),
        result["champions_known"],
        result["people_known"],
        bool(plan.needs),
        plan.start,
        plan.supply.renewed_from if plan.supply else None,
    )


def months_between(first: date, last: date) -> Iterator[date]:
    """First days of months, both included."""
    while first <= last:
        yield first
        first = later_month(first, 1)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _promise(one: Mapping[str, Any], plan: Plan, tasks: Mapping[str, Task]) -> PromiseFound:
    return PromiseFound(
        one["id"],
        one["title"],
        plan.initiatives.get(one["initiative"], one["initiative"]),
        one["initiative"],
        date.fromisoformat(one["promised_on"]),
        date.fromisoformat(one["baseline_on"]),
        one["probability"],
        one["verdict"],
        _day(one.get("p50")),
        _day(one.get("p80")),
        [(_titled(tasks[key], plan, one["initiative"]), share) for key, share in one["critical"] if key in tasks],
        [_lever(lever, plan, tasks, one["initiative"]) for lever in one["levers"]],
        one.get("untried", 0),
    )


def _titled(task: Task, plan: Plan, slug: str) -> str:
    """An activity by its title, with its initiative where that is another one."""
    return task.title if task.initiative == slug else f"{task.title} ({plan.initiatives.get(task.initiative, task.initiative)})"


def _lever(lever: Mapping[str, Any], plan: Plan, tasks: Mapping[str, Task], slug: str) -> LeverFound:
    kind, target = lever["kind"], lever["target"]
    name = plan.teams.get(target, target) if kind == "hours" else _titled(tasks[target], plan, slug) if target in tasks else ""
    return LeverFound(kind, name, _day(target) if kind == "date" else None, lever["amount"], lever["gain"], lever["probability"])


def _activities(critical: Mapping[str, Any], plan: Plan, tasks: Mapping[str, Task], titles: Mapping[str, str]) -> list[ActivityFound]:
    found = [
        ActivityFound(tasks[key].title, plan.initiatives.get(tasks[key].initiative, ""), titles.get(one["promise"], ""), one["share"])
        for key, one in critical.items()
        if key in tasks
    ]
    return sorted(found, key=lambda one: (-one.share, one.title))


def _strain(one: Mapping[str, Any], plan: Plan, tasks: Mapping[str, Task]) -> StrainFound:
    account = one["account"]
    by = [(_titled(tasks[key], plan, ""), hours) for key, hours in one["by"] if key in tasks]
    return StrainFound(
        plan.teams.get(account, account),
        account == CHAMPIONS,
        account,
        date.fromisoformat(one["month"]),
        one["asked"],
        one["hours"],
        one["assumed"],
        one["too_much"],
        by,
    )


def lacks_of(rows: Iterable[Mapping[str, Any]], plan: Plan) -> list[LackFound]:
    """One line for each competence and level, and each run of months in which just as much of it is missing."""
    words = {need.competence: (need.code, need.title) for need in plan.needs}
    found: dict[tuple[str, int], list[LackFound]] = {}
    for row in sorted(rows, key=lambda one: str(one["month"])):
        lines = found.setdefault((row["competence"], row["level"]), [])
        line = _lack(row, plan, words)
        if lines and later_month(lines[-1].until, 1) == line.since and replace(lines[-1], since=line.since, until=line.until) == line:
            lines[-1] = replace(lines[-1], until=line.until)
        else:
            lines.append(line)
    return sorted((line for lines in found.values() for line in lines), key=lambda one: (one.people > 0, one.code, one.level, one.since))


def _lack(row: Mapping[str, Any], plan: Plan, words: Mapping[str, tuple[str, str]]) -> LackFound:
    month = date.fromisoformat(row["month"])
    code, title = words.get(row["competence"], ("", row["competence"]))
    names = sorted({plan.initiatives.get(slug, slug) for slug in row["initiatives"]})
    beside = [" ".join(words.get(one, ("", one))).strip() for one in row.get("beside", ())]
    together = row.get("asked_together", 0.0), row.get("hours_together", 0.0)
    return LackFound(code, title, row["level"], month, month, row["asked"], row["hours"], row["people"], names, beside, *together)
