"""What an attempt comes to, which attempt counts, how long one takes, and when the key may be seen. Plain values only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from lms.catalogue.course_files.shapes import CountingRule, FeedbackRule
from lms.kit.words import gettext as _

_THOUSANDTH = Decimal("0.001")

Verdict = Literal["right", "partly", "wrong"]


@dataclass(frozen=True, slots=True)
class Result:
    """Points and per cent of an attempt."""

    points: Decimal
    possible: Decimal
    percent: Decimal


def possible(points: Iterable[float]) -> Decimal:
    """The most that items with ``points`` give."""
    return sum((Decimal(str(each)) for each in points), Decimal(0)).quantize(_THOUSANDTH, ROUND_HALF_UP)


def result(shares: Sequence[tuple[Decimal, float]]) -> Result:
    """The result of ``shares``: fraction and points of each item. Where nothing can be earned, nothing is missing: 100 per cent."""
    most = possible(points for _fraction, points in shares)
    earned = sum((share * Decimal(str(points)) for share, points in shares), Decimal(0))
    percent = (100 * earned / most).quantize(_THOUSANDTH, ROUND_HALF_UP) if most else Decimal(100)
    return Result(earned.quantize(_THOUSANDTH, ROUND_HALF_UP), most, percent)


def reaches(percent: Decimal | None, pass_mark: float) -> bool:
    """Whether ``percent`` is enough; what is not known yet is not."""
    return percent is not None and percent >= Decimal(str(pass_mark))


def which_counts(rule: CountingRule, percents: Sequence[Decimal | None]) -> Decimal | None:
    """The per cent that counts, of attempts in their order; None in ``percents`` still waits for marking, as an answer: not known yet."""
    known = [percent for percent in percents if percent is not None]
    if not known:
        return None
    if rule == "highest":
        return max(known)
    if rule == "average":
        return (sum(known, Decimal(0)) / len(known)).quantize(_THOUSANDTH, ROUND_HALF_UP) if len(known) == len(percents) else None
    return percents[-1] if rule == "last" else percents[0]


def attempts_allowed(rule: CountingRule, attempts: int | None) -> int | None:
    """How many attempts can help, of the ``attempts`` that the quiz names (None: any): where the first one counts, none beside it."""
    return 1 if rule == "first" else attempts


def extra_minutes(limit: int, extra_percent: int) -> int:
    """The minutes that an accommodation adds to ``limit``, rounded up."""
    return -(-limit * extra_percent // 100)


def time_for(limit: int | None, extra: int = 0) -> str:
    """``30 min``, with extra time ``60 min (30 + 30)``; nothing without a limit."""
    if limit is None:
        return ""
    if not extra:
        return _("%(minutes)s min", minutes=limit)
    return _("%(total)s min (%(limit)s + %(extra)s)", total=limit + extra, limit=limit, extra=extra)


def verdict(share: Decimal) -> Verdict:
    """The word for a fraction."""
    return "right" if share >= 1 else "partly" if share > 0 else "wrong"


def key_opens_at(wanted: datetime | None, zone: str, *, at: datetime) -> datetime | None:
    """The instant before which nobody sees the key (what the quiz says, on the clock of the city); nothing once it is there."""
    opens_at = wanted.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if wanted is not None else None
    return opens_at if opens_at is not None and at < opens_at else None


def key_may_be_seen(rule: FeedbackRule, *, passed: bool, may_try_again: bool, sitting: bool, too_early: bool = False) -> bool:
    """Whether answers and explanations of a handed in attempt may be shown; never while another attempt is open, or others still sit the quiz."""
    if sitting or too_early or rule == "never":
        return False
    return rule == "after-submit" or passed or not may_try_again
