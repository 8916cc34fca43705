"""The smallest cover: against trying everything, and what it says when it gives up."""

import time
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.development.cover import Option, alternatives, smallest_cover


def option(key, minutes, *closes):
    return Option(key, minutes, frozenset(closes))


@pytest.mark.parametrize(
    ("needs", "options", "chosen", "minutes"),
    [
        ("", [("a", 60, "x")], "", 0),
        ("x", [], "", 0),
        ("x", [("a", 60, "x"), ("b", 50, "x")], "b", 50),
        ("xy", [("a", 60, "x"), ("b", 50, "y"), ("c", 100, "xy")], "c", 100),
        ("xy", [("a", 60, "x"), ("b", 30, "y"), ("c", 100, "xy")], "ab", 90),
        ("xyz", [("a", 10, "xy"), ("b", 10, "yz"), ("c", 25, "xyz")], "ab", 20),
        ("xyz", [("a", 0, "x"), ("b", 0, "y"), ("c", 5, "xyz")], "c", 5),
        ("xq", [("a", 60, "x")], "a", 60),
        ("abcd", [("1", 9, "ab"), ("2", 9, "cd"), ("greedy", 10, "abc"), ("3", 9, "d")], "12", 18),
    ],
)
def test_the_fewest_minutes_are_chosen(needs, options, chosen, minutes):
    cover = smallest_cover(set(needs), [option(key, time, *closes) for key, time, closes in options])
    assert "".join(sorted(one.key for one in cover.chosen)) == "".join(sorted(chosen))
    assert cover.minutes == minutes
    assert cover.is_smallest


def test_what_nothing_closes_is_named():
    assert smallest_cover({"x", "q"}, [option("a", 5, "x")]).never == {"q"}


def test_less_than_no_time_is_refused():
    with pytest.raises(ValueError, match="negative"):
        smallest_cover({"x"}, [option("a", -1, "x")])


OPTIONS = st.lists(
    st.tuples(st.integers(0, 40), st.frozensets(st.integers(0, 5), min_size=1, max_size=4)), max_size=9
).map(lambda rows: [Option(f"o{place}", minutes, closes) for place, (minutes, closes) in enumerate(rows)])


def brute_force(needs, options):
    closable = {need for need in needs if any(need in one.closes for one in options)}
    sets = (chosen for size in range(len(options) + 1) for chosen in combinations(options, size))
    return min(sum(one.minutes for one in chosen) for chosen in sets if closable <= {need for one in chosen for need in one.closes})


@given(st.frozensets(st.integers(0, 5)), OPTIONS)
@settings(max_examples=300, deadline=None)
def test_nothing_that_can_be_tried_takes_less(needs, options):
    cover = smallest_cover(needs, options)
    assert cover.minutes == brute_force(needs, options)
    assert cover.is_smallest
    assert needs - cover.never <= {need for one in cover.chosen for need in one.closes}


@given(st.frozensets(st.integers(0, 5)), OPTIONS)
@settings(max_examples=150, deadline=None)
def test_a_search_that_is_given_up_says_how_far_off_it_may_be(needs, options):
    cover = smallest_cover(needs, options, most_steps=1)
    assert cover.at_least <= brute_force(needs, options) <= cover.minutes
    assert needs - cover.never <= {need for one in cover.chosen for need in one.closes}


def test_sixty_courses_and_twenty_one_gaps_take_a_moment():
    chance = Random(7)
    options = [Option(f"c{n}", chance.randint(30, 900), frozenset(chance.sample(range(21), chance.randint(1, 4)))) for n in range(60)]
    began = time.process_time()
    cover = smallest_cover(range(21), options)
    assert time.process_time() - began < 1
    assert not cover.never


def test_the_order_of_the_options_does_not_matter():
    chance = Random(3)
    options = [Option(f"c{n}", chance.choice((30, 60)), frozenset(chance.sample(range(8), 2))) for n in range(20)]
    first = smallest_cover(range(8), options)
    chance.shuffle(options)
    assert smallest_cover(range(8), options) == first


def test_an_alternative_says_how_much_longer_the_whole_would_take():
    options = [option("a", 60, "x"), option("b", 90, "x"), option("c", 30, "y"), option("d", 500, "x", "y")]
    cover = smallest_cover({"x", "y"}, options)
    found = alternatives({"x", "y"}, options, cover, options[0])
    assert [(one.option.key, one.more) for one in found] == [("b", 30), ("d", 410)]


def test_what_closes_nothing_of_it_is_no_alternative():
    options = [option("a", 60, "x"), option("c", 30, "y"), option("e", 31, "y")]
    cover = smallest_cover({"x", "y"}, options)
    assert alternatives({"x", "y"}, options, cover, options[0]) == ()
