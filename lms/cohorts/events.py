"""Facts that cohorts tell the house."""

from dataclasses import dataclass
from uuid import UUID

from lms.kit.events import Event


@dataclass(frozen=True, slots=True)
class PlaceTaken(Event):
    """A person has a seat in a cohort. Told once per place."""

    place_id: UUID
    cohort_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class PlaceGivenUp(Event):
    """A seat is free again, or was left after the start."""

    place_id: UUID
    cohort_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class CohortMoved(Event):
    """A cohort has a new state; the values are those of ``CohortState``."""

    cohort_id: UUID
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClassGraduated(Event):
    """Several participants graduated together. ``Graduated`` is told of each of them as well, after this."""

    cohort_id: UUID
    place_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class CohortShifted(Event):
    """What was still to come of a cohort was moved by ``days`` (back when negative): before it began all its dates, while it runs the rest."""

    cohort_id: UUID
    days: int


@dataclass(frozen=True, slots=True)
class Graduated(Event):
    """A participant met the graduation rule. Told once per place."""

    place_id: UUID
    cohort_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class WorkHandedIn(Event):
    """Somebody, or a team, handed in work. Told once per try."""

    hand_in_id: UUID
    task_id: UUID


@dataclass(frozen=True, slots=True)
class WorkMarked(Event):
    """A trainer marked a hand-in; a second marking tells it again."""

    hand_in_id: UUID
    task_id: UUID
    passed: bool
