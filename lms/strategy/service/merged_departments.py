"""What of the strategy moves when a department becomes part of another."""

from sqlalchemy import select, update

from lms.audit.service import record
from lms.kit.db import db
from lms.people.events import DepartmentMerged
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import ConsultedDepartment, Contribution


def move_to_merged(fact: DepartmentMerged) -> None:
    """Let initiatives and what was said in consultations be the other department's.

    Where both are asked, contributions count for the one that stays. What the merged one had signed is kept beside it, but does not
    speak for the other: if that one is silent, it has to say for itself that it has nothing to add.
    """
    db.session.execute(update(Initiative).where(Initiative.department_id == fact.from_id).values(department_id=fact.to_id))
    db.session.execute(update(Contribution).where(Contribution.department_id == fact.from_id).values(department_id=fact.to_id))
    staying = {
        row.strategy_id: row for row in db.session.scalars(select(ConsultedDepartment).where(ConsultedDepartment.department_id == fact.to_id))
    }
    for row in db.session.scalars(select(ConsultedDepartment).where(ConsultedDepartment.department_id == fact.from_id)).all():
        other = staying.get(row.strategy_id)
        if other is None:
            row.department_id = fact.to_id
        else:
            other.earlier = "\n".join(part for part in (other.earlier, row.earlier, row.nothing_to_add) if part)
            db.session.delete(row)
        record("merge-voices", "strategy", row.strategy_id, by=None, gone=str(fact.from_id), into=str(fact.to_id))
    db.session.flush()
