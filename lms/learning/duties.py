"""What a duty asks of somebody today: to be enrolled, to renew, to finish by a day, or nothing."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Deed(StrEnum):
    """What happens."""

    NOTHING = "nothing"
    ENROL = "enrol"
    RENEW = "renew"
    NAME = "name"
    """The person is on the course by themselves: the duty gives it a day."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last cycle of somebody on the course."""

    is_completed: bool = False
    is_left: bool = False
    is_revoked: bool = False
    """Its certificate was revoked, so it counts no more."""
    is_duty: bool = False
    due_on: date | None = None
    renewable_on: date | None = None
    expires_on: date | None = None
    """When what was completed runs out; nothing: it does not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What happens, and by which day the course is due."""

    deed: Deed
    due_on: date | None = None


NOTHING = Asked(Deed.NOTHING)


def asked(last: Last | None, today: date, *, within_days: int, renewed: bool) -> Asked:
    """What the duty asks of somebody whose last cycle is ``last`` (None: they never began)."""
    full = today + timedelta(days=within_days)
    if last is None or (last.is_left and not last.is_completed):
        return Asked(Deed.ENROL, full)
    if not last.is_completed:
        return NOTHING if last.is_duty else Asked(Deed.NAME, min(last.due_on or full, full))
    if last.is_revoked:
        return Asked(Deed.RENEW, full)
    if not renewed or last.expires_on is None or last.renewable_on is None or today < last.renewable_on:
        return NOTHING
    return Asked(Deed.RENEW, last.expires_on if last.expires_on >= today else full)
