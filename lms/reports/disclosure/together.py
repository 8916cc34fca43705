"""What the figures of several courses say together: a function of what is told of each, so it can tell nothing that they do not."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.kit import bands
from lms.kit.bands import HIGHEST, LOWEST, Share, Side
from lms.kit.words import gettext as _


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one course: how many people, and shares of them (None: one that is held back)."""

    people: int
    shares: "Sequence[Share | Between | None]"


@dataclass(frozen=True, slots=True)
class Between:
    """A share that lies between two, in whole per cent."""

    lowest: int
    highest: int

    def __str__(self) -> str:
        return _("%(lowest)s to %(highest)s%%", lowest=self.lowest, highest=self.highest)


@dataclass(frozen=True, slots=True)
class Together:
    """So many duties, each of a person in a course; shares of them; and how many courses are left out, since nothing is told of them."""

    duties: int
    shares: Sequence[Share | Between | None]
    left_out: int


def together(courses: Sequence[Told | None]) -> Together | None:
    """The sum of the courses (None: one that is held back); nothing where nothing is told of any."""
    told = [one for one in courses if one is not None]
    if not told:
        return None
    duties = sum(one.people for one in told)
    shares = [_share([_numbers(shown, one.people) for one, shown in zip(told, column, strict=True)], duties) for column in _columns(told)]
    return Together(duties, shares, len(courses) - len(told))


def _columns(told: Sequence[Told]) -> list[tuple[Share | Between | None, ...]]:
    return list(zip(*(one.shares for one in told), strict=True))


def _numbers(shown: Share | Between | None, people: int) -> tuple[int, int]:
    """How many it is at least, and at most."""
    if isinstance(shown, Share):
        return bands.numbers(shown, people)
    return (-(-shown.lowest * people // 100), shown.highest * people // 100) if shown else (0, people)


def _share(numbers: Sequence[tuple[int, int]], whole: int) -> Share | Between | None:
    """In the words of a share where both bounds have the same; nothing where they say nothing."""
    lowest, highest = (sum(bound) for bound in zip(*numbers, strict=True))
    if (lowest, highest) == (0, whole):
        return None
    if highest * 100 <= LOWEST * whole:
        return Share(Side.LOW, None)
    if lowest * 100 >= HIGHEST * whole:
        return Share(Side.HIGH, None)
    if round(100 * lowest / whole) == round(100 * highest / whole):
        return Share(Side.EXACT, round(100 * lowest / whole))
    return Between(100 * lowest // whole, -(-100 * highest // whole))
