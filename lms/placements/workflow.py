"""The ways of an opening and of a placement, as two tables. Terms are in working days, and count from the step that came before."""

from dataclasses import dataclass
from typing import Literal

Who = Literal["champion", "owner", "office", "house"]
"""The champion; the owner of the initiative or project (where it has none, the programme office); the programme office; the house itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``tells`` is the notice and who hears it; ``by_mail``: it also leaves as a mail; ``days``: by when the next step is due."""

    deed: str
    before: tuple[str, ...]
    after: str
    who: tuple[Who, ...]
    tells: tuple[tuple[Literal["champion", "owner", "manager"], str], ...] = ()
    by_mail: bool = False
    reason: bool = False
    days: int | None = None


OPENING_STEPS = (
    Step("open", ("draft",), "open", ("owner", "office")),
    Step("fill", ("open",), "filled", ("house",)),
    Step("reopen", ("filled",), "open", ("house", "owner", "office")),
    Step("close", ("draft", "open", "filled"), "closed", ("owner", "office", "house"), reason=True),
)

PLACEMENT_STEPS = (
    Step("accept", ("proposed",), "accepted", ("champion",), (("owner", "placement-accepted"),), by_mail=True, days=5),
    Step("decline", ("proposed", "accepted"), "declined", ("champion",), (("owner", "placement-declined"),)),
    Step("take-back", ("proposed",), "ended", ("office", "house"), (("champion", "placement-taken-back"),), reason=True),
    Step("confirm", ("accepted",), "confirmed", ("owner",), (("champion", "placement-confirmed"), ("manager", "placement-begins")), by_mail=True),
    Step("refuse", ("accepted",), "refused", ("owner",), (("champion", "placement-refused"),), by_mail=True, reason=True),
    Step("ask-to-end", ("confirmed",), "confirmed", ("champion", "owner"), (("champion", "placement-end-asked"), ("owner", "placement-end-asked")),
         by_mail=True, reason=True, days=5),
    Step("agree-to-end", ("confirmed",), "confirmed", ("champion", "owner"),
         (("champion", "placement-end-agreed"), ("owner", "placement-end-agreed")), by_mail=True),
    Step("keep-on", ("confirmed",), "confirmed", ("champion", "owner"), (("champion", "placement-goes-on"), ("owner", "placement-goes-on"))),
    Step("run-out", ("confirmed",), "ended", ("house",), (("champion", "placement-over"), ("owner", "placement-over"))),
    Step("stop", ("proposed", "accepted", "confirmed"), "ended", ("house",), (("champion", "placement-stopped"), ("owner", "placement-stopped")),
         by_mail=True, reason=True),
)  # fmt: skip
"""``propose`` is no step: it makes the placement. Whoever does a step is not told of it."""

PROPOSE_DAYS = 5
"""Working days in which a champion should answer."""

LIVE = ("proposed", "accepted", "confirmed")
OVER = ("declined", "refused", "ended")


def step_of(steps: tuple[Step, ...], deed: str, state: str) -> Step | None:
    """The step that ``deed`` is from ``state``; None when it cannot be taken there."""
    return next((step for step in steps if step.deed == deed and state in step.before), None)


def open_to(steps: tuple[Step, ...], state: str, *who: Who) -> tuple[str, ...]:
    """The deeds that one of ``who`` can do from ``state``."""
    return tuple(step.deed for step in steps if state in step.before and set(step.who) & set(who))
