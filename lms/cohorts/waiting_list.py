"""How a waiting list moves: who comes first, who is offered a seat, and why somebody was passed over.

The order is the policy's: those for whom the programme is a duty, then the minute of the application; within the same minute a draw decides.
The draw is the hash of the cohort's seed with the application's id. The hash of the seed is printed before anybody applies and the
seed itself once the call is closed, so that whoever sees the list can compute the order again, each applicant their own draw, and
nobody can choose it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256


class Why(StrEnum):
    """Why somebody was passed over while a seat went to somebody behind them."""

    QUOTA = "quota"
    """Their department has as many seats as one department may have."""
    GONE = "gone"
    """They cannot take a seat any more, for instance since they left the administration."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who waits. ``able`` is False for one who cannot take a seat; a person without department is under no quota."""

    id: str
    at: datetime
    department: str | None = None
    mandatory: bool = False
    able: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """``quota``: most seats that one department may have, or None. ``beyond_quota``: nobody else can apply any more, so that seats
    which nobody else waits for go to those whom the quota held back. ``kept``: so many of them stay free for those who applied and
    have no answer yet."""

    mandatory_first: bool
    quota: int | None
    beyond_quota: bool = False
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """What one move of the list gives: the whole order, who is offered a seat (in that order), and who was passed over."""

    order: tuple[str, ...]
    offers: tuple[str, ...]
    skipped: Mapping[str, Why]


def commitment(seed: str) -> str:
    """What is printed of ``seed`` while nobody may know it: its SHA-256."""
    return sha256(seed.encode()).hexdigest()


def ticket(seed: str, entry_id: str) -> str:
    """What ``entry_id`` drew: the SHA-256 of seed, a colon and the id. The smaller one comes first."""
    return sha256(f"{seed}:{entry_id}".encode()).hexdigest()


def quota_of(seats: int, percent: int | None) -> int | None:
    """Most seats of one department: ``percent`` of all, rounded down, and one at least."""
    return None if percent is None else max(1, seats * percent // 100)


def in_order(entries: Iterable[Entry], policy: Policy, seed: str) -> list[Entry]:
    """The entries as the policy puts them."""

    def rank(entry: Entry) -> tuple[bool, datetime, str]:
        later = policy.mandatory_first and not entry.mandatory
        return later, entry.at.replace(second=0, microsecond=0), ticket(seed, entry.id)

    return sorted(entries, key=rank)


def move_up(entries: Iterable[Entry], free: int, held: Mapping[str, int], policy: Policy, seed: str) -> Moved:
    """Give ``free`` seats to those who come first. ``held``: seats that each department has already, or was offered."""
    order = in_order(entries, policy, seed)
    offers, passed = _within_quota(order, free, Counter(held), policy.quota)
    beyond = free - len(offers) - policy.kept
    if policy.beyond_quota and beyond > 0:
        offers += [entry.id for entry in order if passed.get(entry.id) is Why.QUOTA][:beyond]
    given = set(offers)
    places = {entry.id: place for place, entry in enumerate(order)}
    last = max((places[one] for one in offers), default=-1)
    skipped = {one: why for one, why in passed.items() if one not in given and places[one] < last}
    return Moved(tuple(entry.id for entry in order), tuple(sorted(offers, key=places.__getitem__)), skipped)


def _within_quota(order: Sequence[Entry], free: int, held: Counter[str], quota: int | None) -> tuple[list[str], dict[str, Why]]:
    offers: list[str] = []
    passed: dict[str, Why] = {}
    for entry in order:
        if len(offers) >= free:
            break
        if not entry.able:
            passed[entry.id] = Why.GONE
        elif quota is not None and entry.department is not None and held[entry.department] >= quota:
            passed[entry.id] = Why.QUOTA
        else:
            offers.append(entry.id)
            if entry.department is not None:
                held[entry.department] += 1
    return offers, passed
