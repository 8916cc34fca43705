"""What the states of work are called."""

from lms.cohorts.phases import TaskState
from lms.kit.i18n import LazyString, lazy_gettext

STATES: dict[TaskState, LazyString] = {
    TaskState.LOCKED: lazy_gettext("Opens when the phase before is passed"),
    TaskState.NOT_YET: lazy_gettext("Not open yet"),
    TaskState.OPEN: lazy_gettext("To hand in"),
    TaskState.OVERDUE: lazy_gettext("Late, still taken"),
    TaskState.WAITING: lazy_gettext("Waits for marking"),
    TaskState.RETURNED: lazy_gettext("Not passed, try again"),
    TaskState.FAILED: lazy_gettext("Not passed"),
    TaskState.PASSED: lazy_gettext("Passed"),
    TaskState.MISSING: lazy_gettext("Not handed in"),
}

LOOKS: dict[TaskState, str] = {
    TaskState.LOCKED: "waiting",
    TaskState.NOT_YET: "waiting",
    TaskState.OPEN: "new",
    TaskState.OVERDUE: "warning",
    TaskState.WAITING: "going",
    TaskState.RETURNED: "warning",
    TaskState.FAILED: "stopped",
    TaskState.PASSED: "done",
    TaskState.MISSING: "stopped",
}
"""The kind of tag (``_parts/tags.html``) that shows a state."""
