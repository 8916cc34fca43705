"""How far the actions of a plan are, from what the house knows: enrolments, places, observed tasks; free text is ticked by the officer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """How far an action is."""

    NOT_BEGUN = "not_begun"
    GOING = "going"
    DONE = "done"
    ENDED = "ended"
    """It was left, refused or called off before its end."""


@dataclass(frozen=True, slots=True)
class Far:
    """How far an action is; ``percent`` only where it can be counted, ``on`` the day of the last thing that happened."""

    stage: Stage
    percent: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle of a person on a course."""

    opened_on: date
    completed_on: date | None = None
    left_on: date | None = None
    percent: int = 0


def of_course(cycles: Iterable[Cycle]) -> Far:
    """By the last cycle; a course that was completed once stays done while a renewal is under way."""
    ordered = sorted(cycles, key=lambda cycle: cycle.opened_on)
    completed = [cycle.completed_on for cycle in ordered if cycle.completed_on]
    if completed:
        return Far(Stage.DONE, 100, max(completed))
    if not ordered:
        return Far(Stage.NOT_BEGUN)
    last = ordered[-1]
    return Far(Stage.ENDED, last.percent, last.left_on) if last.left_on else Far(Stage.GOING, last.percent, last.opened_on)


_PLACES = {"held": Stage.GOING, "graduated": Stage.DONE, "not_graduated": Stage.ENDED, "given_up": Stage.ENDED}
_APPLICATIONS = {
    **dict.fromkeys(("submitted", "agreed", "waiting", "offered", "accepted"), Stage.GOING),
    **dict.fromkeys(("refused", "declined", "lapsed", "unsuitable", "withdrawn"), Stage.ENDED),
}


def of_boot_camp(application: tuple[str, date] | None, place: tuple[str, date] | None) -> Far:
    """By the place; before there is one, by the application. Each is its state and the day of it."""
    if place is not None:
        return Far(_PLACES[place[0]], on=place[1])
    if application is not None:
        return Far(_APPLICATIONS[application[0]], on=application[1])
    return Far(Stage.NOT_BEGUN)


def stands_since(versions: Mapping[int, date], number: int) -> date:
    """When the first version began from which on something stands in each up to ``number``. ``versions``: those in which it stands."""
    while number - 1 in versions:
        number -= 1
    return versions[number]


def of_observation(observed: Iterable[date], *, since: date) -> Far:
    """Done with the first observed task of the goal's competence on or after the day when the action was first planned."""
    fitting = sorted(day for day in observed if day >= since)
    return Far(Stage.DONE, on=fitting[0]) if fitting else Far(Stage.NOT_BEGUN)


def of_text(ticked_on: date | None) -> Far:
    """Done when the officer said so."""
    return Far(Stage.DONE, on=ticked_on) if ticked_on else Far(Stage.NOT_BEGUN)


def share_done(actions: Sequence[Far]) -> int:
    """Whole per cent of the actions that are done; 0 where there are none."""
    return 100 * sum(far.stage is Stage.DONE for far in actions) // len(actions) if actions else 0
