"""Nobody can be singled out: the attacker finds nothing in 200 random organisations, and most figures stay visible."""

import random

import pytest

from tests.reports.attacker import fewest, fewest_tried, organisation, threshold_only, two_months

SMALL, LARGE = range(140), range(1000, 1060)


class Sight:
    """How much is visible of competences and of questions, over all organisations."""

    def __init__(self):
        self.shown, self.large = [0, 0], [0, 0]

    def add(self, *kinds):
        for place, seen in enumerate(kinds):
            self.shown[place] += sum(one.visible for one in seen)
            self.large[place] += sum(one.large for one in seen)

    def check(self):
        for shown, large in zip(self.shown, self.large, strict=True):
            assert shown >= 0.8 * large, f"{shown} of {large} are visible"


def test_no_combination_of_figures_speaks_of_fewer_than_ten_people():
    found, sight = [], Sight()
    for seed in SMALL:
        seen, answers = two_months(organisation(seed, small=True))
        found += [(seed, number, few) for number, one in enumerate([*seen, *answers]) if (few := fewest(one.figures)) is not None]
        sight.add(seen, answers)
    assert not found
    sight.check()


def test_nor_do_questions_over_half_a_year_though_people_come_back():
    read = [(seed, two_months(organisation(seed, small=True), months=6)[1]) for seed in range(30)]
    assert not [(seed, few) for seed, answers in read for one in answers if (few := fewest(one.figures)) is not None]


def test_nor_in_large_organisations():
    found, sight = [], Sight()
    for seed in LARGE:
        seen, answers = two_months(organisation(seed, small=False))
        found += [(seed, few) for one in [*seen, *answers] if (few := fewest_tried(one.figures, random.Random(seed), 60)) is not None]
        sight.add(seen, answers)
    assert not found
    sight.check()


@pytest.mark.parametrize("seed", range(5))
def test_without_the_guard_the_attacker_finds_somebody(seed):
    """A house that only looks at the size of each group is taken apart: the attacker is no straw man."""
    for kind in two_months(organisation(seed, small=True), threshold_only):
        assert any(fewest(one.figures) is not None for one in kind)


def test_without_the_waiting_the_difference_of_two_months_finds_somebody():
    read = [two_months(organisation(seed, small=True), wait=False) for seed in range(40)]
    for kind in zip(*read, strict=True):
        assert any(fewest(one.figures) is not None for seen in kind for one in seen)


def test_the_attacker_finds_what_is_hidden_in_sums():
    whole, part = frozenset(range(40)), frozenset(range(33))
    assert fewest([whole, part]) == 7
    assert fewest([whole, frozenset(range(20))]) is None
    # three overlapping groups of twelve: a + b - c speaks of few
    a, b, c = frozenset(range(12)), frozenset(range(12, 24)), frozenset(range(5, 20))
    assert fewest([a, b, c]) == 9
