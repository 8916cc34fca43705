"""The smallest cover: against trying everything, and what it says when it gives up."""

import time
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.development.cover import Option, alternatives, smallest_cover


def option(key, minutes, closes, before=""):
    """``before``: each letter is a part of 50 minutes."""
    return Option(key, minutes, frozenset(closes), tuple((part, 50) for part in before))


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
        ("xy", [("a", 10, "x", "G"), ("b", 10, "y", "G"), ("c", 55, "x")], "ab", 70),
        ("xy", [("a", 10, "x", "GH"), ("b", 10, "y", "G"), ("c", 55, "x")], "bc", 115),
        ("xy", [("a", 50, "x"), ("b", 10, "xy", "a"), ("c", 20, "y")], "b", 60),
    ],
)
def test_the_fewest_minutes_are_chosen(needs, options, chosen, minutes):
    cover = smallest_cover(set(needs), [option(*one) for one in options])
    assert "".join(sorted(one.key for one in cover.chosen)) == "".join(sorted(chosen))
    assert cover.minutes == minutes
    assert cover.is_smallest


def test_what_nothing_closes_is_named():
    assert smallest_cover({"x", "q"}, [option("a", 5, "x")]).never == {"q"}


def test_less_than_no_time_is_refused():
    with pytest.raises(ValueError, match="negative"):
        smallest_cover({"x"}, [option("a", -1, "x")])


MINUTES = (5, 20, 40)
"""Of three parts that options may need before; the last of them is an option, too."""
OPTIONS = st.lists(
    st.tuples(st.integers(0, 40), st.frozensets(st.integers(0, 5), min_size=1, max_size=4), st.frozensets(st.integers(0, 2))), max_size=9
).map(
    lambda rows: [
        Option("p2", MINUTES[2], frozenset({0})),
        *(
            Option(f"o{place}", minutes, closes, tuple((f"p{part}", MINUTES[part]) for part in before))
            for place, (minutes, closes, before) in enumerate(rows)
        ),
    ]
)


def whole(options):
    return sum({key: minutes for one in options for key, minutes in one.parts.items()}.values())


def brute_force(needs, options):
    closable = {need for need in needs if any(need in one.closes for one in options)}
    sets = (chosen for size in range(len(options) + 1) for chosen in combinations(options, size))
    return min(whole(chosen) for chosen in sets if closable <= {need for one in chosen for need in one.closes})


@given(st.frozensets(st.integers(0, 5)), OPTIONS)
@settings(max_examples=300, deadline=None)
def test_nothing_that_can_be_tried_takes_less(needs, options):
    cover = smallest_cover(needs, options)
    assert cover.minutes == brute_force(needs, options) == whole(cover.chosen)
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
    options = [option("a", 60, "x"), option("b", 90, "x"), option("c", 30, "y"), option("d", 500, "xy")]
    cover = smallest_cover({"x", "y"}, options)
    found = alternatives({"x", "y"}, options, cover, options[0])
    assert [(one.option.key, one.more) for one in found] == [("b", 30), ("d", 410)]


def test_an_alternative_is_reckoned_with_what_is_paid_already_and_no_part_of_the_choice_is_one():
    options = [option("a", 10, "xy", "G"), option("b", 10, "y", "G"), option("c", 55, "x"), Option("G", 50, frozenset("y"))]
    cover = smallest_cover({"x", "y"}, options)
    assert [one.key for one in cover.chosen] == ["a"]
    assert [(one.option.key, one.more) for one in alternatives({"x", "y"}, options, cover, cover.chosen[0])] == [("b", 10), ("c", 45)]


def test_what_closes_nothing_of_it_is_no_alternative():
    options = [option("a", 60, "x"), option("c", 30, "y"), option("e", 31, "y")]
    cover = smallest_cover({"x", "y"}, options)
    assert alternatives({"x", "y"}, options, cover, options[0]) == ()
