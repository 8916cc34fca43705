"""The way of a champion from a name that is put forward to an honourable exit, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Who = Literal["person", "manager", "office", "house"]
"""The champion; their line manager of today; the programme office; the house itself, when something else has happened."""

Told = Literal["person", "manager", "office", "nominator"]
"""Who hears of a step; the nominator is the line manager who put the name forward."""

MONTHS = 12
"""For how long somebody is appointed, and renewed."""
MOST_RENEWALS = 2
"""Without a break; then somebody else has a turn, or the same person is nominated anew."""
REMINDERS = (60, 30)
"""Days before the end on which the champion is asked whether they want another year."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``tells`` is who hears of it in the inbox, and by which notice."""

    deed: str
    before: tuple[str, ...]
    after: str | None
    """None: where it was."""
    who: tuple[Who, ...]
    tells: tuple[tuple[Told, str], ...] = ()
    letters: tuple[str, ...] = ()
    """Notices that also leave by mail: a decision is asked for, or one's own thing changed its state."""
    reason: bool = False


_NOT_YET = ("nominated", "eligible", "agreed")
_SERVING = ("active", "resting")

STEPS = (
    Step("accept", ("nominated",), None, ("person",)),
    Step(
        "reach",
        ("nominated",),
        "eligible",
        ("house",),
        (("manager", "champion-hours-asked"), ("person", "champion-eligible")),
        ("champion-hours-asked",),
    ),
    Step("decline", _NOT_YET, "declined", ("person",), (("nominator", "champion-not-now"),)),
    Step("agree", ("eligible",), "agreed", ("manager",), (("office", "champion-to-appoint"), ("person", "champion-agreed"))),
    Step("refuse", ("eligible",), "declined", ("manager",), (("person", "champion-refused"),), ("champion-refused",), reason=True),
    Step("ask-again", ("agreed",), "eligible", ("office", "house"), (("manager", "champion-hours-asked"),), ("champion-hours-asked",)),
    Step(
        "appoint",
        ("agreed",),
        "active",
        ("office",),
        (("person", "champion-appointed"), ("manager", "champion-appointed-manager")),
        ("champion-appointed",),
    ),
    Step("turn-down", ("agreed",), "declined", ("office",), (("person", "champion-turned-down"),), ("champion-turned-down",), reason=True),
    Step("change-hours", _SERVING, None, ("manager",), (("person", "champion-hours"), ("office", "champion-hours-office")), reason=True),
    Step("wish-renewal", ("active",), None, ("person",), (("manager", "champion-renewal-asked"),), ("champion-renewal-asked",)),
    Step("agree-renewal", ("active",), None, ("manager",), (("office", "champion-to-renew"), ("person", "champion-renewal-agreed"))),
    Step(
        "refuse-renewal",
        ("active",),
        None,
        ("manager",),
        (("person", "champion-renewal-refused"), ("office", "champion-renewal-refused-office")),
        reason=True,
    ),
    Step("renew", ("active",), None, ("office",), (("person", "champion-renewed"), ("manager", "champion-renewed-manager")), ("champion-renewed",)),
    Step("rest", ("active",), "resting", ("person", "office"), (("office", "champion-rests"), ("manager", "champion-rests"))),
    Step("come-back", ("resting",), "active", ("person",), (("office", "champion-back"), ("manager", "champion-back"))),
    Step(
        "leave",
        _SERVING,
        "ended",
        ("person",),
        (("person", "champion-thanks"), ("office", "champion-left"), ("manager", "champion-left")),
        ("champion-thanks",),
    ),
    Step("end", _SERVING, "ended", ("office",), (("person", "champion-ended"), ("manager", "champion-left")), ("champion-ended",), reason=True),
    Step("run-out", _SERVING, "ended", ("house",), (("person", "champion-thanks"), ("office", "champion-left")), ("champion-thanks",)),
    Step("go", (*_NOT_YET, *_SERVING), "ended", ("house",), (("office", "champion-gone"),)),
)
"""``go`` is the end for whoever left the administration or was erased; nobody is thanked who cannot read it."""

BY_DEED: Mapping[str, Step] = {step.deed: step for step in STEPS}

STATES = ("nominated", "eligible", "agreed", "active", "resting", "ended", "declined")
OVER = ("ended", "declined")


def step_of(deed: str, state: str) -> Step | None:
    """The step that ``deed`` is from ``state``; None when it cannot be taken there."""
    step = BY_DEED.get(deed)
    return step if step is not None and state in step.before else None


def open_to(state: str, *who: Who) -> tuple[str, ...]:
    """The deeds that one of ``who`` can do where the champion stands."""
    return tuple(step.deed for step in STEPS if state in step.before and set(step.who) & set(who))
