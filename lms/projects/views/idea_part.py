"""What projects add to the page of an idea: those that came of it, and the way to open one."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.ideas.models.pitches import Idea, IdeaState
from lms.kit.access import can
from lms.permissions import Permission as P
from lms.projects.models.projects import Project
from lms.projects.queries import origins
from lms.projects.views.blueprint import bp


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an idea."""

    projects: Sequence[Project] = ()
    may_open: bool = False
    """Whether the reader may open the project for which the idea was handed over."""


@bp.app_template_global("projects_of_idea")
def projects_of_idea(idea: Idea) -> Came:
    """The projects of an idea. Only one that was handed over can have any; two statements there."""
    if idea.state is not IdeaState.HANDED_OVER:
        return Came()
    opened = origins.projects_from(idea_id=idea.id)
    waits = not opened and idea.initiative_id is None
    return Came(opened, waits and can(P.PROJECT_OPEN, origins.origin_of(idea)))
