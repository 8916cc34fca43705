"""A department became part of another: what it removes goes along."""

from sqlalchemy import update

from lms.bottlenecks.models import Bottleneck
from lms.kit.db import db
from lms.people.events import DepartmentMerged


def move_bottlenecks(fact: DepartmentMerged) -> None:
    """Let the department that remains remove what the other one did."""
    db.session.execute(update(Bottleneck).where(Bottleneck.department_id == fact.from_id).values(department_id=fact.to_id))
