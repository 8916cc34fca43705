"""How many of those on duty have their date ahead, told so that nothing near an end can be worked out from the figures beside it.

Those in time, late, overdue, and those whose date is ahead are people of one group, and most are in one of them only. So the shares that are told
leave the rest of it as a difference: 60% in time, 20% late and 20% ahead would say that nobody is overdue. ``bands`` tells no share near an
end by itself; here, none is told that leaves one to be worked out.
"""

from collections.abc import Sequence

from lms.kit import bands
from lms.kit.bands import LOWEST, Share, Side
from lms.reports.disclosure.together import Between


def ahead(numbers: Sequence[int], people: int, beside: Sequence[int]) -> list[Share | Between | None]:
    """What is told of ``numbers``: how many of ``people`` have a date within so many days, each with those of the one before. None: nothing.

    A number is told exactly where it is more than a tenth of all above the last that was, and leaves more than a tenth to those who are in no
    figure that is told exactly. Otherwise it is only said between which two shares it lies; and not even in which tenth where the two tenths
    meet, since "not in this one" would be "in the other". ``beside``: how many are in time, late, overdue. Who is late or overdue may have
    another date ahead (a training that comes again), so these may be more than there is room for; then it is told that they are.
    """
    group = _Group(people, beside)
    return [group.tell(number) for number in numbers]


class _Group:
    """The people of one figure, and what was told of them so far."""

    def __init__(self, people: int, beside: Sequence[int]) -> None:
        shares = [bands.share(one, people) for one in beside]
        exact = [(one, *bands.numbers(shown, people)) for one, shown in zip(beside, shares, strict=True) if shown.percent is not None]
        self._people, self._tenth = people, bands.numbers(Share(Side.LOW, None), people)[1]
        self._room = people - sum(one for one, _lowest, _highest in exact)
        """Who is in no figure that is told exactly; and between which numbers that is, by what is told."""
        self._room_from = people - sum(highest for _one, _lowest, highest in exact)
        self._room_to = people - sum(lowest for _one, lowest, _highest in exact)
        self._last = 0
        """The last number that was told exactly."""

    def tell(self, number: int) -> Share | Between | None:
        """The words for the next number."""
        highest = self._room_to if number <= self._room_to else self._people
        lowest, below = bands.numbers(bands.share(self._last, self._people), self._people) if self._last else (0, 0)
        if (self._room - self._last) * 100 <= 2 * LOWEST * self._people:
            return self._between(lowest, highest)
        if self._few(number - self._last):
            return self._between(lowest, below + self._tenth)
        if self._few(self._room - number):
            return self._between(self._room_from - self._tenth, highest)
        self._last = number
        return bands.share(number, self._people)

    def _few(self, number: int) -> bool:
        return number <= self._tenth

    def _between(self, lowest: int, highest: int) -> Share | Between | None:
        """Two numbers as shares: in the words of ``bands`` where both are near one end, nothing where they say nothing."""
        if lowest <= 0 and highest >= self._people:
            return None
        if highest <= self._tenth:
            return Share(Side.LOW, None)
        if lowest >= self._people - self._tenth:
            return Share(Side.HIGH, None)
        return Between(100 * max(0, lowest) // self._people, -(-100 * highest // self._people))
