"""Who is told of what happens to a project: its owner, its sponsor, and those who follow where it comes from."""

from typing import Any

from lms.kit.clock import now
from lms.notices.service import tell
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids
from lms.projects.models.projects import Project
from lms.projects.queries.origins import followers_of


def path_of(project: Project, tab: str = "") -> str:
    """The address of a project, or of one of its tabs."""
    return f"/projects/{project.slug}" + (f"/{tab}" if tab else "")


def tell_all(project: Project, kind: str, *, about: str, by: Person | None, tab: str = "", **facts: Any) -> int:
    """Tell owner, sponsor and followers of the origin, but for who did it; return how many are new."""
    told = {one for one in (project.owner_id, project.sponsor_id) if one} | followers_of(project)
    told.discard(by.id if by else None)
    return sum(tell(one, kind, about=about, href=path_of(project, tab), project=project.title, **facts) for one in sorted(told, key=str))


def tell_office(project: Project, kind: str, *, about: str, **facts: Any) -> int:
    """Tell the programme office; return how many are new."""
    return sum(tell(one, kind, about=about, href=path_of(project), project=project.title, **facts) for one in holder_ids(Role.PROGRAMME_OFFICE))


def this_moment() -> str:
    """A mark for what may be told again another time."""
    return now().isoformat()
