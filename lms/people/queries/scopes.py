"""How far a role reaches: everywhere, or over the departments that it was given for and all below them."""

from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, false, true

from lms.kit.memo import once_a_request
from lms.people.models import Person, Role
from lms.people.queries.directory import departments, with_departments_below

Reach: TypeAlias = set[UUID] | None
"""Departments; None is the whole house, people without a department included."""

DIRECTORY_ROLES = (Role.HR, Role.AUDITOR)
"""Roles that open the directory, as far as they reach; administrators see everybody."""


def reach_of(person: Person, role: Role) -> Reach:
    """The departments over which ``person`` holds ``role``; None for the whole house, the empty set for nowhere.

    A role for the whole house costs no statement, one for departments costs one in each request.
    """
    given = {grant.department_id for grant in person.grants if grant.role is role}
    if None in given or not given:
        return None if given else set()
    return once_a_request(("reach", person.id, role, frozenset(given)), lambda: _below({one for one in given if one}))


def _below(given: set[UUID]) -> Reach:
    tree = departments()
    return set().union(*(with_departments_below(department_id, tree) for department_id in given))


def reach_in_directory(person: Person) -> Reach:
    """The departments whose people ``person`` may look up, as HR, auditor or administrator."""
    if person.has(Role.ADMINISTRATOR):
        return None
    return reach_in_reports(person)


def reach_in_reports(person: Person) -> Reach:
    """The departments whose figures and people ``person`` may read in reports, as HR or auditor."""
    return anywhere(*(reach_of(person, role) for role in DIRECTORY_ROLES))


def within(reach: Reach, department_id: UUID | None) -> bool:
    """Whether a department lies within ``reach``; no department lies within the whole house only."""
    return reach is None or department_id in reach


def of_reach(reach: Reach, column: Any) -> ColumnElement[bool]:
    """The same as a condition on a column of departments."""
    if reach is None:
        return true()
    return column.in_(reach) if reach else false()


def anywhere(*reaches: Reach) -> Reach:
    """What several roles reach together."""
    return None if any(reach is None for reach in reaches) else set().union(*(reach for reach in reaches if reach))
