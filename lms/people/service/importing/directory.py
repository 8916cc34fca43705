"""The directory as an import needs it: everybody by address and number, codes, in a handful of statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select

from lms.kit.db import db
from lms.people.models import Department, DepartmentAlias, Grant, Person, Post, Role
from lms.people.queries.scopes import Reach, reach_of


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the directory has them."""

    id: UUID
    email: str
    name: str
    staff_number: str | None
    department_id: UUID | None
    post_id: UUID | None
    manager_id: UUID | None
    language: str
    active: bool
    guarded: bool
    """An administrator's account: only administrators change it."""
    external: bool = False
    """No officer: files of officers neither change the account nor let it leave."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody, and all codes in small letters."""

    people: Mapping[UUID, Known]
    by_email: Mapping[str, Known]
    by_number: Mapping[str, Known]
    departments: Mapping[str, UUID]
    posts: Mapping[str, UUID]
    titles: Mapping[UUID, str]
    """What departments and posts are called."""


def directory() -> Directory:
    """Read it, in four statements. Erased people are nobody any more."""
    administers = exists().where(Grant.person_id == Person.id, Grant.role == Role.ADMINISTRATOR)
    columns = (Person.id, Person.email, Person.name, Person.staff_number, Person.department_id, Person.post_id, Person.manager_id)
    rows = db.session.execute(select(*columns, Person.language, Person.active, administers, Person.external).where(Person.erased_at.is_(None)))
    people = {row[0]: Known(*row[:9], bool(row[9]), row[10]) for row in rows}
    codes = {code.lower(): id_ for code, id_ in db.session.execute(select(DepartmentAlias.code, DepartmentAlias.department_id))}
    departments = db.session.execute(select(Department.code, Department.id, Department.name)).all()
    posts = db.session.execute(select(Post.code, Post.id, Post.title)).all()
    codes |= {code.lower(): id_ for code, id_, _name in departments}
    return Directory(
        people,
        {known.email: known for known in people.values()},
        {known.staff_number: known for known in people.values() if known.staff_number},
        codes,
        {code.lower(): id_ for code, id_, _title in posts},
        {id_: title for _code, id_, title in (*departments, *posts)},
    )


def reach_of_import(by: Person | None) -> Reach:
    """Which departments a file of ``by`` may touch; the nightly run's reaches everywhere."""
    return None if by is None or by.has(Role.ADMINISTRATOR) else reach_of(by, Role.HR)
