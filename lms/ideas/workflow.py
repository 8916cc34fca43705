"""The way of an idea from a pitch to a decision, as a table. Terms are in working days, and count from the day it came into its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
    Step("pass", ("in_evaluation",), "seeking_sponsor", ("evaluators",), "idea-passed", answers=True),
    Step("fail", ("in_evaluation",), "declined", ("evaluators",), "idea-not-passed", reason=True, answers=True),
    Step("sponsor", ("seeking_sponsor",), "sponsored", ("house",), "idea-sponsored"),
    Step("lose-sponsor", ("sponsored", "pilot_designed", "pilot_running"), "seeking_sponsor", ("house", "sponsor"), "idea-lost-sponsor", reason=True),
    Step("design", ("sponsored", "pilot_designed"), "pilot_designed", ("author", "sponsor"), "idea-pilot-designed"),
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
