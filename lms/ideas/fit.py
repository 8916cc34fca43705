"""How well an idea fits what a manager works for, and why: points that a reader can add up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

Reason = Literal["mine-on-objective", "department-on-objective", "answers-call", "own-department", "evaluation"]

POINTS: Mapping[Reason, int] = {"mine-on-objective": 5, "department-on-objective": 3, "answers-call": 4, "own-department": 2}


@dataclass(frozen=True, slots=True)
class Wanting:
    """An idea that wants a sponsor."""

    id: UUID
    objective_id: UUID | None
    department_id: UUID | None
    calling_department_id: UUID | None
    """The department whose call it answers."""
    mean: Decimal | None
    """Of its evaluation."""
    days_waiting: int


@dataclass(frozen=True, slots=True)
class Manager:
    """What a manager works for."""

    departments: Collection[UUID]
    """Their own, and those below."""
    own_objectives: Collection[UUID]
    """Objectives of initiatives that they own or sponsor."""
    department_objectives: Collection[UUID]
    """Objectives of initiatives of their departments."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one fits, and why."""

    idea_id: UUID
    points: Decimal
    reasons: tuple[Reason, ...]


def fit_of(idea: Wanting, manager: Manager) -> Fit:
    """The points of one idea. The evaluation's mean above 3 counts in full, so that of two that fit alike the better one stands first."""
    reasons: list[Reason] = []
    if idea.objective_id is not None and idea.objective_id in manager.own_objectives:
        reasons.append("mine-on-objective")
    elif idea.objective_id is not None and idea.objective_id in manager.department_objectives:
        reasons.append("department-on-objective")
    if idea.calling_department_id is not None and idea.calling_department_id in manager.departments:
        reasons.append("answers-call")
    if idea.department_id is not None and idea.department_id in manager.departments:
        reasons.append("own-department")
    points = Decimal(sum(POINTS[reason] for reason in reasons))
    if idea.mean is not None and idea.mean > 3:
        points += idea.mean - 3
        reasons.append("evaluation")
    return Fit(idea.id, points, tuple(reasons))


def ranked(ideas: Collection[Wanting], manager: Manager) -> list[Fit]:
    """All ideas, the best fit first; of those that fit alike, the one that waits longest."""
    waiting = {idea.id: idea.days_waiting for idea in ideas}
    return sorted((fit_of(idea, manager) for idea in ideas), key=lambda fit: (-fit.points, -waiting[fit.idea_id], str(fit.idea_id)))
