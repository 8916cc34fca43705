"""What still keeps a strategy or an initiative from its next step, in sentences: the same on the page before the button, and in the refusal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lms.kit.words import gettext as _
from lms.kit.words import ngettext
from lms.strategy.workflow import Guard, Step

Vote = Literal["none", "not_approved", "older", "approved"]
"""What the leadership team's newest decision on a strategy says: none yet; something else than yes; yes to an older text; yes."""


@dataclass(frozen=True, slots=True)
class StrategyFacts:
    """What the guards of a strategy ask about."""

    objectives: int = 0
    """How many are not retired."""
    consulted: int = 0
    unasked: tuple[str, ...] = ()
    """Names of the departments with people that nobody asked, be it that they were founded later."""
    silent: tuple[str, ...] = ()
    """Names of the departments that neither contributed nor signed that they have nothing to add."""
    unanswered: int = 0
    unmeasurable: tuple[str, ...] = ()
    """Codes of the objectives without an indicator that has baseline, target, date, source and owner."""
    vote: Vote = "none"


@dataclass(frozen=True, slots=True)
class InitiativeFacts:
    """What the guards of an initiative ask about."""

    has_objective: bool = False
    """One that is not retired."""
    has_owner: bool = False
    """Somebody who still works here."""
    has_sponsor: bool = False
    has_funding: bool = False
    has_dates: bool = False
    own: bool = False
    """Whoever takes the step owns or sponsors it."""


def missing(step: Step, facts: StrategyFacts | InitiativeFacts) -> list[str]:
    """What is not yet so, one sentence for each; nothing when the step can be taken."""
    if isinstance(facts, StrategyFacts):
        return [sentence for guard in step.guards for sentence in STRATEGY[guard](facts)]
    return [sentence for guard in step.guards for sentence in INITIATIVE[guard](facts)]


def _objectives(facts: StrategyFacts) -> list[str]:
    return [] if facts.objectives else [_("The strategy has no objective yet. Write at least one.")]


def _spoken(facts: StrategyFacts) -> list[str]:
    if not facts.consulted:
        return [_("No department was consulted.")]
    if not facts.silent:
        return []
    names = _list(facts.silent)
    return [
        ngettext(
            "One department is silent: %(names)s. It has to contribute, or to sign with a reason that it has nothing to add.",
            "%(num)d departments are silent: %(names)s. Each has to contribute, or to sign with a reason that it has nothing to add.",
            len(facts.silent),
            names=names,
        )
    ]


def _asked(facts: StrategyFacts) -> list[str]:
    if not facts.unasked:
        return []
    return [
        ngettext(
            "One department is not asked: %(names)s. Ask it, too: no department is left out.",
            "%(num)d departments are not asked: %(names)s. Ask them, too: no department is left out.",
            len(facts.unasked),
            names=_list(facts.unasked),
        )
    ]


def _answered(facts: StrategyFacts) -> list[str]:
    if not facts.unanswered:
        return []
    one, many = "One contribution has no answer yet.", "%(num)d contributions have no answer yet."
    return [f"{ngettext(one, many, facts.unanswered)} {_('Say of each what became of it.')}"]


def _measurable(facts: StrategyFacts) -> list[str]:
    if not facts.unmeasurable:
        return []
    words = _("These objectives have no indicator with baseline, target, date, source and owner: %(codes)s.", codes=_list(facts.unmeasurable))
    return [words]


def _decided(facts: StrategyFacts) -> list[str]:
    return {
        "none": [_("The leadership team has not decided on it yet.")],
        "not_approved": [_("The leadership team's newest decision on it is not an approval.")],
        "older": [_("The leadership team approved an older text. It has to decide on the one that was consolidated last.")],
        "approved": [],
    }[facts.vote]


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


STRATEGY: Mapping[Guard, Callable[[StrategyFacts], list[str]]] = {
    "objectives": _objectives,
    "asked": _asked,
    "spoken": _spoken,
    "answered": _answered,
    "measurable": _measurable,
    "decided": _decided,
}

INITIATIVE: Mapping[Guard, Callable[[InitiativeFacts], list[str]]] = {
    "objective": lambda facts: [] if facts.has_objective else [_("It serves no objective of a strategy. Choose one that is not retired.")],
    "owner": lambda facts: [] if facts.has_owner else [_("It has no owner. Name somebody who answers for it.")],
    "sponsor": lambda facts: [] if facts.has_sponsor else [_("It has no sponsor. Name the manager who stands behind it.")],
    "funding": lambda facts: [] if facts.has_funding else [_("Nobody says what it is paid from. Write the budget line or the fund.")],
    "four-eyes": lambda facts: [_("Whoever owns or sponsors an initiative does not approve it. Ask a colleague.")] if facts.own else [],
    "dates": lambda facts: [] if facts.has_dates else [_("It has no dates. Say when it begins and when it ends.")],
}
