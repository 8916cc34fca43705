"""A plan as it was at a moment, in plain values: what a check of realism is given, and what anybody can run again."""

from datetime import date
from hashlib import sha256

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A frozen piece of a plan, written to and read from JSON."""

    model_config = ConfigDict(frozen=True)


class Task(Shape):
    """An activity. Durations are working days; ``hours`` and ``champion_hours`` are those of a whole month."""

    id: str
    title: str
    initiative: str
    """The initiative's address."""
    shortest: int
    likely: int
    longest: int
    not_before: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    team: str | None = None
    """The department's id."""
    hours: float = 0
    champion_hours: float = 0
    promise: str | None = None
    waits_for: tuple[str, ...] = ()


class Promise(Shape):
    """A milestone that is not reached yet."""

    id: str
    title: str
    initiative: str
    promised_on: date
    baseline_on: date


class Need(Shape):
    """A competence that an initiative needs while it is worked on."""

    competence: str
    code: str
    title: str
    level: int
    hours_per_week: float
    initiative: str
    starts_on: date | None = None
    ends_on: date | None = None


class Group(Shape):
    """What some champions show alike, and the free hours that they have together. No names."""

    levels: dict[str, int]
    """Competence -> level."""
    hours: dict[date, float]


class Supply(Shape):
    """What there is of people who can help: figures only, no names. Months are their first days."""

    champion_hours: dict[date, float] = {}
    people: dict[str, dict[int, int]] = {}
    """Competence -> level -> how many officers' evidence shows just that level."""
    hours: dict[str, dict[int, dict[date, float]]] = {}
    """Competence -> level -> month -> free hours of the champions whose evidence shows just that level."""
    groups: tuple[Group, ...] = ()
    """The same hours by everything that somebody shows: who knows two things has one week all the same."""
    renewed_from: date | None = None
    """The first day on which a champion's appointment ends; the hours after it count such appointments as renewed."""


class Plan(Shape):
    """Everything that a check is made of. The same plan, seed and number of runs give the same figures."""

    start: date
    holidays: tuple[date, ...] = ()
    shape: str = "pert"
    correlation: float = 0.3
    tasks: tuple[Task, ...] = ()
    promises: tuple[Promise, ...] = ()
    needs: tuple[Need, ...] = ()
    teams: dict[str, str] = {}
    """Department id -> name."""
    initiatives: dict[str, str] = {}
    """Address -> title."""
    capacity: dict[str, dict[date, float]] = {}
    """Department id -> month -> hours."""
    supply: Supply | None = None

    def waits_for(self) -> dict[str, tuple[str, ...]]:
        """Task -> what it waits for."""
        return {task.id: task.waits_for for task in self.tasks}

    def fingerprint(self) -> str:
        """A hash of what people plan, whenever it is looked at and whoever can help."""
        planned = self.model_dump_json(include={"tasks", "promises", "needs", "capacity"})
        return sha256(planned.encode()).hexdigest()
