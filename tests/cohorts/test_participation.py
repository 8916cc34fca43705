"""When a check-in is due: two in a row in one dimension, or three in all."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.cohorts.participation import Rated, due

START = datetime(2026, 9, 1, tzinfo=UTC)
MARKS = {"e": "engaged", "p": "progressing", "n": "needs_attention"}


def rated(**dimensions):
    """``a="en"``: in dimension a, engaged on the first occasion and needing attention on the second; ``.`` is no rating."""
    return [
        Rated(dimension, f"session:{number}", START + timedelta(days=number), MARKS[mark])
        for dimension, marks in dimensions.items()
        for number, mark in enumerate(marks)
        if mark != "."
    ]


@pytest.mark.parametrize(
    ("ratings", "cause"),
    [
        ({}, None),
        ({"a": "n"}, None),
        ({"a": "nn"}, "in_a_row"),
        ({"a": "nen"}, None),
        ({"a": "npn"}, None),
        ({"a": "n.n"}, "in_a_row"),  # what was not rated interrupts nothing
        ({"a": "n", "b": "n"}, None),
        ({"a": "n", "b": ".n"}, None),
        ({"a": "nenen"}, "in_all"),
        ({"a": "n", "b": "n", "c": "n"}, "in_all"),
        ({"a": "nen", "b": "..n"}, "in_all"),
        ({"a": "nne"}, "in_a_row"),  # a later better rating does not undo what happened
        ({"a": "eeee", "b": "ppp"}, None),
        ({"a": "nnn"}, "in_a_row"),
    ],
)
def test_the_rule(ratings, cause):
    found = due(rated(**ratings))
    assert (found.cause if found else None) == cause


def test_the_reasons_are_the_ratings_behind_it_in_order():
    found = due(list(reversed(rated(a="ennp"))))
    assert [one.occasion for one in found.ratings] == ["session:1", "session:2"]


def test_three_in_all_names_all_of_them():
    assert {one.key for one in due(rated(a="nen", b="..n")).ratings} == {("a", "session:0"), ("a", "session:2"), ("b", "session:2")}


@pytest.mark.parametrize(
    ("ratings", "talked", "expected"),
    [
        ({"a": "nn"}, {("a", "session:0"), ("a", "session:1")}, None),  # nothing came since
        ({"a": "nne"}, {("a", "session:0"), ("a", "session:1")}, None),
        ({"a": "nnn"}, {("a", "session:0"), ("a", "session:1")}, "in_a_row"),  # it goes on
        ({"a": "nn", "b": "..n"}, {("a", "session:0"), ("a", "session:1")}, "in_all"),
        ({"a": "nenen"}, {("a", "session:0"), ("a", "session:2"), ("a", "session:4")}, None),
    ],
)
def test_what_was_talked_about_asks_again_only_with_something_new(ratings, talked, expected):
    found = due(rated(**ratings), talked)
    assert (found.cause if found else None) == expected


def test_the_order_is_that_of_the_occasions_not_of_writing():
    mixed = rated(a="nen")
    assert due([mixed[0], mixed[2], mixed[1]]) is None
