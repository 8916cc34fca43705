"""Create, rename, move and delete departments and posts."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.audit.service import record
from lms.kit.db import db, lowered, one_at_a_time, publish, savepoint
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.events import DepartmentMoved
from lms.people.models import Department, DepartmentAlias, Person, Post
from lms.people.queries.directory import departments, with_departments_above, with_departments_below


class CodeTaken(DomainError):
    """Another department or post has that code."""


class WouldLoop(DomainError):
    """A department cannot be below itself."""


class NotEmpty(DomainError):
    """Somebody or something still belongs to it."""


def _refuse_code(model: type[Department] | type[Post], code: str, own: UUID | None) -> None:
    holder = db.session.scalar(select(model.id).where(lowered(model.code) == code.lower()))
    alias = model is Department and db.session.scalar(select(DepartmentAlias.id).where(lowered(DepartmentAlias.code) == code.lower()))
    if (holder is not None and holder != own) or alias:
        raise CodeTaken(_("The code %(code)s is used already. Codes are unique.", code=code))


def create_department(code: str, name: str, parent: Department | None, *, by: Person) -> Department:
    """Create a department below ``parent``, or at the top."""
    _refuse_code(Department, code, None)
    row = Department(code=code, name=name, parent_id=parent.id if parent else None)
    db.session.add(row)
    db.session.flush()
    record("created", "department", row.id, by=by.id, code=code)
    return row


def edit_department(row: Department, code: str, name: str, parent: Department | None, *, by: Person) -> None:
    """Rename or move a department; everything below it moves along.

    :raises WouldLoop: when ``parent`` is the department itself, or below it.
    """
    one_at_a_time("departments")
    _refuse_code(Department, code, row.id)
    above = ways_up([row.id])
    if parent is not None and parent.id in with_departments_below(row.id, departments()):
        raise WouldLoop(_("%(name)s cannot be below itself. Choose a department outside of it.", name=row.name))
    row.code, row.name, row.parent_id = code, name, parent.id if parent else None
    record("edited", "department", row.id, by=by.id, code=code, parent=str(row.parent_id or ""))
    tell_moves(above)


Ways = Mapping[UUID, set[UUID]]
"""Departments, each with all above it."""


def ways_up(department_ids: Iterable[UUID]) -> Ways:
    """Where those departments hang: to be asked before they move."""
    tree = departments()
    return {one: with_departments_above(one, tree) for one in department_ids}


def tell_moves(before: Ways) -> None:
    """Tell of those departments that hang elsewhere than ``before``."""
    db.session.flush()
    for department_id, above in ways_up(before).items():
        if left := before[department_id] - above:
            publish(DepartmentMoved(department_id, frozenset(left)))


def delete_department(row: Department, *, by: Person) -> None:
    """Delete a department that is empty.

    :raises NotEmpty: when people or departments belong to it, those who left included.
    """
    one_at_a_time("departments")
    people = db.session.scalar(select(func.count()).select_from(Person).where(Person.department_id == row.id)) or 0
    below = db.session.scalar(select(func.count()).select_from(Department).where(Department.parent_id == row.id)) or 0
    if people or below:
        raise NotEmpty(_("%(name)s is not empty. Move its people (also those who left) and its departments elsewhere first.", name=row.name))
    _delete_unless_named(row)
    record("deleted", "department", row.id, by=by.id, code=row.code)


def _delete_unless_named(row: Department) -> None:
    """What other parts of the house hold on to, the database keeps."""
    try:
        with savepoint():
            db.session.delete(row)
            db.session.flush()
    except IntegrityError:
        raise NotEmpty(
            _("%(name)s is still named elsewhere, for instance as the host of a boot camp. Name another department there first.", name=row.name)
        ) from None


def create_post(code: str, title: str, grade: str = "", *, by: Person) -> Post:
    """Create a post; an empty ``grade`` says that it has none."""
    _refuse_code(Post, code, None)
    row = Post(code=code, title=title, grade=_graded(grade))
    db.session.add(row)
    db.session.flush()
    record("created", "post", row.id, by=by.id, code=code)
    return row


def edit_post(row: Post, code: str, title: str, grade: str = "", *, by: Person) -> None:
    """Rename a post, or grade it anew; an empty ``grade`` says that it has none."""
    _refuse_code(Post, code, row.id)
    row.code, row.title, row.grade = code, title, _graded(grade)
    record("edited", "post", row.id, by=by.id, code=code)


def _graded(grade: str) -> str | None:
    """One way of writing: reports count people by it."""
    return " ".join(grade.split()) or None


def delete_post(row: Post, *, by: Person) -> None:
    """Delete a post that nobody has.

    :raises NotEmpty: when somebody has it, those who left included.
    """
    if db.session.scalar(select(func.count()).select_from(Person).where(Person.post_id == row.id)):
        raise NotEmpty(_("People have the post %(title)s (maybe some who left). Give them another post first.", title=row.title))
    record("deleted", "post", row.id, by=by.id, code=row.code)
    db.session.delete(row)
    db.session.flush()
