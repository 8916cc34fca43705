"""What the pages of projects call things, and which tabs a project has."""

from dataclasses import dataclass

from lms.kit.i18n import LazyString, lazy_gettext
from lms.projects.forms.parts import IMPACTS, LIKELIHOODS
from lms.projects.forms.projects import KINDS
from lms.projects.models.projects import GateOutcome, Project, ProjectKind, ProjectState

__all__ = ["IMPACTS", "KINDS", "LIKELIHOODS", "OUTCOMES", "STANDINGS", "STATES", "STEPS", "WEIGHTS", "tab", "tabs_of"]

STATES = {
    ProjectState.PROPOSED: (lazy_gettext("proposed"), "new"),
    ProjectState.PLANNED: (lazy_gettext("planned"), "waiting"),
    ProjectState.RUNNING: (lazy_gettext("running"), "going"),
    ProjectState.ON_HOLD: (lazy_gettext("on hold"), "warning"),
    ProjectState.ENDED: (lazy_gettext("ended, benefits are tracked"), "done"),
    ProjectState.CLOSED: (lazy_gettext("closed"), "done"),
    ProjectState.STOPPED: (lazy_gettext("stopped"), "stopped"),
}
OUTCOMES = {
    GateOutcome.GO: (lazy_gettext("go"), "done"),
    GateOutcome.HOLD: (lazy_gettext("hold"), "warning"),
    GateOutcome.STOP: (lazy_gettext("stop"), "stopped"),
}
STANDINGS = {
    "none": (lazy_gettext("nothing planned"), "waiting"),
    "within": (lazy_gettext("within the plan"), "done"),
    "near": (lazy_gettext("nearly all spent"), "warning"),
    "over": (lazy_gettext("over the plan"), "stopped"),
}
WEIGHTS = {
    "low": (lazy_gettext("low"), 1),
    "medium": (lazy_gettext("medium"), 2),
    "high": (lazy_gettext("high"), 4),
    "severe": (lazy_gettext("severe"), 5),
}
"""Word, and step of the heat scale."""
STEPS = {
    "plan": (lazy_gettext("The plan is ready"), lazy_gettext("The plan is set. The first gate decides whether the work begins.")),
    "drop": (lazy_gettext("Drop the proposal"), lazy_gettext("The proposal was dropped.")),
    "end": (lazy_gettext("The work is done"), lazy_gettext("The project has ended. Its benefits are tracked from now on.")),
    "close": (lazy_gettext("Close the project"), lazy_gettext("The project is closed.")),
}
"""Deed -> what its button says, and what is said when it is done."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a project's pages; ``kinds`` names the kinds of projects that have it, None all."""

    endpoint: str
    label: LazyString
    kinds: frozenset[ProjectKind] | None = None


TABS = (
    Tab("project", lazy_gettext("Overview")),
    Tab("milestones", lazy_gettext("Milestones")),
    Tab("money", lazy_gettext("Money")),
    Tab("risks", lazy_gettext("Risks")),
    Tab("gates", lazy_gettext("Gates")),
    Tab("benefits", lazy_gettext("Benefits")),
    Tab("documents", lazy_gettext("Documents")),
)


def tabs_of(project: Project) -> list[Tab]:
    """The tabs that a project of this kind has."""
    return [one for one in TABS if one.kinds is None or project.kind in one.kinds]


def tab(endpoint: str) -> Tab:
    """One tab by its endpoint."""
    return next(one for one in TABS if one.endpoint == endpoint)
