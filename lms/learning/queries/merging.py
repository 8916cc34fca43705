"""Whom the duties of a department would concern if it were merged into another."""

from dataclasses import dataclass

from sqlalchemy import func, select

from lms.kit.db import db
from lms.learning.models import Duty
from lms.learning.queries.duties import DutyLine, duties
from lms.people.models import Department, Person
from lms.people.queries.merging import newly_reached
from lms.people.queries.officers import WORKS_HERE


@dataclass(frozen=True, slots=True)
class WidenedDuty:
    """A duty that moves, and how many people it would concern whom it does not concern now."""

    line: DutyLine
    people: int


def widened_duties(row: Department, into: Department) -> list[WidenedDuty]:
    """The duties in force of ``row``, with what merging it into ``into`` would make of them. Four statements, two where it has none."""
    lines = duties()
    theirs = [line for line in lines if line.duty.department_id == row.id]
    if not theirs:
        return []
    same = {(line.duty.course_id, line.duty.post_id) for line in lines if line.duty.department_id == into.id}
    there = Person.department_id.in_(newly_reached(row, into))
    counted = select(Person.post_id, func.count().label("number")).where(WORKS_HERE, there).group_by(Person.post_id)
    of_post = {one.post_id: one.number for one in db.session.execute(counted)}

    def newly_concerned(duty: Duty) -> int:
        if (duty.course_id, duty.post_id) in same:
            return 0
        return of_post.get(duty.post_id, 0) if duty.post_id else sum(of_post.values())

    return [WidenedDuty(line, newly_concerned(line.duty)) for line in theirs]
