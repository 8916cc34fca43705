"""What champions change: slip beside comparable work with its uncertainty, evenness of hours, turnover."""

from datetime import date, timedelta

import pytest

from lms.placements.effect import Turnover, Work, compare, gini, slip_of

DAY = date(2026, 6, 1)


def days(number):
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("milestones", "slip"),
    [
        ([], None),
        ([(days(10), days(40), None)], None),  # not due by the first plan
        ([(days(-30), days(-30), days(-20))], 10),
        ([(days(-30), days(-30), days(-40))], -10),
        ([(days(-30), days(20), None)], 50),
        ([(days(-30), days(-30), None)], 30),  # late already, whatever is promised
        ([(days(-30), days(-30), days(-30)), (days(-20), days(0), None)], 10),
    ],
)
def test_slip_is_what_the_first_agreed_date_became(milestones, slip):
    assert slip_of(milestones, DAY) == slip


@pytest.mark.parametrize(
    ("hours", "found"), [([], None), ([0, 0], None), ([3, 3, 3], 0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25), ([4], 0)]
)
def test_gini_of_hours(hours, found):
    assert gini(hours) == (found if found is None else pytest.approx(found))


def test_work_is_compared_with_the_nearest_of_its_kind_and_length():
    mine = Work("initiative", 100, 5, True)
    others = [Work("initiative", length, slip, False) for length, slip in ((90, 10), (110, 20), (130, 30), (190, 99), (30, 500), (300, 500))]
    found = compare([mine, *others, Work("data", 100, 900, False)])
    assert (found.pairs, found.theirs, found.others, found.difference) == (1, 5, 20, -15)
    assert not found.can_be_told
    assert compare([mine, Work("data", 100, 900, False)]).pairs == 0
    assert compare([]).pairs == 0


def test_a_difference_is_clear_only_where_it_is_not_chance():
    def city(slips):
        return [Work("initiative", 100, slip, True) for slip in slips] + [Work("initiative", 100, 20, False)]

    clear = compare(city([1, 2, 3, 4, 5, 6, 7, 8]))
    assert clear.is_clear
    assert clear.low <= clear.difference <= clear.high < 0
    noisy = compare(city([-60, 90, -30, 100, 0, 25]))
    assert noisy.can_be_told
    assert not noisy.is_clear
    assert noisy.low < 0 < noisy.high
    assert compare(city([1, 1, 1, 1])).is_clear is False  # too few, however alike
    assert compare(city([1, 2, 3, 4, 5])) == compare(city([1, 2, 3, 4, 5]))


@pytest.mark.parametrize(("facts", "share"), [((0, 0, 0), None), ((2, 10, 10), 0.2), ((1, 0, 2), 1.0), ((0, 4, 6), 0)])
def test_turnover_is_of_those_who_served_on_average(facts, share):
    assert Turnover(*facts).share == share
