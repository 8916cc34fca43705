"""What projects keep of a person: nothing but who did what, and what keeps somebody from being erased."""

from uuid import UUID

from lms.kit.i18n import gettext as _
from lms.kit.personal import Part, Stored
from lms.projects.queries.due import projects_with

STORED: tuple[Stored, ...] = ()


def what_is_stored(person_id: UUID) -> list[Part]:
    """Nothing: the rows of projects are about projects."""
    return []


def open_duties(person_id: UUID) -> list[str]:
    """Why the person cannot be erased yet, in sentences."""
    return [
        _("They run the project “%(title)s”, or stand for it. Name somebody else first.", title=project.title)
        for project in projects_with(person_id)
    ]
