"""Durations drawn from three points against closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.strategy.realism.durations import Duration, normals

RUNS = 200_000
THREE_POINTS = [(5, 10, 30), (0, 0, 20), (3, 20, 20), (8, 9, 10), (1, 50, 400)]
EVEN = (np.arange(RUNS) + 0.5) / RUNS


def _pert(low, mode, high):
    mean = (low + 4 * mode + high) / 6
    return mean, (mean - low) * (high - mean) / 7


def _triangular(low, mode, high):
    mean = (low + mode + high) / 3
    return mean, (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18


@pytest.mark.parametrize("points", THREE_POINTS)
@pytest.mark.parametrize(("shape", "moments"), [("pert", _pert), ("triangular", _triangular)])
def test_mean_and_variance_are_those_of_the_distribution(points, shape, moments):
    drawn = Duration(*points, shape=shape).rest(EVEN)
    mean, variance = moments(*points)
    assert drawn.mean() == pytest.approx(mean, abs=1e-3 * (points[2] - points[0]))
    assert drawn.var() == pytest.approx(variance, rel=3e-3)


@pytest.mark.parametrize("points", THREE_POINTS)
def test_quantiles_of_the_triangle_are_its_closed_form(points):
    low, mode, high = points
    share = (mode - low) / (high - low)
    wanted = np.where(share > EVEN, low + np.sqrt(EVEN * (high - low) * (mode - low)), high - np.sqrt((1 - EVEN) * (high - low) * (high - mode)))
    assert np.abs(Duration(*points, shape="triangular").rest(EVEN) - wanted).max() < 6e-3 * (high - low)


@given(st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).map(sorted), st.sampled_from(["pert", "triangular"]))
@settings(max_examples=60, deadline=None)
def test_no_duration_leaves_its_points(points, shape):
    drawn = Duration(*points, shape=shape).rest(np.linspace(0, 1, 101))
    assert drawn.min() >= points[0] - 1e-9
    assert drawn.max() <= points[2] + 1e-9
    assert (np.diff(drawn) >= 0).all()


def test_what_is_known_is_not_drawn():
    assert (Duration(12, 12, 12).rest(EVEN[:10]) == 12).all()


@pytest.mark.parametrize("elapsed", [3, 8, 20])
def test_the_rest_of_a_duration_is_drawn_from_what_lies_beyond_the_days_that_passed(elapsed):
    points = (5, 10, 30)
    whole = Duration(*points).rest(EVEN)
    left = np.maximum(whole[whole > elapsed] - elapsed, 1)
    drawn = Duration(*points, elapsed=elapsed).rest(EVEN)
    assert drawn.mean() == pytest.approx(left.mean(), rel=5e-3)


def test_work_that_lasts_longer_than_its_longest_duration_ends_tomorrow():
    assert (Duration(5, 10, 30, elapsed=44).rest(EVEN[:5]) == 1).all()


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.8])
def test_correlation_leaves_each_duration_as_it_is(correlation):
    drawn = normals(np.random.default_rng(4), 3, RUNS, correlation=correlation)
    assert drawn.mean(axis=1) == pytest.approx(0.5, abs=5e-3)
    assert drawn.var(axis=1) == pytest.approx(1 / 12, rel=2e-2)


def test_two_durations_are_correlated_as_asked():
    one, other = normals(np.random.default_rng(4), 2, RUNS, correlation=0.6)
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(6 / math.pi * math.asin(0.3), abs=1e-2)  # Pearson 1907: ranks of two normals
