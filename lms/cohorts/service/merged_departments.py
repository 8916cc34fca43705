"""What of boot camps moves when a department becomes part of another."""

from sqlalchemy import update

from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import Cohort, Place
from lms.kit.db import db
from lms.people.events import DepartmentMerged


def move_to_merged(fact: DepartmentMerged) -> None:
    """Let the other department host its cohorts; applications and seats count in the other's quota from now on."""
    db.session.execute(update(Cohort).where(Cohort.host_id == fact.from_id).values(host_id=fact.to_id))
    for model in (Application, Place):
        db.session.execute(update(model).where(model.department_id == fact.from_id).values(department_id=fact.to_id))
