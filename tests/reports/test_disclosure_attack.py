"""Nobody can be singled out: the attacker finds nothing in 200 random organisations, and most figures stay visible."""

import random

import pytest

from tests.reports import attacker
from tests.reports.attacker import fewest, fewest_tried, organisation, take_roll, threshold_only, two_months

SMALL, LARGE = range(160), range(1000, 1040)


class Sight:
    """How much is visible of competences and of questions, over all organisations."""

    def __init__(self):
        self.shown, self.large = [0, 0], [0, 0]

    def add(self, *kinds):
        for place, seen in enumerate(kinds):
            self.shown[place] += sum(one.visible for one in seen)
            self.large[place] += sum(one.large for one in seen)

    def check(self):
        """Four fifths of all. Of questions a little less: where a few are on a course by their own wish, all of it or those on duty must be
        held back."""
        assert sum(self.shown) >= 0.8 * sum(self.large)
        for shown, large, least in zip(self.shown, self.large, (0.8, 0.75), strict=True):
            assert shown >= least * large, f"{shown} of {large} are visible"


def test_no_combination_of_figures_speaks_of_fewer_than_ten_people():
    found, sight = [], Sight()
    for seed in SMALL:
        seen, answers = two_months(organisation(seed, small=True))
        found += [(seed, number, few) for number, one in enumerate([*seen, *answers]) if (few := fewest(one.figures)) is not None]
        sight.add(seen, answers)
    assert not found
    sight.check()


def test_nor_over_half_a_year_though_people_come_back_and_requirements_go():
    read = [(seed, kind) for seed in range(40) for kind in two_months(organisation(seed, small=True), months=6)]
    assert not [(seed, few) for seed, kind in read for one in kind if (few := fewest(one.figures)) is not None]


def _found(seed, months):
    return any(fewest(one.figures) is not None for one in two_months(organisation(seed, small=True), months=months)[0])


@pytest.mark.parametrize("seed", [14, 43, 58])
def test_somebody_is_found_where_it_is_forgotten_who_left(seed, monkeypatch):
    def forgetful(city, month, *, wait=True):
        take_roll(city, month, wait=wait)
        city.gone.clear()

    assert not _found(seed, 5)
    monkeypatch.setattr(attacker, "take_roll", forgetful)
    assert _found(seed, 5)


def test_somebody_is_found_where_it_is_forgotten_what_was_told(monkeypatch):
    def forgetful(city, month, *, wait=True):
        city.told = [{entry for entry, shown in before.items() if shown} for before in city.before]
        take_roll(city, month, wait=wait)

    monkeypatch.setattr(attacker, "_drop", lambda *_rest: None)
    assert not _found(366, 5)
    monkeypatch.setattr(attacker, "take_roll", forgetful)
    assert _found(366, 5)


@pytest.mark.parametrize("seed", [11, 26])
def test_somebody_is_found_where_a_requirement_goes_and_nothing_is_held_back(seed, monkeypatch):
    assert not _found(seed, 3)
    monkeypatch.setattr(attacker, "held_without", lambda *_rest: set())
    assert _found(seed, 3)


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
