"""A small chart of an indicator as numbers that a template draws: points, the line to the target, and what stands at the edges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lms.strategy.pace import Aim, Value

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 16, 624, 20, 190
"""Edges of the drawing within the picture, in its own units."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A measured value at its place."""

    x: float
    y: float
    on_day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing. ``planned``: the ends of the line from baseline to target; ``today``: where today stands, if within the picture."""

    dots: tuple[Dot, ...]
    planned: tuple[float, float, float, float]
    target_y: float
    baseline_y: float
    today: float | None
    starts_on: date
    ends_on: date

    @property
    def line(self) -> str:
        """The measured way, for a polyline."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


def chart(aim: Aim, values: Sequence[Value], today: date) -> Chart:
    """Draw ``values`` (one per day, in order) from the baseline's day to the due day."""
    days = [aim.baseline_on, aim.due_on, *(value.on_day for value in values)]
    amounts = [aim.baseline, aim.target, *(value.value for value in values)]
    first, last, low, high = min(days), max(days), min(amounts), max(amounts)

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * ((day - first).days / max(1, (last - first).days)), 1)

    def y(amount: Decimal) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * float((amount - low) / ((high - low) or 1)), 1)

    return Chart(
        dots=tuple(Dot(x(value.on_day), y(value.value), value.on_day, value.value) for value in values),
        planned=(x(aim.baseline_on), y(aim.baseline), x(aim.due_on), y(aim.target)),
        target_y=y(aim.target),
        baseline_y=y(aim.baseline),
        today=x(today) if first <= today <= last else None,
        starts_on=first,
        ends_on=last,
    )
