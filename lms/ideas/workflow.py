"""The way of an idea from a pitch to a decision, as a table. Terms are in working days, and count from the day it came into its state."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Literal

from lms.kit.working_days import working_days_after, working_days_between

Who = Literal["author", "office", "house", "sponsor", "evaluators"]
"""An author; the programme office; the house itself, when something else has happened; the sponsor; the evaluators together."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way. Each tells the authors and all followers, with the reason where there is one."""

    deed: str
    before: tuple[str, ...]
    after: str
    who: tuple[Who, ...]
    notice: str
    reason: bool = False
    answers: bool = False
    """It is an answer of a human being to the author: the first one stops the clock of the first answer."""


BACK = "back"
"""The step leads back to where the idea was before the last one."""

STEPS = (
    Step("submit", ("draft", "returned"), "submitted", ("author",), "idea-submitted"),
    Step("withdraw", ("submitted", "returned"), "draft", ("author",), "idea-withdrawn"),
    Step("return", ("submitted",), "returned", ("office",), "idea-returned", reason=True, answers=True),
    Step("admit", ("submitted",), "in_evaluation", ("office",), "idea-admitted", answers=True),
    Step("decline", ("submitted", "in_evaluation", "seeking_sponsor", "parked"), "declined", ("office",), "idea-declined", reason=True, answers=True),
    Step("park", ("submitted", "seeking_sponsor"), "parked", ("office",), "idea-parked", reason=True, answers=True),
    Step("unpark", ("parked",), "submitted", ("office", "house"), "idea-unparked"),
    Step(
        "merge",
        ("submitted", "returned", "in_evaluation", "seeking_sponsor", "parked"),
        "merged",
        ("office",),
        "idea-merged",
        reason=True,
        answers=True,
    ),
    Step("unmerge", ("merged",), BACK, ("office",), "idea-unmerged", reason=True),
    Step("pass", ("in_evaluation",), "seeking_sponsor", ("evaluators",), "idea-passed", answers=True),
    Step("fail", ("in_evaluation",), "declined", ("evaluators",), "idea-not-passed", reason=True, answers=True),
    Step("sponsor", ("seeking_sponsor",), "sponsored", ("house",), "idea-sponsored"),
    Step("lose-sponsor", ("sponsored", "pilot_designed", "pilot_running"), "seeking_sponsor", ("house", "sponsor"), "idea-lost-sponsor", reason=True),
    Step("design", ("sponsored",), "pilot_designed", ("author", "sponsor"), "idea-pilot-designed"),
    Step("adapt", ("pilot_running",), "pilot_designed", ("sponsor",), "idea-adapted", reason=True),
    Step("run", ("pilot_designed",), "pilot_running", ("sponsor",), "idea-pilot-running"),
    Step("hand-over", ("sponsored", "pilot_running"), "handed_over", ("sponsor", "office"), "idea-handed-over", reason=True),
    Step("adopt", ("pilot_running",), "adopted", ("sponsor",), "idea-adopted", reason=True),
    Step("stop", ("sponsored", "pilot_designed", "pilot_running", "seeking_sponsor"), "stopped", ("sponsor", "office"), "idea-stopped", reason=True),
)

BY_DEED: Mapping[str, Step] = {step.deed: step for step in STEPS}

TERMS: Mapping[str, int] = {"submitted": 5, "in_evaluation": 15, "seeking_sponsor": 20}
"""State -> working days until somebody should have moved it on."""

OVER = ("handed_over", "adopted", "stopped", "merged", "declined")
"""States that are ends."""


def step_of(deed: str, state: str) -> Step | None:
    """The step that ``deed`` is from ``state``; None when it cannot be taken there."""
    step = BY_DEED.get(deed)
    return step if step is not None and state in step.before else None


@dataclass(frozen=True, slots=True)
class Term:
    """The term of an idea in its state. ``days`` are working days; ``left`` is negative once it is over."""

    days: int
    half_on: date
    due_on: date
    escalate_on: date
    left: int

    @property
    def is_over(self) -> bool:
        """Whether the due day has passed."""
        return self.left < 0


def term_of(state: str, since: date, today: date, holidays: Collection[date] = ()) -> Term | None:
    """The term of an idea that came into ``state`` on the day ``since``; None where nobody is waited for.

    Half of the term is when its keeper is reminded, its end when the whole office is told, a quarter more when it escalates.
    """
    days = TERMS.get(state)
    if days is None:
        return None
    due = working_days_after(since, days, holidays)
    left = working_days_between(today, due, holidays) if today <= due else -working_days_between(due, today, holidays)
    return Term(
        days=days,
        half_on=working_days_after(since, ceil(days / 2), holidays),
        due_on=due,
        escalate_on=working_days_after(since, days + ceil(days / 4), holidays),
        left=left if today <= due else min(left, -1),
    )


def stage_of(term: Term, today: date) -> Literal["", "half", "due", "escalated"]:
    """How far a term has run on ``today``: the last stage that was reached."""
    if today >= term.escalate_on:
        return "escalated"
    if today >= term.due_on:
        return "due"
    return "half" if today >= term.half_on else ""
