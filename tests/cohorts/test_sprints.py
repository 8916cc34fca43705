"""The days of a sprint, after what was still to come was moved."""

from datetime import date

import pytest

from lms.cohorts.programme_files.shapes import Sprint
from lms.cohorts.sprints import Dates, Shift, dates_of

SPRINT = Sprint("s", "m", "Do", "Change it", 14, 27)
BEGAN = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("shifts", "first", "last"),
    [
        ([], date(2027, 3, 15), date(2027, 3, 28)),
        ([Shift(date(2027, 3, 10), 30)], date(2027, 4, 14), date(2027, 4, 27)),  # it had not begun
        ([Shift(date(2027, 3, 15), 30)], date(2027, 3, 15), date(2027, 4, 27)),  # on its first day: only its end moves
        ([Shift(date(2027, 3, 28), 2)], date(2027, 3, 15), date(2027, 3, 30)),  # on its last day
        ([Shift(date(2027, 3, 29), 30)], date(2027, 3, 15), date(2027, 3, 28)),  # it was over
        ([Shift(date(2027, 3, 10), 30), Shift(date(2027, 3, 20), -10)], date(2027, 4, 4), date(2027, 4, 17)),  # one after the other
    ],
)
def test_a_sprint_moves_as_far_as_it_was_still_to_come(shifts, first, last):
    assert dates_of(SPRINT, BEGAN, shifts) == Dates(first, last)
