"""The way of a project, as a table. From its plan on it goes where the decision at a gate sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Who = Literal["owner", "office", "gate"]
"""Who runs the project; the programme office; the decision at a gate, which is never the owner's."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way. Each tells the owner, the sponsor, and whoever follows the idea or initiative that the project comes from."""

    deed: str
    before: tuple[str, ...]
    after: str
    who: tuple[Who, ...]
    notice: str
    reason: bool = False


STEPS = (
    Step("plan", ("proposed",), "planned", ("owner", "office"), "project-planned"),
    Step("go", ("planned", "running", "on_hold"), "running", ("gate",), "project-goes", reason=True),
    Step("hold", ("planned", "running", "on_hold"), "on_hold", ("gate",), "project-held", reason=True),
    Step("stop", ("planned", "running", "on_hold"), "stopped", ("gate",), "project-stopped", reason=True),
    Step("drop", ("proposed",), "stopped", ("office",), "project-stopped", reason=True),
    Step("end", ("running",), "ended", ("owner", "office"), "project-ended", reason=True),
    Step("close", ("ended",), "closed", ("office",), "project-closed", reason=True),
)

BY_DEED: Mapping[str, Step] = {step.deed: step for step in STEPS}

OPEN = ("proposed", "planned", "running", "on_hold")
"""States in which a project is still planned and paid."""


def step_of(deed: str, state: str) -> Step | None:
    """The step that ``deed`` is from ``state``; None when it cannot be taken there."""
    step = BY_DEED.get(deed)
    return step if step is not None and state in step.before else None


def possible(state: str, *, is_owner: bool, is_office: bool) -> tuple[Step, ...]:
    """The steps that somebody may take by hand from ``state``; those of a gate are taken at the gate."""
    return tuple(step for step in STEPS if state in step.before and may(step, is_owner=is_owner, is_office=is_office))


def may(step: Step, *, is_owner: bool, is_office: bool) -> bool:
    """Whether somebody may take ``step`` by hand."""
    return (is_owner and "owner" in step.who) or (is_office and "office" in step.who)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a project has, so far as steps ask for it."""

    has_owner: bool = True
    has_sponsor: bool = True
    milestones: int = 0
    unreached: tuple[str, ...] = ()
    open_gates: tuple[str, ...] = ()
    benefits_without_finding: tuple[str, ...] = ()


Lack = Literal["owner", "sponsor", "milestone", "gate", "unreached", "open-gate", "finding"]


def lacks(deed: str, has: Readiness) -> tuple[Lack, ...]:
    """What is missing for ``deed``; nothing: it can be taken."""
    missing: dict[str, tuple[tuple[Lack, bool], ...]] = {
        "plan": (
            ("owner", not has.has_owner),
            ("sponsor", not has.has_sponsor),
            ("milestone", not has.milestones),
            ("gate", not has.open_gates),
        ),
        "end": (("unreached", bool(has.unreached)), ("open-gate", bool(has.open_gates))),
        "close": (("finding", bool(has.benefits_without_finding)),),
    }
    return tuple(lack for lack, missed in missing.get(deed, ()) if missed)
