"""What the codes of promises and checks are called on the pages, each with the look of its tag."""

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
CHECKS = {
    CheckState.ASKED: (lazy_gettext("waits for its turn"), "waiting"),
    CheckState.RUNNING: (lazy_gettext("is running"), "going"),
    CheckState.DONE: (lazy_gettext("done"), "done"),
    CheckState.FAILED: (lazy_gettext("failed"), "stopped"),
}
SHAPES = {DurationShape.PERT: lazy_gettext("PERT"), DurationShape.TRIANGULAR: lazy_gettext("triangle")}
