"""Figures of the entrepreneurial culture, from plain facts about ideas. A stopped idea with its learning counts as much as an adopted one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal, TypeAlias
from uuid import UUID

from lms.kit.small_groups import printable
from lms.kit.working_days import working_days_between

STAGES = (
    "submitted",
    "in_evaluation",
    "seeking_sponsor",
    "sponsored",
    "pilot_designed",
    "pilot_running",
    "adopted",
    "handed_over",
    "stopped",
    "parked",
    "returned",
    "declined",
)
"""States in the order of the way; drafts and merged ideas are left out: they are not ideas of their own yet, or no more."""
IMPLEMENTED = ("adopted", "handed_over")
PILOTED = ("pilot_running",)
Figure = Literal["submitted", "answered", "in_term", "sponsored", "piloted", "implemented", "stopped", "repeat"]
FIGURES: tuple[Figure, ...] = ("submitted", "answered", "in_term", "sponsored", "piloted", "implemented", "stopped", "repeat")


Key: TypeAlias = UUID | str | None
"""What a group of ideas has in common: its department, or its grade; None where they have none."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of an idea that was submitted."""

    id: UUID
    state: str
    since: date
    """When it came into its state."""
    submitted: date
    answered: date | None
    """When a person first answered."""
    reached: frozenset[str]
    """Every state in which it ever was."""
    author_ids: tuple[UUID, ...]
    """Authors who agreed, the first one first."""
    department_id: UUID | None
    grade: str | None
    """Of the first author's post."""
    masked: bool = False
    """An author stays unnamed until screening: it counts in no group, since each group would say where they work."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One state of the funnel: how many are there now, how many ever were, and how long those who are there wait."""

    state: str
    now: int
    ever: int
    median_days: float | None
    oldest_days: int | None


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of a group of ideas."""

    submitted: int
    answered: int
    in_term: int
    due: int
    """Those that were answered, or whose term is over: what ``in_term`` is a share of."""
    days_to_answer: float | None
    """Median, in working days."""
    sponsored: int
    piloted: int
    implemented: int
    stopped: int
    authors: int
    repeat: int
    """Authors with more than one idea."""

    @property
    def of_whom(self) -> Mapping[str, int]:
        """What each figure is a share of."""
        return {
            **dict.fromkeys(("answered", "sponsored", "piloted", "implemented", "stopped"), self.submitted),
            "in_term": self.due,
            "repeat": self.authors,
        }

    def share(self, figure: Figure) -> int | None:
        """Whole per cent; None where there is nothing to take a share of."""
        whole = self.of_whom.get(figure, 0)
        return round(100 * int(getattr(self, figure)) / whole) if whole else None


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of a department or grade; None where fewer than ten authors stand behind them."""

    key: Key
    measured: Measured | None


def funnel(ideas: Sequence[Told], today: date) -> list[Stage]:
    """The ideas state by state."""
    ages: dict[str, list[int]] = defaultdict(list)
    ever = Counter(state for idea in ideas for state in idea.reached | {idea.state})
    for idea in ideas:
        ages[idea.state].append((today - idea.since).days)
    return [
        Stage(state, len(ages[state]), ever[state], median(ages[state]) if ages[state] else None, max(ages[state], default=None)) for state in STAGES
    ]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What terms are counted with."""

    today: date
    term: int
    """Working days until an author should have heard from somebody."""
    holidays: Collection[date] = ()

    def days(self, start: date, end: date) -> int:
        """Working days between."""
        return working_days_between(start, end, self.holidays)

    def is_in_term(self, idea: Told) -> bool:
        """Whether a person answered in time."""
        return idea.answered is not None and self.days(idea.submitted, idea.answered) <= self.term

    def is_due(self, idea: Told) -> bool:
        """Whether it can be said already if it was answered in time."""
        return idea.answered is not None or self.days(idea.submitted, self.today) > self.term


def measure(ideas: Sequence[Told], calendar: Calendar) -> Measured:
    """The figures of these ideas."""
    pitched = Counter(author for idea in ideas for author in idea.author_ids)
    days = [calendar.days(idea.submitted, idea.answered) for idea in ideas if idea.answered is not None]
    counts = {name: sum(test(idea, calendar) for idea in ideas) for name, test in COUNTED.items()}
    return Measured(
        submitted=len(ideas),
        due=sum(calendar.is_due(idea) for idea in ideas),
        days_to_answer=median(days) if days else None,
        authors=len(pitched),
        repeat=sum(number > 1 for number in pitched.values()),
        **counts,
    )


def _was_in(*states: str) -> Callable[[Told, Calendar], bool]:
    return lambda idea, _calendar: idea.state in states or not idea.reached.isdisjoint(states)


COUNTED: Mapping[str, Callable[[Told, Calendar], bool]] = {
    "answered": lambda idea, _calendar: idea.answered is not None,
    "in_term": lambda idea, calendar: calendar.is_in_term(idea),
    "sponsored": _was_in("sponsored"),
    "piloted": _was_in(*PILOTED),
    "implemented": lambda idea, _calendar: idea.state in IMPLEMENTED,
    "stopped": lambda idea, _calendar: idea.state == "stopped",
}
"""Figure -> whether an idea counts in it."""


def behind(figure: str, ideas: Sequence[Told], calendar: Calendar) -> list[Told]:
    """The ideas behind a figure, or in a state (``at-<state>``); all of them for ``submitted``, those of repeat authors for ``repeat``."""
    if figure.startswith("at-"):
        return [idea for idea in ideas if idea.state == figure[3:]]
    if figure == "repeat":
        pitched = Counter(author for idea in ideas for author in idea.author_ids)
        return [idea for idea in ideas if any(pitched[author] > 1 for author in idea.author_ids)]
    test = COUNTED.get(figure)
    return [idea for idea in ideas if test is None or test(idea, calendar)]


def grouped(ideas: Sequence[Told], key: Callable[[Told], Key], calendar: Calendar) -> list[Group]:
    """The figures group by group. The group's size is the number of its authors; small ones are kept back, and so is what would give them away."""
    groups: dict[Key, list[Told]] = defaultdict(list)
    for idea in ideas:
        groups[key(idea)].append(idea)
    shown = shown_groups(ideas, key)
    return [Group(one, measure(told, calendar) if one in shown else None) for one, told in groups.items()]


def shown_groups(ideas: Sequence[Told], key: Callable[[Told], Key]) -> frozenset[Key]:
    """The groups whose figures may be printed."""
    authors: dict[Key, set[UUID]] = defaultdict(set)
    for idea in ideas:
        authors[key(idea)].update(idea.author_ids)
    return printable({group: len(people) for group, people in authors.items()})
