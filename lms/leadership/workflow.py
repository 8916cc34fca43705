"""The way of a meeting from a date to approved minutes, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way; the secretaries take it. ``tells``: the members get a notice and a letter for their calendar."""

    deed: str
    before: tuple[str, ...]
    after: str
    reason: bool = False
    tells: bool = False


STEPS = (
    Step("invite", ("planned",), "invited", tells=True),
    Step("move", ("planned", "invited"), "", tells=True),
    Step("hold", ("planned", "invited"), "held"),
    Step("cancel", ("planned", "invited"), "cancelled", reason=True, tells=True),
    Step("approve-minutes", ("held",), "minuted"),
)
"""``move`` gives the meeting another time or place and leaves its state; those who are invited already are told."""

BY_DEED: Mapping[str, Step] = {step.deed: step for step in STEPS}

AHEAD = ("planned", "invited")
"""States in which the agenda is still made."""


def step_of(deed: str, state: str) -> Step | None:
    """The step that ``deed`` is from ``state``; None when it cannot be taken there."""
    step = BY_DEED.get(deed)
    return step if step is not None and state in step.before else None
