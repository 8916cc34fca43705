"""What of ideas moves when a department becomes part of another."""

from sqlalchemy import update

from lms.ideas.models.pitches import Challenge, Idea
from lms.kit.db import db
from lms.people.events import DepartmentMerged


def move_ideas(fact: DepartmentMerged) -> None:
    """Let the challenges and ideas of the merged department be the other's."""
    for model in (Challenge, Idea):
        db.session.execute(update(model).where(model.department_id == fact.from_id).values(department_id=fact.to_id))
