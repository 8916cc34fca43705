"""What the codes of promises and checks are called on the pages, each with the look of its tag."""

from datetime import date

from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.strategy.models.road_map import CheckState, DurationShape

VERDICTS = {
    "likely": (lazy_gettext("likely"), "done"),
    "open": (lazy_gettext("open"), "warning"),
    "unlikely": (lazy_gettext("unlikely"), "stopped"),
    "unknown": (lazy_gettext("not known"), "waiting"),
}
STANDINGS = {
    "kept": (lazy_gettext("kept"), "done"),
    "on-way": (lazy_gettext("on the way"), "going"),
    "moved": (lazy_gettext("moved"), "warning"),
    "late": (lazy_gettext("late"), "stopped"),
    "withdrawn": (lazy_gettext("taken back"), "waiting"),
}
ACCEPTANCES = {
    "accepted": (lazy_gettext("accepted by the owner"), "done"),
    "waits": (lazy_gettext("not accepted yet"), "waiting"),
    "changed": (lazy_gettext("changed since it was accepted"), "warning"),
    "no-owner": (lazy_gettext("nobody owns it"), "stopped"),
}
CHECKS = {
    CheckState.ASKED: (lazy_gettext("waits for its turn"), "waiting"),
    CheckState.RUNNING: (lazy_gettext("is running"), "going"),
    CheckState.DONE: (lazy_gettext("done"), "done"),
    CheckState.FAILED: (lazy_gettext("failed"), "stopped"),
}
SHAPES = {DurationShape.PERT: lazy_gettext("PERT"), DurationShape.TRIANGULAR: lazy_gettext("triangle")}


def by_when(found: date | None, checked: bool) -> date | str | None:
    """As a file says it: the day by which runs of a check reach a promise; without one, that none do in what is simulated, or nothing."""
    return found or (_("beyond ten years") if checked else None)
