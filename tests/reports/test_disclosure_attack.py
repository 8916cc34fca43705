"""Nobody can be singled out: the attacker finds nothing in 200 random organisations, and most figures stay visible."""

import random

import pytest

from tests.reports.attacker import fewest, fewest_tried, organisation, threshold_only, two_months

SMALL, LARGE = range(140), range(1000, 1060)


def _visible(seen):
    return sum(one.visible for one in seen), sum(one.large for one in seen)


def test_no_combination_of_figures_speaks_of_fewer_than_ten_people():
    found, shown, large = [], 0, 0
    for seed in SMALL:
        seen = two_months(organisation(seed, small=True))
        found += [(seed, number, few) for number, one in enumerate(seen) if (few := fewest(one.figures)) is not None]
        shown, large = (a + b for a, b in zip((shown, large), _visible(seen), strict=True))
    assert not found
    assert shown >= 0.8 * large, f"{shown} of {large} are visible"


def test_nor_in_large_organisations():
    found, shown, large = [], 0, 0
    for seed in LARGE:
        seen = two_months(organisation(seed, small=False))
        found += [(seed, few) for one in seen if (few := fewest_tried(one.figures, random.Random(seed), 60)) is not None]
        shown, large = (a + b for a, b in zip((shown, large), _visible(seen), strict=True))
    assert not found
    assert shown >= 0.8 * large, f"{shown} of {large} are visible"


@pytest.mark.parametrize("seed", range(6))
def test_without_the_guard_the_attacker_finds_somebody(seed):
    """A house that only looks at the size of each group is taken apart: the attacker is no straw man."""
    assert any(fewest(one.figures) is not None for one in two_months(organisation(seed, small=True), threshold_only))


def test_without_the_waiting_the_difference_of_two_months_finds_somebody():
    seen = [one for seed in range(40) for one in two_months(organisation(seed, small=True), wait=False)]
    assert any(fewest(one.figures) is not None for one in seen)


def test_the_attacker_finds_what_is_hidden_in_sums():
    whole, part = frozenset(range(40)), frozenset(range(33))
    assert fewest([whole, part]) == 7
    assert fewest([whole, frozenset(range(20))]) is None
    # three overlapping groups of twelve: a + b - c speaks of few
    a, b, c = frozenset(range(12)), frozenset(range(12, 24)), frozenset(range(5, 20))
    assert fewest([a, b, c]) == 9
