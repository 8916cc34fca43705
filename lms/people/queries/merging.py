"""What would move if a department were merged into another."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select

from lms.kit.db import db
from lms.people.models import Department, Grant, Person, Role
from lms.people.queries.directory import departments, with_departments_below
from lms.people.queries.officers import WORKS_HERE


@dataclass(frozen=True, slots=True)
class Merger:
    """What moves. ``departments`` are those directly below; ``left`` are people who work here no longer."""

    people: int
    left: int
    departments: int
    holders: tuple[tuple[str, Role], ...]
    """Who holds which role for the department, by name."""
    reached: int
    """How many people of the other department, and of those below it, these roles would newly reach."""
    fingerprint: str

    @property
    def grants(self) -> int:
        """How many roles were given for it."""
        return len(self.holders)


def newly_reached(row: Department, into: Department) -> set[UUID]:
    """The departments that whatever holds for ``row`` and all below it would reach besides, once it is part of ``into``. One statement."""
    tree = departments()
    return with_departments_below(into.id, tree) - with_departments_below(row.id, tree)


def merger(row: Department, into: Department) -> Merger:
    """Say what would move, in five statements."""
    people = db.session.execute(select(Person.id, Person.active).where(Person.department_id == row.id).order_by(Person.id)).all()
    below = db.session.scalars(select(Department.id).where(Department.parent_id == row.id).order_by(Department.id)).all()
    given = select(Person.name, Grant.role).join(Grant, Grant.person_id == Person.id).where(Grant.department_id == row.id)
    holders = tuple((name, role) for name, role in db.session.execute(given.order_by(Person.name, Person.id, Grant.role)))
    there = select(func.count()).select_from(Person).where(WORKS_HERE, Person.department_id.in_(newly_reached(row, into)))
    told = repr((row.id, into.id, [one.id for one in people], list(below), holders))
    active = sum(one.active for one in people)
    reached = db.session.scalar(there) or 0
    return Merger(active, len(people) - active, len(below), holders, reached, sha256(told.encode()).hexdigest())
