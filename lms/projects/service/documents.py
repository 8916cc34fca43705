"""Documents of a project: its bytes lie among the blobs, and leave as downloads only."""

from lms.audit.service import record
from lms.kit import blobs
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.uploads import checked_file
from lms.people.models import Person
from lms.projects.models.projects import Project, ProjectDocument


def add_document(project: Project, title: str, given: str, content: bytes, *, by: Person) -> ProjectDocument:
    """Add a file to the project's papers.

    :raises FileRefused: it is not of a kind that may be kept, too large, or not what its name says.
    """
    name = checked_file(given, content)
    made = ProjectDocument(
        project_id=project.id,
        title=title or name,
        name=name,
        digest=blobs.keep(content),
        media_type="application/octet-stream",
        size=len(content),
        by_id=by.id,
        at=now(),
    )
    db.session.add(made)
    db.session.flush()
    record("add-document", "project-document", made.id, by=by.id, project=str(project.id))
    return made


def remove_document(project: Project, document: ProjectDocument, *, by: Person) -> None:
    """Take a paper out; its bytes go with the sweep of loose blobs."""
    record("remove-document", "project-document", document.id, by=by.id, project=str(project.id), digest=document.digest)
    db.session.delete(document)
    db.session.flush()
