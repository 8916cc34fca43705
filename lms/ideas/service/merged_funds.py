"""What of evaluation and funds moves when a department becomes part of another."""

from sqlalchemy import update

from lms.ideas.models.evaluating import Evaluation
from lms.ideas.models.sponsoring import Fund
from lms.kit.db import db
from lms.people.events import DepartmentMerged


def move_funds(fact: DepartmentMerged) -> None:
    """Let the funds of the merged department be the other's, and count its evaluators there."""
    for model in (Fund, Evaluation):
        db.session.execute(update(model).where(model.department_id == fact.from_id).values(department_id=fact.to_id))
