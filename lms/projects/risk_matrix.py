"""Risks in a square of five by five: how likely, how bad."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

Weight = Literal["low", "medium", "high", "severe"]
STEPS = (1, 2, 3, 4, 5)


class Weighed(Protocol):
    """Something with both figures."""

    @property
    def likelihood(self) -> int:
        """1 (hardly) to 5 (nearly certain)."""

    @property
    def impact(self) -> int:
        """1 (slight) to 5 (the project fails)."""


R = TypeVar("R", bound=Weighed)


def weight(likelihood: int, impact: int) -> Weight:
    """How heavy a risk is: the product of both, in four bands."""
    score = likelihood * impact
    if score >= 15:
        return "severe"
    if score >= 9:
        return "high"
    return "medium" if score >= 4 else "low"


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the square, and the numbers of the risks in it."""

    likelihood: int
    impact: int
    weight: Weight
    numbers: tuple[int, ...]


def square(risks: Sequence[Weighed]) -> list[list[Cell]]:
    """The rows of the square from most likely to least; risks are numbered from 1 as they are given."""
    return [
        [
            Cell(
                likelihood,
                impact,
                weight(likelihood, impact),
                tuple(number for number, risk in enumerate(risks, 1) if (risk.likelihood, risk.impact) == (likelihood, impact)),
            )
            for impact in STEPS
        ]
        for likelihood in reversed(STEPS)
    ]


def heaviest_first(risks: Sequence[R]) -> list[R]:
    """The heaviest first; of two that weigh the same the worse one."""
    return sorted(risks, key=lambda risk: (-risk.likelihood * risk.impact, -risk.impact))
