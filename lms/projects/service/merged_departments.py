"""What of projects moves when a department becomes part of another."""

from sqlalchemy import update

from lms.kit.db import db
from lms.people.events import DepartmentMerged
from lms.projects.models.projects import Project


def move_projects(fact: DepartmentMerged) -> None:
    """Let the projects of the merged department be the other's."""
    db.session.execute(update(Project).where(Project.department_id == fact.from_id).values(department_id=fact.to_id))
