"""Merge a department into another: everybody and everything that belongs to it moves, and its code goes on finding it."""

from sqlalchemy import delete, func, select, update

from lms.audit.service import record
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.events import DepartmentMerged, PersonMoved
from lms.people.models import Department, DepartmentAlias, Grant, Person
from lms.people.queries.directory import departments, with_departments_below
from lms.people.queries.merging import Merger, merger


class CannotMerge(DomainError):
    """The departments cannot become one."""


class ChangedMeanwhile(DomainError):
    """Somebody came or went since the preview was shown."""


def merge(row: Department, into: Department, *, seen: str, by: Person) -> Merger:
    """Merge ``row`` into ``into``, as the preview with the fingerprint ``seen`` said; return what moved.

    :raises CannotMerge: into itself, or into a department below it.
    :raises ChangedMeanwhile: when other people or departments belong to it by now.
    """
    one_at_a_time("departments")
    refuse_merger(row, into)
    moving = merger(row, into)
    if moving.fingerprint != seen:
        raise ChangedMeanwhile(_("The department changed since you looked at it. Look at what would move now, and confirm again."))
    people = db.session.scalars(select(Person.id).where(Person.department_id == row.id)).all()
    db.session.execute(update(Person).where(Person.department_id == row.id).values(department_id=into.id))
    db.session.execute(update(Department).where(Department.parent_id == row.id).values(parent_id=into.id))
    _move_grants(row, into)
    db.session.execute(update(DepartmentAlias).where(DepartmentAlias.department_id == row.id).values(department_id=into.id))
    code, row.code = row.code, f"merged-{row.id.hex[:30]}"
    db.session.flush()
    db.session.add(DepartmentAlias(code=code, department_id=into.id))
    record(
        "merged",
        "department",
        row.id,
        by=by.id,
        code=code,
        into=str(into.id),
        people=len(people),
        departments=moving.departments,
        grants=moving.grants,
    )
    for person_id in people:
        publish(PersonMoved(person_id))
    publish(DepartmentMerged(row.id, into.id))
    return moving


def refuse_merger(row: Department, into: Department) -> None:
    """Refuse what would leave a department within itself.

    :raises CannotMerge: always then.
    """
    if into.id in with_departments_below(row.id, departments()):
        raise CannotMerge(_("%(name)s cannot be merged into itself or into a department below it. Choose another one.", name=row.name))


def _move_grants(row: Department, into: Department) -> None:
    """Whoever has the role in both keeps it once."""
    there = select(Grant.person_id, Grant.role).where(Grant.department_id == into.id)
    held = {(person_id, role) for person_id, role in db.session.execute(there)}
    for grant in db.session.scalars(select(Grant).where(Grant.department_id == row.id)):
        if (grant.person_id, grant.role) in held:
            db.session.delete(grant)
        else:
            grant.department_id = into.id
    db.session.flush()


def remove_merged(fact: DepartmentMerged) -> None:
    """Delete the row of a department that was merged; stands last among the reactions, when nothing hangs on it any more."""
    left = db.session.scalar(select(func.count()).select_from(Person).where(Person.department_id == fact.from_id))
    if not left:
        db.session.execute(delete(Department).where(Department.id == fact.from_id))
