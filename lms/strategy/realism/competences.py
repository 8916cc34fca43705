"""Which competences the initiatives need in a month that nobody in the city shows, or for which the champions have no hours."""

from dataclasses import dataclass, field
from datetime import date

from lms.strategy.network import dates
from lms.strategy.network.shapes import Need, Plan, Supply
from lms.strategy.network.timeline import Timeline
from lms.strategy.realism.sharing import scarce

WEEKS_OF_A_MONTH = 52 / 12
LEAST = 1e-6


@dataclass(slots=True)
class Lack:
    """A competence at a level in a month: hours that are asked for, hours that champions at the level have, and how many officers show it."""

    competence: str
    level: int
    month: date
    asked: float
    hours: float
    people: int
    initiatives: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    """Other competences that need the same champions in that month, where all together are too much for them."""
    asked_together: float = 0.0
    hours_together: float = 0.0

    @property
    def missing(self) -> bool:
        """Whether it is missing by itself."""
        return self.people == 0 or self.asked > self.hours + LEAST


def lacks(plan: Plan, timeline: Timeline) -> list[Lack]:
    """What is missing, by competence, level and month. Nothing where nobody said who there is."""
    if plan.supply is None:
        return []
    asked: dict[tuple[str, int, date], Lack] = {}
    busy = _busy(plan, timeline)
    for need in plan.needs:
        for month in _months_of(need, busy.get(need.initiative), timeline):
            people, hours = there_is(plan.supply, need.competence, need.level, month)
            lack = asked.setdefault((need.competence, need.level, month), Lack(need.competence, need.level, month, 0.0, hours, people))
            lack.asked += need.hours_per_week * WEEKS_OF_A_MONTH
            lack.initiatives.append(need.initiative)
    _share(asked, plan.supply)
    return [lack for _key, lack in sorted(asked.items()) if lack.missing or lack.beside]


def _share(asked: dict[tuple[str, int, date], Lack], supply: Supply) -> None:
    """Note where champions have the hours for each competence alone, and not for all that need them in the same month."""
    if not supply.groups:  # a plan of before they were told
        return
    for month in sorted({month for _competence, _level, month in asked}):
        needs = {(lack.competence, lack.level): lack for lack in asked.values() if lack.month == month and not lack.missing}
        groups = [([key for key in needs if one.levels.get(key[0], 0) >= key[1]], one.hours.get(month, 0.0)) for one in supply.groups]
        for found in scarce({key: lack.asked for key, lack in needs.items()}, groups):
            for key in found.needs:
                needs[key].beside = sorted({competence for competence, _level in found.needs} - {key[0]})
                needs[key].asked_together, needs[key].hours_together = found.asked, found.hours


def there_is(supply: Supply, competence: str, level: int, month: date) -> tuple[int, float]:
    """How many officers show that level or a higher one, and how many hours the champions among them have in the month."""
    people = sum(count for at, count in supply.people.get(competence, {}).items() if at >= level)
    hours = sum(months.get(month, 0.0) for at, months in supply.hours.get(competence, {}).items() if at >= level)
    return people, hours


def _busy(plan: Plan, timeline: Timeline) -> dict[str, tuple[date, date]]:
    """Initiative -> from when to when its activities would be worked on."""
    when = dates.spans(plan, timeline, dates.likely)
    found: dict[str, tuple[date, date]] = {}
    for task in plan.tasks:
        begins = timeline.first_day(when[task.id].begins)
        ends = timeline.day(timeline.days_of(when[task.id].ends))
        if task.ended_on is None and begins and ends:
            before = found.get(task.initiative, (begins, ends))
            found[task.initiative] = (min(before[0], begins), max(before[1], ends))
    return found


def _months_of(need: Need, busy: tuple[date, date] | None, timeline: Timeline) -> list[date]:
    """The months from now on in which the initiative is worked on: by its activities, else by its own dates."""
    first, last = busy or (need.starts_on, need.ends_on)
    if first is None or last is None:
        return []
    return [month for month in timeline.months if first.replace(day=1) <= month <= last]
