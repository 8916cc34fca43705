"""Whose date is ahead is told so that no share near an end can be worked out: a table of cases, and an attacker who tries everything."""

from itertools import combinations

import pytest

from lms.kit import bands
from lms.reports.disclosure.ahead import ahead
from lms.reports.disclosure.together import Told, together

CLASSES = range(7)
"""In time, late, overdue; ahead within 30, in 31 to 60, in 61 to 90 days; and all others."""


@pytest.mark.parametrize(
    ("people", "beside", "numbers", "words"),
    [
        (20, (2, 2, 2), (4, 8, 12), ["20%", "40%", "60%"]),
        (20, (0, 0, 0), (0, 1, 4), ["10% or less", "10% or less", "20%"]),
        (20, (0, 0, 0), (4, 5, 7), ["20%", "20 to 30%", "35%"]),  # the five would say that the second month has one
        (20, (0, 0, 0), (19, 19, 20), ["90% or more"] * 3),
        (20, (10, 4, 0), (0, 1, 3), ["10% or less", "10% or less", "15%"]),
        (20, (10, 4, 0), (4, 6, 6), ["20 to 30%"] * 3),  # six would say that nobody is overdue
        (20, (12, 4, 4), (0, 0, 0), ["10% or less"] * 3),  # as the others say
        (20, (17, 0, 0), (0, 2, 3), ["0 to 15%"] * 3),  # the tenths at both ends meet
        (20, (12, 4, 0), (0, 1, 2), ["0 to 20%"] * 3),
        (20, (19, 0, 0), (0, 0, 1), ["10% or less"] * 3),
        (20, (0, 0, 19), (0, 0, 1), ["10% or less"] * 3),
        (20, (2, 16, 0), (2, 9, 9), ["0 to 20%", "none", "none"]),  # who was late once has a date ahead again
        (20, (0, 19, 0), (0, 5, 9), ["10% or less", "25%", "45%"]),
        (1000, (603, 0, 0), (0, 204, 260), ["10% or less", "20%", "19 to 41%"]),
        (1000, (603, 0, 0), (350, 397, 397), ["29 to 41%"] * 3),
    ],
)
def test_what_is_told_of_dates_ahead(people, beside, numbers, words):
    told = ahead(numbers, people, beside)
    assert ["none" if one is None else str(one) for one in told] == words


def plain(numbers, people, _beside):
    """What a house would tell that looks at each share by itself."""
    return [bands.share(one, people) for one in numbers]


def _worlds(people, empty, at=0):
    """Every way in which so many people may stand, nobody in the classes that are ``empty``."""
    if at == len(CLASSES) - 1:
        yield (people,)
        return
    for first in range(1 if at in empty else people + 1):
        for others in _worlds(people - first, empty, at + 1):
            yield (first, *others)


def sharpened(people, words, empty=()):
    """What can be worked out: told words, a union of classes, and between which numbers of people it then lies though only its end was told.

    Exactly: all worlds that are told in the same words are compared.
    """
    filled = [one for one in CLASSES if one not in empty]
    unions = [union for size in range(1, len(filled)) for union in combinations(filled, size)]
    tenth, before, after = people // 10, {}, {}
    for world in _worlds(people, empty):
        beside, ahead_of = world[:3], [sum(world[3 : 4 + months]) for months in range(3)]
        told = tuple(str(bands.share(one, people)) for one in beside)
        sizes = [sum(world[one] for one in union) for union in unions]
        for known, key in ((before, told), (after, told + tuple(map(str, words(ahead_of, people, beside))))):
            lows, highs = known.setdefault(key, (sizes, sizes))
            known[key] = list(map(min, lows, sizes)), list(map(max, highs, sizes))
    for told, bounds in after.items():
        for union, low, high, low_before, high_before in zip(unions, *bounds, *before[told[:3]], strict=True):
            if high <= tenth and (low > low_before or high < min(high_before, tenth)):
                yield told, union, (low, high)


@pytest.mark.parametrize(("people", "empty"), [(10, ()), (11, ()), (20, (1, 5)), (20, (4, 5)), (31, (1, 4, 5)), (101, (1, 2, 4, 5))])
def test_no_share_near_an_end_can_be_worked_out(people, empty):
    assert not list(sharpened(people, ahead, empty))


def test_where_each_share_is_looked_at_by_itself_it_is_told_that_nobody_is_overdue():
    found = list(sharpened(11, plain))
    nobody = [told for told, union, bounds in found if union == (2,) and bounds == (0, 0)]
    assert ("64%", "18%", "10% or less", "18%", "18%", "18%") in nobody


def test_courses_are_added_up_from_what_is_told_of_dates_ahead():
    def course(people, beside, numbers):
        return Told(people, ahead(numbers, people, beside))

    def told(*courses):
        return [one if one is None else str(one) for one in together(courses).shares]

    half = course(20, (2, 2, 2), (4, 8, 12))
    assert told(half, course(20, (10, 4, 0), (4, 6, 6))) == ["20 to 25%", "30 to 35%", "40 to 45%"]
    assert told(half, course(20, (2, 16, 0), (2, 9, 9))) == ["10 to 20%", "20 to 70%", "30 to 80%"]
    assert told(course(20, (2, 16, 0), (2, 9, 9))) == ["0 to 20%", None, None]
