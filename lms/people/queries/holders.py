"""Who holds a role and works here: whom the house tells and asks."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from lms.kit.db import db
from lms.people.models import Grant, Person, Role
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
