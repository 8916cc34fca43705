"""How many people stand behind a course or a competence: counts only, and none of a small group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.competency.models import Standing
from lms.kit.db import db
from lms.kit.small_groups import large_enough, printable
from lms.learning.models import Enrolment
from lms.people.models import Department, Person
from lms.thread.stations import Kind

COUNTED = (Kind.COURSE, Kind.COMPETENCE)


def _people(kind: Kind, thing_id: UUID) -> Select[*tuple[Any, ...]]:
    """The active people who completed the course, or show the competence at a level."""
    if kind is Kind.COURSE:
        mine = select(Enrolment.person_id).where(Enrolment.course_id == thing_id, Enrolment.completed_at.is_not(None))
    else:
        mine = select(Standing.person_id).where(Standing.competence_id == thing_id, Standing.level > 0)
    return select(Person.id, Person.department_id).where(Person.active, Person.external.is_(False), Person.id.in_(mine))


def count_of(kind: Kind, thing_id: UUID) -> int | None:
    """How many; None for fewer than ten, and for kinds that are not counted. One statement."""
    if kind not in COUNTED:
        return None
    number = db.session.scalar(select(func.count()).select_from(_people(kind, thing_id).subquery())) or 0
    return number if large_enough(number) else None


@dataclass(frozen=True, slots=True)
class Group:
    """A department, and how many of its people; None where that is not printed."""

    name: str
    people: int | None


def levels_of(competence_id: UUID) -> Sequence[tuple[int, int | None]]:
    """How many show the competence at each level, from the highest; None where that is not printed. One statement."""
    who = Person.active & Person.external.is_(False)
    asked = select(Standing.level, func.count()).join(Person, Person.id == Standing.person_id)
    counted = asked.where(Standing.competence_id == competence_id, Standing.level > 0, who).group_by(Standing.level)
    sizes = {row[0]: row[1] for row in db.session.execute(counted)}
    shown = printable(sizes)
    return [(level, sizes[level] if level in shown else None) for level in sorted(sizes, reverse=True)]


def groups_of(kind: Kind, thing_id: UUID) -> Sequence[Group]:
    """The count by department, without small groups and without what would tell them. One statement."""
    mine = _people(kind, thing_id).subquery()
    asked = select(Department.name, func.count()).select_from(mine).outerjoin(Department, Department.id == mine.c.department_id)
    sizes = {row[0] or "": row[1] for row in db.session.execute(asked.group_by(Department.id, Department.name))}
    shown = printable(sizes)
    return [Group(name, people if name in shown else None) for name, people in sorted(sizes.items())]
