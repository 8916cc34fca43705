"""Small groups are kept back, and so is what would tell them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.kit.small_groups import LEAST, printable
from lms.kit.working_days import working_days_after


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({}, set()),
        ({"a": 12}, {"a"}),
        ({"a": 9}, set()),
        ({"a": 12, "b": 15}, {"a", "b"}),
        ({"a": 12, "b": 15, "c": 3}, {"b"}),  # c alone would follow from the total: a is kept back too
        ({"a": 12, "b": 5, "c": 6}, {"a"}),  # together they are eleven: nobody can tell them apart
        ({"a": 12, "b": 4, "c": 3}, set()),
        ({"a": 0, "b": 20}, {"a", "b"}),
    ],
)
def test_which_groups_are_printed(sizes, shown):
    assert printable(sizes) == shown


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12))
def test_the_rest_is_nobody_or_a_group_that_is_large_enough(sizes):
    shown = printable(sizes)
    rest = sum(people for group, people in sizes.items() if group not in shown)
    assert rest == 0 or rest >= LEAST or not any(sizes[group] for group in shown)
    assert all(sizes[group] == 0 or sizes[group] >= LEAST for group in shown)


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (date(2026, 11, 26), 5, date(2026, 12, 3)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_working_days_leave_weekends_out(day, days, expected):
    assert working_days_after(day, days) == expected
