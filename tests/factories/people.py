"""People for tests: only what matters is said."""

from collections.abc import Iterable, Sequence
from itertools import count
from uuid import uuid4

from sqlalchemy import select

from lms.kit.db import db, transaction
from lms.people.models import Department, Grant, Person, Post, Role
from lms.people.service import people

_numbers = count(1)


def make_person(name: str = "Ada Ademola", *roles: Role, email: str | None = None, department: Department | None = None, **facts: object) -> Person:
    """A public officer with ``roles``."""
    person = _person(name, roles, email, department, facts)
    db.session.add(person)
    db.session.commit()
    return person


def make_people(names: Iterable[str], *roles: Role, department: Department | None = None, **facts: object) -> list[Person]:
    """Several officers who have all but their names in common: written, and read again, together."""
    people = [_person(name, roles, None, department, facts) for name in names]
    db.session.add_all(people)
    db.session.flush()
    ids = [person.id for person in people]
    db.session.commit()
    db.session.scalars(select(Person).where(Person.id.in_(ids))).all()
    return people


def _person(name: str, roles: Sequence[Role], email: str | None, department: Department | None, facts: dict[str, object]) -> Person:
    return Person(
        name=name,
        email=email or f"officer{next(_numbers)}@city.test",
        fs_uniquifier=uuid4().hex,
        department_id=department.id if department else None,
        grants=[Grant(role=role) for role in roles],
        **facts,
    )


def holder_of(role: Role, *departments: Department, name: str = "Hana HR") -> Person:
    """Somebody with ``role`` for those departments."""
    person = make_person(name)
    db.session.add_all(Grant(person_id=person.id, role=role, department_id=department.id) for department in departments)
    db.session.commit()
    db.session.refresh(person)
    return person


def now_managed_by(person: Person, manager: Person | None) -> None:
    """Let HR name ``manager``, or nobody, in the place of the manager of before."""
    hr = make_person("Hanna Hr", Role.HR)
    with transaction():
        found = db.session.get_one(Person, person.id)
        facts = {name: getattr(found, name) for name in ("name", *people.CHANGEABLE)} | {"manager_id": manager.id if manager else None}
        people.edit(found, people.Facts(**facts), by=db.session.get_one(Person, hr.id))


def make_department(name: str = "Parks", *, parent: Department | None = None) -> Department:
    """A department, under ``parent``."""
    department = Department(name=name, code=f"D{next(_numbers)}", parent_id=parent.id if parent else None)
    db.session.add(department)
    db.session.commit()
    return department


def make_post(title: str = "Clerk", grade: str | None = None) -> Post:
    """A kind of work, graded where it matters."""
    post = Post(title=title, code=f"P{next(_numbers)}", grade=grade)
    db.session.add(post)
    db.session.commit()
    return post
