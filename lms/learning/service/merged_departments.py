"""What of learning moves when a department becomes part of another."""

from sqlalchemy import select, update

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db
from lms.learning.models import Duty, Enrolment
from lms.people.events import DepartmentMerged


def move_duties(fact: DepartmentMerged) -> None:
    """Let the duties of the merged department be the other's. Where that one has the same in force, one of the two is enough."""
    in_force = select(Duty).where(Duty.department_id == fact.to_id, Duty.ended_at.is_(None))
    theirs = {(duty.course_id, duty.post_id): duty for duty in db.session.scalars(in_force)}
    for duty in db.session.scalars(select(Duty).where(Duty.department_id == fact.from_id).order_by(Duty.made_at, Duty.id)):
        duty.department_id = fact.to_id
        same = theirs.get((duty.course_id, duty.post_id))
        if same is not None and duty.ended_at is None:
            db.session.execute(update(Enrolment).where(Enrolment.duty_id == duty.id).values(duty_id=same.id))
            duty.ended_at = now()
            record("duty-ended", "duty", duty.id, by=None, course=str(duty.course_id))
    db.session.flush()
