"""How far a role reaches: everywhere, or over the departments that it was given for and all below them."""

from uuid import UUID

from lms.people.models import Person, Role
from lms.people.queries.directory import departments, with_departments_below


def reach_of(person: Person, role: Role) -> set[UUID] | None:
    """The departments over which ``person`` holds ``role``; None for the whole house, the empty set for nowhere."""
    given = [grant.department_id for grant in person.grants if grant.role is role]
    if None in given:
        return None
    if not given:
        return set()
    tree = departments()
    return set().union(*(with_departments_below(department_id, tree) for department_id in given if department_id))
