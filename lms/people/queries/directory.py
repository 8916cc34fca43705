"""Reads about people, departments and posts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from lms.kit.db import db, lowered
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Grant, Person, Post, Role
from lms.people.queries.officers import OFFICER, WORKS_HERE
from lms.people.queries.sign_ins import by_email

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people a list shows; empty means all. ``state`` is ``active``, ``left`` or ``all``."""

    words: str = ""
    department_id: UUID | None = None
    post_id: UUID | None = None
    role: Role | None = None
    state: str = "active"
    without_manager: bool = False
    """Only those who have no manager, or one who left."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A department in the tree, how deep it hangs, and how many active people work in it itself."""

    department: Department
    depth: int
    people: int = 0


def departments() -> list[Branch]:
    """All departments as a tree, each below its parent, names in order, without counts."""
    return _as_tree(db.session.scalars(select(Department).order_by(Department.name)).all(), {})


def departments_with_people() -> list[Branch]:
    """The tree with the number of active people in each department."""
    counted = select(Person.department_id, func.count().label("number")).where(WORKS_HERE).group_by(Person.department_id)
    people = {row.department_id: row.number for row in db.session.execute(counted)}
    return _as_tree(db.session.scalars(select(Department).order_by(Department.name)).all(), people)


def _as_tree(rows: Sequence[Department], people: dict[UUID | None, int]) -> list[Branch]:
    below: dict[UUID | None, list[Department]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)

    def walk(parent_id: UUID | None, depth: int) -> Iterator[Branch]:
        for row in below[parent_id]:
            yield Branch(row, depth, people.get(row.id, 0))
            yield from walk(row.id, depth + 1)

    return list(walk(None, 0))


def with_departments_below(department_id: UUID, tree: Sequence[Branch]) -> set[UUID]:
    """The department and all below it."""
    found: set[UUID] = {department_id}
    for branch in tree:  # parents stand before their children
        if branch.department.parent_id in found:
            found.add(branch.department.id)
    return found


def with_departments_above(department_id: UUID | None, tree: Sequence[Branch]) -> set[UUID]:
    """The department and all above it."""
    above, found = {branch.department.id: branch.department.parent_id for branch in tree}, set[UUID]()
    while department_id is not None and department_id not in found:
        found.add(department_id)
        department_id = above.get(department_id)
    return found


def department(department_id: UUID) -> Department:
    """One department.

    :raises NotFound: when there is none.
    """
    row = db.session.get(Department, department_id)
    if row is None:
        raise NotFound(_("There is no such department."))
    return row


def posts() -> Sequence[Post]:
    """All posts by title."""
    return db.session.scalars(select(Post).order_by(Post.title)).all()


def post(post_id: UUID) -> Post:
    """One post.

    :raises NotFound: when there is none.
    """
    row = db.session.get(Post, post_id)
    if row is None:
        raise NotFound(_("There is no such post."))
    return row


def people_per_post() -> dict[UUID | None, int]:
    """How many active people have each post."""
    counted = select(Person.post_id, func.count().label("number")).where(WORKS_HERE).group_by(Person.post_id)
    return {row.post_id: row.number for row in db.session.execute(counted)}


def _chosen(wanted: Wanted, tree: Sequence[Branch], reach: set[UUID] | None) -> Select[Any]:
    statement = select(Person).where(OFFICER)
    if reach is not None:
        statement = statement.where(Person.department_id.in_(reach))
    if wanted.without_manager:
        gone = aliased(Person)
        statement = statement.outerjoin(gone, gone.id == Person.manager_id).where(or_(gone.id.is_(None), gone.active.is_(False)))
    if wanted.state != "all":
        statement = statement.where(Person.active.is_(wanted.state != "left"))
    for word in wanted.words.lower().split()[:6]:
        fields = (lowered(Person.name), Person.email, lowered(Person.staff_number))
        statement = statement.where(or_(*(field.contains(word, autoescape=True) for field in fields)))
    if wanted.department_id:
        statement = statement.where(Person.department_id.in_(with_departments_below(wanted.department_id, tree)))
    if wanted.post_id:
        statement = statement.where(Person.post_id == wanted.post_id)
    if wanted.role:
        statement = statement.where(Person.id.in_(select(Grant.person_id).where(Grant.role == wanted.role)))
    return statement


def page_of_people(wanted: Wanted, tree: Sequence[Branch], page: int, *, reach: set[UUID] | None = None) -> tuple[Sequence[Person], int]:
    """Fifty people by name with department, post and roles, and how many there are in all; within ``reach``, where that is not None."""
    chosen = _chosen(wanted, tree, reach)
    total = db.session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    loaded = chosen.options(joinedload(Person.department), joinedload(Person.post), selectinload(Person.grants))
    rows = db.session.scalars(loaded.order_by(Person.name, Person.email).limit(PAGE).offset((page - 1) * PAGE)).all()
    return rows, total


def all_people(wanted: Wanted, tree: Sequence[Branch], *, reach: set[UUID] | None = None) -> Iterator[Person]:
    """The same people, all of them, for a file."""
    loaded = _chosen(wanted, tree, reach).options(
        joinedload(Person.department), joinedload(Person.post), joinedload(Person.manager), selectinload(Person.grants)
    )
    yield from db.session.scalars(loaded.order_by(Person.name, Person.email).execution_options(yield_per=500))


def person(person_id: UUID) -> Person:
    """A person with department, post, manager and roles.

    :raises NotFound: when there is none.
    """
    loaded = (joinedload(Person.department), joinedload(Person.post), joinedload(Person.manager), selectinload(Person.grants))
    row = db.session.scalars(select(Person).where(Person.id == person_id).options(*loaded)).one_or_none()
    if row is None:
        raise NotFound(_("There is no such person."))
    return row


@dataclass(frozen=True, slots=True)
class PersonAndGrant:
    """A role of a person, found through the person."""

    person: Person
    grant: Grant


def person_and_grant(person_id: UUID, grant_id: UUID) -> PersonAndGrant:
    """One role of that person.

    :raises NotFound: when the person or the role is not there, or the role is somebody else's.
    """
    found = person(person_id)
    for grant in found.grants:
        if grant.id == grant_id:
            return PersonAndGrant(found, grant)
    raise NotFound(_("There is no such role, or it was taken away already."))


def reports_of(person_id: UUID) -> int:
    """How many active people the person manages."""
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.manager_id == person_id, WORKS_HERE)) or 0


def names(person_ids: set[UUID]) -> dict[UUID, str]:
    """The names of several people."""
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))}


def with_address(email: str) -> UUID | None:
    """The id of the person with that e-mail address, in capital or small letters."""
    found = by_email(email)
    return found.id if found else None


def chain_of_managers(start: Person | None) -> Iterator[Person]:
    """A person, their manager, that one's manager, and so on; a circle ends it."""
    seen: set[UUID] = set()
    while start is not None and start.id not in seen:
        yield start
        seen.add(start.id)
        start = db.session.get(Person, start.manager_id) if start.manager_id else None


def other_administrators(person_id: UUID) -> int:
    """How many active administrators of the whole house there are besides that person."""
    statement = select(func.count(func.distinct(Person.id))).join(Grant, Grant.person_id == Person.id)
    return (
        db.session.scalar(statement.where(Grant.role == Role.ADMINISTRATOR, Grant.department_id.is_(None), Person.active, Person.id != person_id))
        or 0
    )
