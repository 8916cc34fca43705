"""What a project was to cost, has cost and will cost: sums over plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

NOTHING = Decimal(0)
NEAR = Decimal("0.9")
"""From this share of the plan on, what is spent is near it."""

Standing = Literal["none", "within", "near", "over"]


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line with the sum of its spendings."""

    year: int
    planned: Decimal
    spent: Decimal = NOTHING
    forecast: Decimal | None = None

    @property
    def expected(self) -> Decimal:
        """What it will cost in the end: the owner's forecast, else the plan; never less than what is spent."""
        return max(self.spent, self.planned if self.forecast is None else self.forecast)


@dataclass(frozen=True, slots=True)
class Sum:
    """What some lines come to."""

    planned: Decimal = NOTHING
    spent: Decimal = NOTHING
    expected: Decimal = NOTHING

    @property
    def left(self) -> Decimal:
        """What of the plan is not spent; negative where more was spent."""
        return self.planned - self.spent

    @property
    def standing(self) -> Standing:
        """How the money stands: over the plan by what is spent or expected, near it, or within."""
        if not self.planned and not self.expected:
            return "none"
        if max(self.spent, self.expected) > self.planned:
            return "over"
        return "near" if self.spent >= self.planned * NEAR else "within"

    @property
    def percent(self) -> int:
        """Spent of planned, in whole per cent; 0 where nothing is planned."""
        return int((100 * self.spent / self.planned).to_integral_value()) if self.planned else 0


def total(lines: Iterable[Line]) -> Sum:
    """All lines together."""
    listed = list(lines)
    return Sum(
        sum((line.planned for line in listed), NOTHING),
        sum((line.spent for line in listed), NOTHING),
        sum((line.expected for line in listed), NOTHING),
    )


def by_year(lines: Sequence[Line]) -> list[tuple[int, Sum]]:
    """A sum for each year, in order."""
    return [(year, total(line for line in lines if line.year == year)) for year in sorted({line.year for line in lines})]


def city_manager_decides(planned: Decimal, threshold: Decimal | None) -> bool:
    """Whether the decision at a gate is the city manager's; without a threshold it never is."""
    return threshold is not None and planned >= threshold
