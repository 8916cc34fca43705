"""The picture of the road map: where each bar and mark stands on a drawing surface of ``WIDTH`` units. Pure geometry; the template draws it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.strategy.network.timeline import later_month

WIDTH = 1120
LABELS = 330
"""Units that the names take."""
ROW = 26
HEAD = 30
BAR = 16
"""The height of a bar."""
TURN = 4
LONGEST_LABEL = 44


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the picture: a heading, an activity with its dates, or a milestone with its marks."""

    label: str
    kind: str
    """``objective``, ``initiative``, ``done``, ``going``, ``planned`` or ``milestone``."""
    begins: date | None = None
    ends: date | None = None
    latest: date | None = None
    marks: Sequence[tuple[str, date]] = ()
    """``baseline``, ``promised``, ``p80`` or ``reached``, and the day."""
    key: str = ""
    waits_for: Sequence[str] = ()
    """The keys of what has to end before it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An entry with its place."""

    entry: Entry
    label: str
    y: int
    bar: tuple[float, float] | None
    tail: tuple[float, float] | None
    """From the likely end to the latest one."""
    marks: Sequence[tuple[str, float]]

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + ROW / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the end of a bar, along its line, and up or down to the bar that waits for it."""

    words: tuple[str, str]
    """What ends, and what waits for it."""
    x: float
    y: float
    over: float
    """Where it turns."""
    to: float
    down: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn."""

    height: int
    ticks: Sequence[tuple[float, date]]
    today: float | None
    lines: Sequence[Drawn]
    arrows: Sequence[Arrow]


def picture(entries: Sequence[Entry], today: date, *, since: date | None = None, until: date | None = None) -> Picture:
    """Lay ``entries`` out between ``since`` and ``until``, or from the first to the last of their days."""
    first, last = _window(entries, today, since, until)
    scale = _Scale(first, last)
    lines = [_drawn(entry, HEAD + number * ROW, scale) for number, entry in enumerate(entries)]
    return Picture(HEAD + len(entries) * ROW, _ticks(scale), scale.x(today) if first <= today <= last else None, lines, list(_arrows(lines)))


def _arrows(lines: Sequence[Drawn]) -> Iterator[Arrow]:
    """What waits for what, where both bars are in the picture; the table names the others, too."""
    bars = {line.entry.key: (line, line.bar) for line in lines if line.entry.key and line.bar}
    for after, (start, width) in bars.values():
        for before, (begins, lasts) in (bars[key] for key in after.entry.waits_for if key in bars):
            down, end = after.y > before.y, begins + lasts
            over = min(max(end, start) + TURN, max(start + width - 1, start))
            edge = after.middle - BAR / 2 if down else after.middle + BAR / 2
            yield Arrow((before.entry.label, after.entry.label), round(end, 1), before.middle, round(over, 1), edge, down)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def x(self, day: date) -> float:
        """Where the morning of ``day`` stands; days outside stand on the edge."""
        share = ((min(max(day, self.first), self.last)) - self.first) / (self.last - self.first)
        return round(LABELS + share * (WIDTH - LABELS - 10), 1)

    def stretch(self, begins: date, ends: date) -> tuple[float, float] | None:
        """From where to how far a bar goes that lasts from a morning to an evening; nothing outside the window."""
        if ends < self.first or begins > self.last:
            return None
        left = self.x(begins)
        return left, round(max(2.0, self.x(ends + timedelta(days=1)) - left), 1)


def _window(entries: Sequence[Entry], today: date, since: date | None, until: date | None) -> tuple[date, date]:
    days = [day for entry in entries for day in (entry.begins, entry.latest or entry.ends, *(on for _kind, on in entry.marks)) if day]
    first = since or min([*days, today])
    last = until or max([*days, today])
    return first.replace(day=1), later_month(max(last, first).replace(day=1), 1)


def _ticks(scale: _Scale) -> list[tuple[float, date]]:
    """The first days of months: of every one, or of each third, sixth or twelfth when there are many."""
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next(step for step, most in ((1, 10), (3, 30), (6, 60), (12, 10_000)) if months <= most)
    days = [later_month(scale.first, number) for number in range(months + 1)]
    return [(scale.x(day), day) for day in days if (day.month - 1) % step == 0 and day < scale.last]


def _drawn(entry: Entry, y: int, scale: _Scale) -> Drawn:
    bar = scale.stretch(entry.begins, entry.ends) if entry.begins and entry.ends else None
    later = entry.ends and entry.latest and entry.latest > entry.ends
    tail = scale.stretch(entry.ends + timedelta(days=1), entry.latest) if later and entry.ends and entry.latest else None
    marks = [(kind, scale.x(day)) for kind, day in entry.marks if scale.first <= day <= scale.last]
    label = entry.label if len(entry.label) <= LONGEST_LABEL else f"{entry.label[: LONGEST_LABEL - 1].rstrip()}…"
    return Drawn(entry, label, y, bar, tail, marks)
