"""Where the strokes of small drawn charts lie, so that a template can draw them; every chart has its table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, ROW = 640, 78


@dataclass(frozen=True, slots=True)
class Bar:
    """A year: its bars one above the other, in the units of the picture."""

    label: str
    top: int
    planned: float
    spent: float
    expected: float


def _share(value: Decimal, most: Decimal, width: int) -> float:
    return round(float(max(value, Decimal(0)) / most) * width, 1) if most else 0.0


def bars(rows: Sequence[tuple[str, Decimal, Decimal, Decimal]], width: int = WIDTH) -> list[Bar]:
    """Bars for rows of (label, planned, spent, expected), all on one scale."""
    most = max((max(planned, spent, expected) for _label, planned, spent, expected in rows), default=Decimal(0))
    return [
        Bar(label, number * ROW, _share(planned, most, width), _share(spent, most, width), _share(expected, most, width))
        for number, (label, planned, spent, expected) in enumerate(rows)
    ]


def along(days: Sequence[date], first: date, last: date, width: int = WIDTH) -> list[float]:
    """Where ``days`` lie between ``first`` and ``last``, from 0 to ``width``; days outside stand at the ends."""
    span = max(1, (last - first).days)
    return [round(min(max((day - first).days / span, 0), 1) * width, 1) for day in days]
