"""Filters, bands and cuts, as tables of cases."""

from datetime import date
from uuid import UUID

import pytest

from lms.kit import bands
from lms.kit.bands import Change, Side, Trend
from lms.reports.disclosure.asking import may_answer, told_of
from lms.reports.disclosure.cuts import weak_cut
from lms.reports.disclosure.grouping import Entry, Grouping, Tree
from lms.reports.disclosure.waiting import Move, Scope, may_count
from lms.reports.filters import address, months_before, read

TODAY = date(2026, 5, 10)
SOME = UUID("11111111-1111-1111-1111-111111111111")


@pytest.mark.parametrize(
    ("asked", "words", "problems"),
    [
        ({}, {}, 0),
        ({"department": str(SOME), "since": "2026-04"}, {"department": str(SOME), "since": "2026-04"}, 0),
        ({"since": "2026-04-17"}, {"since": "2026-04"}, 1),
        ({"since": "2026-04-01"}, {"since": "2026-04"}, 0),
        ({"since": "2026-13"}, {}, 1),
        ({"since": "next year"}, {}, 1),
        ({"since": "2026-06"}, {}, 1),
        ({"department": "parks", "post": "x"}, {}, 2),
        ({"by": "posts"}, {"by": "posts"}, 0),
        ({"grade": "B1"}, {"grade": "B1"}, 0),
        ({"by": "people'; DROP TABLE"}, {}, 1),
        ({"role": "administrator", "is_admin": "1"}, {}, 0),
    ],
)
def test_filters_are_read_and_written_back(asked, words, problems):
    found = read(asked, today=TODAY)
    assert found.as_words() == words
    assert len(found.problems) == problems
    assert read(words, today=TODAY) == found


def test_an_address_holds_the_filters():
    assert address("learning", {}) == "/reports/learning"
    assert address("learning", {"post": "a b"}) == "/reports/learning?post=a+b"


def test_months_go_back_over_the_year():
    assert months_before(date(2026, 2, 7), 4) == [date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1), date(2025, 11, 1)]


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 20, "10% or less"),
        (2, 20, "10% or less"),
        (3, 20, "15%"),
        (10, 20, "50%"),
        (17, 20, "85%"),
        (18, 20, "90% or more"),
        (20, 20, "90% or more"),
        (0, 10, "10% or less"),
        (1, 10, "10% or less"),
        (9, 10, "90% or more"),
        (10, 10, "90% or more"),
    ],
)
def test_a_share_near_an_end_tells_only_its_side(part, whole, words):
    shown = bands.share(part, whole)
    assert str(shown) == words
    assert (bands.average(7, whole, shown) is None) == (shown.side is not Side.EXACT)
    lowest, highest = bands.numbers(shown, whole)
    assert lowest < highest or shown.side is Side.EXACT, "one number alone would tell of everybody"


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ((12, 20), (8, 20), Change(Trend.UP, 20)),
        ((8, 20), (12, 20), Change(Trend.DOWN, -20)),
        ((8, 20), (8, 20), Change(Trend.SAME, 0)),
        ((20, 20), (12, 20), Change(Trend.UP, None)),
        ((0, 20), (1, 20), Change(Trend.SAME, None)),
        ((20, 20), (19, 20), Change(Trend.SAME, None)),
    ],
)
def test_a_change_tells_no_more_than_its_two_figures(now, before, change):
    assert bands.change(bands.share(*now), bands.share(*before)) == change


@pytest.mark.parametrize(
    ("edges", "weak"),
    [
        ({("a", "x"): 10}, False),
        ({("a", "x"): 9}, True),
        ({("a", "x"): 6, ("a", "y"): 6, ("b", "x"): 6, ("b", "y"): 6}, False),
        ({("a", "x"): 20, ("b", "y"): 20, ("a", "y"): 3}, True),
        ({("a", "x"): 20, ("b", "y"): 20}, False),
        ({}, False),
        ({("a", "a"): 3}, False),
    ],
)
def test_a_cut_through_few_people_is_found(edges, weak):
    side = weak_cut(edges, 10)
    assert (side is not None) == weak
    if side is not None:
        assert 0 < sum(people for edge, people in edges.items() if len(set(edge) & side) == 1) < 10


def test_a_small_department_takes_a_neighbour_with_it():
    tree = Tree({"city": None, "parks": "city", "roads": "city", "archive": "city"})
    grouping = Grouping(tree, [{("parks", "clerk"): 30, ("roads", "clerk"): 20, ("archive", "clerk"): 4}])
    shown = {name: grouping.shows(Entry(name, None)) for name in ("city", "parks", "roads", "archive")}
    assert shown == {"city": True, "parks": True, "roads": False, "archive": False}


def test_a_post_that_is_everybody_but_three_is_held_back():
    tree = Tree({"parks": None})
    grouping = Grouping(tree, [{("parks", "clerk"): 30, ("parks", "head"): 3}])
    assert grouping.shows(Entry("parks", None))
    assert not grouping.shows(Entry("parks", "clerk"))


def test_one_who_comes_waits_and_ten_do_not():
    tree = Tree({"parks": None})
    grouping = Grouping(tree, [{("parks", "clerk"): 30}])
    scope, counted = Scope(grouping, {"clerk": 0}), {(None, ("parks", "clerk")): 30}
    come = [Move(n, None, ("parks", "clerk")) for n in range(10)]
    assert may_count(come[:9], counted, [scope]) == {}
    assert set(may_count(come, counted, [scope])) == set(come)


def test_twenty_one_leave_but_nine_would_be_left():
    tree = Tree({"parks": None})
    grouping = Grouping(tree, [{("parks", "clerk"): 30}])
    scope, counted = Scope(grouping, {"clerk": 0}), {(None, ("parks", "clerk")): 30}
    leave = [Move(n, ("parks", "clerk"), None) for n in range(21)]
    assert may_count(leave, counted, [scope]) == {}
    assert len(may_count(leave[:20], counted, [scope])) == 20


PARKS, CLERKS = Tree({"parks": None}), ("parks", "clerk")


def test_the_first_in_a_question_wait_until_they_are_ten():
    come = [Move(n, None, CLERKS) for n in range(10)]
    assert may_answer(come[:9], {}, PARKS, {}) == {}
    assert set(may_answer(come, {}, PARKS, {})) == set(come)


@pytest.mark.parametrize(("back", "counted"), [(1, 0), (9, 0), (10, 10), (11, 0), (19, 0), (20, 20)])
def test_who_comes_back_comes_with_ten_who_left_together_and_leaves_none_or_ten_behind(back, counted):
    before = told_of(PARKS, {("old", CLERKS): 30}, {})
    shown = {entry: entry in before.published for entry in before.people}
    returning = [Move(n, CLERKS, CLERKS, "left") for n in range(back)]
    assert len(may_answer(returning, {("old", CLERKS): 30, ("left", CLERKS): 20}, PARKS, shown)) == counted
