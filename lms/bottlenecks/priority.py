"""What waits longest at the greatest cost, and what causes most of it: figures that a third person can work out again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Generic, TypeVar

K = TypeVar("K")

DAYS_A_MONTH = Decimal("30.4375")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a priority is made of. Costs in euro a month, effort in person-months; each a range, or None where nobody knows."""

    cost_low: Decimal | None
    cost_high: Decimal | None
    effort_low: Decimal | None
    effort_high: Decimal | None
    opened_on: date
    until: date
    """Today, or the day it was closed."""
    reach: int
    """Organisations that it blocks."""

    @property
    def months(self) -> Decimal:
        """How long it has stood open, in months with one decimal; a new one counts for a tenth."""
        days = Decimal(max((self.until - self.opened_on).days, 0))
        return max((days / DAYS_A_MONTH).quantize(Decimal("0.1"), ROUND_HALF_UP), Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Priority:
    """Euro of delay for each person-month of effort, as a range, with what lies in the middle."""

    low: int
    middle: int
    high: int


def priority_of(facts: Facts) -> Priority | None:
    """Cost of delay a month x months open x organisations reached / effort. None while cost or effort is unknown.

    The lowest is the low cost over the high effort, the highest the other way round, the middle that of the middles of both ranges.
    """
    if facts.cost_low is None or facts.cost_high is None or not facts.effort_low or not facts.effort_high:
        return None
    weight = facts.months * max(facts.reach, 1)
    middle_cost, middle_effort = (facts.cost_low + facts.cost_high) / 2, (facts.effort_low + facts.effort_high) / 2
    return Priority(
        _whole(facts.cost_low * weight / facts.effort_high),
        _whole(middle_cost * weight / middle_effort),
        _whole(facts.cost_high * weight / facts.effort_low),
    )


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Bar(Generic[K]):
    """A cause in a Pareto table: its sum, its share of all, and the share of it and all greater ones together, in per cent."""

    cause: K
    count: int
    amount: Decimal
    share: int
    together: int


def pareto(sums: Mapping[K, tuple[int, Decimal]]) -> "list[Bar[K]]":
    """The causes by what they cost, the greatest first; equal ones in the order given. ``sums`` holds how many there are, and the amount."""
    whole = sum((amount for _count, amount in sums.values()), Decimal(0))
    bars, running = [], Decimal(0)
    for cause, (count, amount) in sorted(sums.items(), key=lambda one: (-one[1][1], -one[1][0])):
        running += amount
        bars.append(Bar(cause, count, amount, _percent(amount, whole), _percent(running, whole)))
    return bars


def _percent(part: Decimal, whole: Decimal) -> int:
    return _whole(100 * part / whole) if whole else 0


def share(part: int, whole: int) -> int | None:
    """``part`` of ``whole`` in per cent; None where there is nothing to be a part of."""
    return _whole(Decimal(100 * part) / whole) if whole else None
