"""Durations drawn from three points: PERT or triangular, moved together by one common factor.

Each duration has a standard normal ``z = sqrt(r) f + sqrt(1 - r) e`` with ``f`` common to all and ``e`` its own (a Gaussian copula of equal
correlation ``r``); its probability ``u = Phi(z)`` is put through the inverse of the distribution function, so that every single duration is
exactly PERT or triangular whatever ``r`` is. PERT is the beta distribution on [shortest, longest] with alpha = 1 + 4 (likely - shortest) / range and
beta = 1 + 4 (longest - likely) / range, whose mean is (shortest + 4 likely + longest) / 6 (Malcolm, Roseboom, Clark and Fazar 1959; Vose 2008).
"""

import math

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_GRID: Numbers = np.linspace(0.0, 1.0, 4001)
_Z: Numbers = np.linspace(-7.0, 7.0, 28001)
_PHI: Numbers = np.array([0.5 * math.erfc(-z / math.sqrt(2)) for z in _Z])


class Duration:
    """The distribution of one duration in working days, and what is left of it after ``elapsed`` of them."""

    def __init__(self, shortest: float, likely: float, longest: float, *, shape: str = "pert", elapsed: float = 0) -> None:
        self._points, self._elapsed = (shortest, likely, longest), elapsed
        width = longest - shortest
        self._known = width == 0 or (elapsed > 0 and elapsed >= longest)
        if not self._known:
            mode = (likely - shortest) / width
            self._cumulated = _triangular(mode) if shape == "triangular" else _pert(mode)
            self._passed = float(np.interp((elapsed - shortest) / width, _GRID, self._cumulated)) if elapsed else 0.0

    def rest(self, probability: Numbers) -> Numbers:
        """The days still to come, at each probability; at least one where work is under way.

        That ``elapsed`` days did not suffice is known: the rest is drawn from what lies beyond them.
        """
        shortest, _likely, longest = self._points
        if self._known:
            whole = np.full(probability.shape, float(longest))
        else:
            beyond = self._passed + probability * (1 - self._passed)
            whole = shortest + (longest - shortest) * np.interp(beyond, self._cumulated, _GRID)
        return np.maximum(whole - self._elapsed, 1.0) if self._elapsed else whole


def _triangular(mode: float) -> Numbers:
    """The distribution function on the grid of [0, 1]."""
    rising = _GRID**2 / mode if mode else np.zeros_like(_GRID)
    falling = 1 - (1 - _GRID) ** 2 / (1 - mode) if mode < 1 else np.ones_like(_GRID)
    return _rising(np.where(mode > _GRID, rising, falling))


def _pert(mode: float) -> Numbers:
    """The distribution function on the grid of [0, 1]: its density, summed by Simpson's rule with a point between every two."""
    a, b = 4 * mode, 4 * (1 - mode)
    middle = (_GRID[1:] + _GRID[:-1]) / 2
    at, between = _GRID**a * (1 - _GRID) ** b, middle**a * (1 - middle) ** b
    pieces = at[:-1] + 4 * between + at[1:]
    return _rising(np.concatenate(([0.0], np.cumsum(pieces))) / pieces.sum())


def _rising(cumulated: Numbers) -> Numbers:
    """The same, strictly rising, so that its inverse is one value: the ends of a long tail differ by less than can be told."""
    return cumulated + _GRID * 1e-13


def normals(generator: np.random.Generator, tasks: int, runs: int, *, correlation: float) -> Numbers:
    """A probability for each task and run; those of a run move together by ``correlation``."""
    common = generator.standard_normal(runs)
    own = generator.standard_normal((tasks, runs))
    return np.interp(math.sqrt(correlation) * common + math.sqrt(1 - correlation) * own, _Z, _PHI)
