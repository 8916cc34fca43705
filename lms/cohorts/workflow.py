"""The ways of a cohort and of an application, as tables. Who may stands here and in ``lms.policy``; what follows stands in the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

CohortDeed = Literal["open-call", "close-call", "start", "end", "cancel"]
CohortWho = Literal["trainer", "house"]
"""A trainer of the cohort; the house itself, on the day (a trainer may do it sooner where ``who`` names both)."""
CohortGuard = Literal["nothing", "ready", "started", "over"]


@dataclass(frozen=True, slots=True)
class CohortStep:
    """One step of a cohort's way."""

    deed: CohortDeed
    before: tuple[str, ...]
    after: str
    who: tuple[CohortWho, ...]
    guard: CohortGuard = "nothing"
    reason: bool = False
    effect: str = ""
    """What the service does along: ``lay_out`` (rows of the plan), ``promote`` (the list moves once more), ``settle`` (whoever waits is told no)."""
    told: Literal["nobody", "participants", "all"] = "nobody"
    notice: str = ""


COHORT_STEPS = (
    CohortStep("open-call", ("planned",), "call_open", ("trainer",), guard="ready", effect="lay_out"),
    CohortStep("close-call", ("call_open",), "call_closed", ("trainer", "house"), effect="promote"),
    CohortStep(
        "start", ("call_open", "call_closed"), "running", ("house",), guard="started", effect="settle", told="participants",
        notice="camp-starts",
    ),
    CohortStep("end", ("running",), "ended", ("house",), guard="over"),
    CohortStep(
        "cancel", ("planned", "call_open", "call_closed", "running"), "cancelled", ("trainer",), reason=True, effect="settle", told="all",
        notice="camp-cancelled",
    ),
)  # fmt: skip

BY_COHORT_DEED: Mapping[CohortDeed, CohortStep] = {step.deed: step for step in COHORT_STEPS}


def cohort_step(deed: CohortDeed, state: str) -> CohortStep | None:
    """The step that ``deed`` is from ``state``; None when it cannot be taken there."""
    step = BY_COHORT_DEED[deed]
    return step if state in step.before else None


def steps_for_trainers(state: str) -> tuple[CohortStep, ...]:
    """What a trainer can do with a cohort in ``state``."""
    return tuple(step for step in COHORT_STEPS if state in step.before and "trainer" in step.who)


@dataclass(frozen=True, slots=True)
class Dates:
    """When a cohort does what."""

    apply_until: datetime
    starts_on: date
    ends_on: date


def due_deed(state: str, dates: Dates, now: datetime, today: date) -> CohortDeed | None:
    """What the house has to do with a cohort by date; ``today`` is the day in the cohort's time zone."""
    if state in ("call_open", "call_closed") and today >= dates.starts_on:
        return "start"
    if state == "call_open" and now >= dates.apply_until:
        return "close-call"
    if state == "running" and today > dates.ends_on:
        return "end"
    return None


ApplicationDeed = Literal[
    "submit", "agree", "refuse", "find-suitable", "find-unsuitable", "offer", "accept", "decline", "lapse", "withdraw", "leave", "give-up",
    "return", "settle", "settle-unanswered", "settle-unscreened",
]  # fmt: skip
ApplicationWho = Literal["applicant", "manager", "trainer", "house"]
LIVE = ("submitted", "agreed", "waiting", "offered", "accepted")
UNSETTLED = ("submitted", "agreed", "waiting", "offered")


@dataclass(frozen=True, slots=True)
class ApplicationStep:
    """One step of an application's way. ``days``: by when somebody should take the next one."""

    deed: ApplicationDeed
    before: tuple[str, ...]
    after: str
    who: tuple[ApplicationWho, ...]
    reason: bool = False
    told: tuple[Literal["applicant", "manager", "trainers"], ...] = ("applicant",)
    notice: str = ""
    letter: str = ""
    """Folder of the mail to the applicant; empty: the inbox only."""
    days: int | None = None


APPLICATION_STEPS = (
    ApplicationStep("submit", (), "submitted", ("applicant",), told=("manager",), days=5),
    ApplicationStep("agree", ("submitted",), "agreed", ("manager",), told=("applicant", "trainers"), notice="application-agreed", days=5),
    ApplicationStep("refuse", ("submitted",), "refused", ("manager",), reason=True, notice="application-refused", letter="camp-answer"),
    ApplicationStep("find-suitable", ("agreed",), "waiting", ("trainer",), notice="application-suitable"),
    ApplicationStep("find-unsuitable", ("agreed",), "unsuitable", ("trainer",), reason=True, notice="application-unsuitable", letter="camp-answer"),
    ApplicationStep("offer", ("waiting",), "offered", ("house",), notice="application-offered", letter="camp-offer"),
    ApplicationStep("accept", ("offered",), "accepted", ("applicant",), notice="place-taken", letter="camp-place"),
    ApplicationStep("decline", ("offered",), "declined", ("applicant",), told=()),
    ApplicationStep("lapse", ("offered",), "lapsed", ("house",), notice="application-lapsed", letter="camp-answer"),
    ApplicationStep("withdraw", UNSETTLED, "withdrawn", ("applicant",), told=()),
    ApplicationStep("leave", UNSETTLED, "withdrawn", ("house",), told=()),
    ApplicationStep("give-up", ("accepted",), "withdrawn", ("applicant", "trainer", "house"), told=()),
    ApplicationStep("return", ("withdrawn",), "accepted", ("house",), notice="place-back"),
    ApplicationStep("settle", ("waiting",), "lapsed", ("house",), notice="application-settled", letter="camp-answer"),
    ApplicationStep("settle-unanswered", ("submitted",), "lapsed", ("house",), notice="application-unanswered", letter="camp-answer"),
    ApplicationStep("settle-unscreened", ("agreed",), "lapsed", ("house",), notice="application-unscreened", letter="camp-answer"),
)

BY_APPLICATION_DEED: Mapping[ApplicationDeed, ApplicationStep] = {step.deed: step for step in APPLICATION_STEPS}

SETTLING: Mapping[str, ApplicationDeed] = {
    "submitted": "settle-unanswered", "agreed": "settle-unscreened", "waiting": "settle", "offered": "lapse",
}  # fmt: skip
"""How what is not decided ends when the cohort begins: each is told what really kept them out."""


def application_step(deed: ApplicationDeed, state: str | None) -> ApplicationStep | None:
    """The step that ``deed`` is from ``state`` (None: nothing yet); None when it cannot be taken there."""
    step = BY_APPLICATION_DEED[deed]
    fits = not step.before if state is None else state in step.before
    return step if fits else None
