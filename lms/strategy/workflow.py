"""The ways of a strategy and of an initiative, as tables; and when a department that is silent is reminded."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.kit.working_days import working_days_between

Who = Literal["office", "owner", "sponsor", "house"]
"""The programme office; the owner or the sponsor of an initiative; the house itself, when something else has happened."""
OfStrategy = Literal["objectives", "asked", "answered", "spoken", "measurable", "decided"]
Guard = OfStrategy | Literal["objective", "owner", "sponsor", "funding", "four-eyes", "dates"]
"""What has to be so before the step; ``guards`` says it in sentences."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way. ``notice``: what those are told whom it concerns; ``freezes``: the text as it is then is kept as a version."""

    deed: str
    before: tuple[str, ...]
    after: str
    who: tuple[Who, ...]
    guards: tuple[Guard, ...] = ()
    notice: str = ""
    reason: bool = False
    freezes: bool = False


ADOPTABLE: tuple[Guard, ...] = ("asked", "spoken", "answered", "measurable", "decided")

STRATEGY = (
    Step("open-consultation", ("drafting",), "consultation", ("office",), ("objectives", "asked"), "strategy-asks", freezes=True),
    Step("consolidate", ("consultation",), "consolidated", ("office",), ("answered",), "strategy-consolidated", freezes=True),
    Step("reopen", ("consolidated",), "consultation", ("office",), (), "strategy-reopened", reason=True),
    Step("adopt", ("consolidated",), "adopted", ("office",), ADOPTABLE, "strategy-adopted", freezes=True),
    Step("put-in-force", ("adopted",), "in_force", ("office",), (), "strategy-in-force"),
    Step("supersede", ("in_force",), "superseded", ("house",)),
)

INITIATIVE = (
    Step("approve", ("candidate",), "approved", ("office",), ("objective", "owner", "sponsor", "funding", "four-eyes"), "initiative-approved"),
    Step("plan", ("approved",), "planned", ("owner", "office"), ("dates",), "initiative-planned"),
    Step("start", ("planned",), "running", ("owner", "office"), (), "initiative-started"),
    Step("pause", ("running",), "paused", ("owner", "sponsor", "office"), (), "initiative-paused", reason=True),
    Step("resume", ("paused",), "running", ("owner", "office"), ("owner",), "initiative-resumed"),
    Step("deliver", ("running",), "delivered", ("owner", "office"), (), "initiative-delivered", reason=True),
    Step("close", ("delivered",), "closed", ("office",), (), "initiative-closed", reason=True),
    Step("stop", ("candidate", "approved", "planned", "running", "paused"), "stopped", ("sponsor", "office"), (), "initiative-stopped", reason=True),
    Step("reconsider", ("stopped",), "candidate", ("office",), (), "initiative-reconsidered", reason=True),
)

EDITABLE = ("drafting", "consultation")
"""States of a strategy in which its text may change; later it is what was consolidated."""
CONSULTED = ("consultation", "consolidated")
"""States in which departments may still speak: until it is adopted."""
OVER = ("delivered", "closed", "stopped")
"""States of an initiative that carries nothing on any more."""

STRATEGY_BY_DEED: Mapping[str, Step] = {step.deed: step for step in STRATEGY}
INITIATIVE_BY_DEED: Mapping[str, Step] = {step.deed: step for step in INITIATIVE}


def step_of(table: Mapping[str, Step], deed: str, state: str) -> Step | None:
    """The step that ``deed`` is from ``state``; None when it cannot be taken there."""
    step = table.get(deed)
    return step if step is not None and state in step.before else None


def possible(table: Mapping[str, Step], state: str, who: Collection[Who]) -> tuple[Step, ...]:
    """The steps that somebody who is all of ``who`` may take from ``state``."""
    return tuple(step for step in table.values() if state in step.before and set(step.who) & set(who))


OVERDUE_EVERY = 5
"""Working days between the reminders of a department that let its day pass."""


def reminder(asked_on: date, until: date, today: date, holidays: Collection[date] = ()) -> int:
    """How often a silent department should have been reminded: at half of its time, two working days before its day, and every week after."""
    term, gone = working_days_between(asked_on, until, holidays), working_days_between(asked_on, today, holidays)
    if today > until:
        return 3 + working_days_between(until, today, holidays) // OVERDUE_EVERY
    return (gone * 2 >= term > 0) + (term - gone <= 2 and gone > 0)
