"""Who holds a role and works here: whom the house tells and asks."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from lms.kit.db import db
from lms.people.models import Department, Grant, Person, Role
from lms.people.queries.officers import WORKS_HERE


def _held(roles: tuple[Role, ...], somewhere: bool) -> ColumnElement[bool]:
    held = select(Grant.person_id).where(Grant.role.in_(roles))
    return Person.id.in_(held if somewhere else held.where(Grant.department_id.is_(None)))


def holders(*roles: Role, somewhere: bool = False) -> list[Person]:
    """Officers who hold one of ``roles`` for the whole house, by name; ``somewhere``: or for some departments. One statement."""
    return list(db.session.scalars(select(Person).where(WORKS_HERE, _held(roles, somewhere)).order_by(Person.name, Person.id)))


def holder_ids(*roles: Role, somewhere: bool = False) -> list[UUID]:
    """The ids of the same, in an order of their own, so that whoever locks by them never waits in a circle. One statement."""
    return list(db.session.scalars(select(Person.id).where(WORKS_HERE, _held(roles, somewhere)).order_by(Person.id)))


def holder_ids_over(role: Role, person: Person) -> list[UUID]:
    """The ids of those whose ``role`` reaches ``person``, for the whole house or a department that holds them; never their own. One statement."""
    above = select(Department.id, Department.parent_id).where(Department.id == person.department_id).cte("above", recursive=True)
    above = above.union(select(Department.id, Department.parent_id).where(Department.id == above.c.parent_id))
    reaches = or_(Grant.department_id.is_(None), Grant.department_id.in_(select(above.c.id)))
    held = select(Grant.person_id).where(Grant.role == role, reaches)
    return list(db.session.scalars(select(Person.id).where(WORKS_HERE, Person.id.in_(held), Person.id != person.id).order_by(Person.id)))
