"""What the figures of several courses say together, as a table of cases; and that they say nothing else."""

import random
from itertools import pairwise

import pytest

from lms.kit import bands
from lms.kit.bands import Share, Side
from lms.reports.disclosure.together import Told, together

LOW, HIGH = Share(Side.LOW, None), Share(Side.HIGH, None)


def told(people, *shares):
    """A course of so many people; shares are whole per cent, or near an end."""
    return Told(people, [one if isinstance(one, Share) else Share(Side.EXACT, one) for one in shares])


@pytest.mark.parametrize(
    ("courses", "duties", "shares", "left_out"),
    [
        ([], None, None, None),
        ([None, None], None, None, None),
        ([told(20, 45)], 20, ["45%"], 0),
        ([told(20, 45), None], 20, ["45%"], 1),
        ([told(20, 45), told(12, 33), None, None], 32, ["41%"], 2),  # nine and four
        ([told(20, LOW)], 20, ["10% or less"], 0),
        ([told(20, HIGH, LOW)], 20, ["90% or more", "10% or less"], 0),
        ([told(20, HIGH), told(11, HIGH)], 31, ["90% or more"], 0),
        ([told(20, HIGH), told(20, 75)], 40, ["82 to 88%"], 0),  # 18 to 20, and 15
        ([told(20, LOW), told(20, LOW)], 40, ["10% or less"], 0),
        ([told(20, LOW), told(20, 15)], 40, ["7 to 13%"], 0),  # none to two, and three
        ([told(100, LOW), told(10, 80)], 110, ["7 to 17%"], 0),  # none to ten, and eight
        ([told(1000, 50)], 1000, ["50%"], 0),  # 495 to 505
        ([told(1000, 50), told(1000, 51)], 2000, ["50 to 51%"], 0),  # 495 to 505, and 505 to 515
    ],
)
def test_what_courses_say_together(courses, duties, shares, left_out):
    found = together(courses)
    if duties is None:
        assert found is None
    else:
        assert (found.duties, [str(one) for one in found.shares], found.left_out) == (duties, shares, left_out)


def test_the_truth_lies_within_and_what_looks_alike_reads_alike():
    dice = random.Random(7)
    for _ in range(300):
        people = [dice.choice((10, 11, 17, 64, 350, 2_000)) for _course in range(dice.randint(1, 4))]
        numbers = [dice.choice((0, size, dice.randint(0, size))) for size in people]
        shown = [bands.share(number, size) for number, size in zip(numbers, people, strict=True)]
        for number, size, share in zip(numbers, people, shown, strict=True):
            lowest, highest = bands.numbers(share, size)
            assert lowest <= number <= highest
            assert {bands.share(lowest, size), bands.share(highest, size)} == {share}
            assert lowest == 0 or bands.share(lowest - 1, size) != share
            assert highest == size or bands.share(highest + 1, size) != share
        (share,) = together([Told(size, [one]) for size, one in zip(people, shown, strict=True)]).shares
        exact = 100 * sum(numbers) / sum(people)
        if isinstance(share, Share):
            assert (share.percent is None and bands.share(sum(numbers), sum(people)) == share) or abs(share.percent - exact) <= 1
        else:
            assert share.lowest <= exact <= share.highest
            assert all(a < b for a, b in pairwise((share.lowest, share.highest)))
