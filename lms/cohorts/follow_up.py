"""Following up after the end: when which questions are due, whom they may reach, and when the answers are settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

ANSWER_DAYS = 21
"""Days to answer in."""
REMINDER_DAYS = 7
"""After so many days without an answer, one reminder."""
LATEST_DAYS = 30
"""So long after its day a question is still asked, for instance when the decision on graduation came late."""

Closing = Literal["graduate_left", "manager_left", "moved"]


def due_day(days: Sequence[int], ended_on: date, today: date) -> int | None:
    """Which of the plan's days is due: the last that has come, unless it came too long ago."""
    come = [day for day in days if ended_on + timedelta(days=day) <= today]
    if not come or today > ended_on + timedelta(days=max(come) + LATEST_DAYS):
        return None
    return max(come)


def settled_after(ended_on: date, days: int) -> date:
    """The last day to answer what is asked so many days after the end, for whoever is asked last: nobody is asked later."""
    return ended_on + timedelta(days=days + LATEST_DAYS + ANSWER_DAYS)


@dataclass(frozen=True, slots=True)
class Graduate:
    """Who may be asked about a graduate today."""

    active: bool
    manager_id: UUID | None
    manager_active: bool


def closing(role: str, asked_id: UUID, asked_active: bool, graduate: Graduate) -> Closing | None:
    """Why a question that waits for its answer is taken back; None while it stands."""
    if not graduate.active:
        return "graduate_left"
    if role == "officer":
        return None
    if not asked_active:
        return "manager_left"
    return "moved" if graduate.manager_id != asked_id else None


def may_ask_manager(graduate: Graduate, former: Closing | None) -> bool:
    """Whether the present manager is asked: not about people who left, nor where the graduate moved away from who was asked."""
    return graduate.active and graduate.manager_id is not None and graduate.manager_active and former != "moved"


CLAIMS_NOTHING = {("yes_no", "no"), ("scale", "1")}


def needs_evidence(kind: str, value: str, needed: bool) -> bool:
    """Whether this answer has to be shown: "no", and the lowest step of a scale, claim nothing."""
    return needed and bool(value) and (kind, value) not in CLAIMS_NOTHING
