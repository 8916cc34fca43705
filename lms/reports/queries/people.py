"""People and where they stand: for those who may see people, within their reach."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from lms.competency.models import Competence, Requirement, RoleProfile, Standing
from lms.kit.db import db
from lms.people.models import Person
from lms.people.queries.officers import WORKS_HERE
from lms.reports.queries.frame import Frame, competences_of

PAGE = 25
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Standings:
    """A person with the level of each competence, and the level that their post requires."""

    person: Person
    levels: Mapping[UUID, int]
    required: Mapping[UUID, int]

    def gap(self, competence_id: UUID) -> int:
        """Levels missing to the required one."""
        return max(0, self.required.get(competence_id, 0) - self.levels.get(competence_id, 0))


def _chosen(frame: Frame) -> Select[Any]:
    filters = frame.filters
    statement = select(Person).where(WORKS_HERE)
    if frame.reach is not None:
        statement = statement.where(Person.department_id.in_(frame.reach))
    if filters.department:
        statement = statement.where(Person.department_id.in_(frame.members(filters.department)))
    return statement.where(Person.post_id == filters.post) if filters.post else statement


def page_of_people(frame: Frame, page: int) -> tuple[list[Standings], int]:
    """Fifty people by name, and how many there are. Four statements."""
    count = db.session.scalar(select(func.count()).select_from(_chosen(frame).subquery())) or 0
    chosen = _chosen(frame).order_by(Person.name, Person.id).limit(PAGE).offset((page - 1) * PAGE)
    return _with_standings(db.session.scalars(_loaded(chosen)).all()), count


def _loaded(statement: Select[Any]) -> Select[Any]:
    return statement.options(joinedload(Person.department), joinedload(Person.post))


def _with_standings(people: Sequence[Person]) -> list[Standings]:
    levels: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    standing = select(Standing.person_id, Standing.competence_id, Standing.level).where(Standing.person_id.in_([one.id for one in people]))
    for row in db.session.execute(standing):
        levels[row.person_id][row.competence_id] = row.level
    required: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    profile = (
        select(RoleProfile.post_id, Requirement.competence_id, Requirement.level)
        .join(Requirement.profile)
        .where(RoleProfile.superseded_at.is_(None), RoleProfile.post_id.in_({one.post_id for one in people if one.post_id}))
    )
    for row in db.session.execute(profile):
        required[row.post_id][row.competence_id] = row.level
    return [Standings(one, levels.get(one.id, {}), required.get(one.post_id, {}) if one.post_id else {}) for one in people]


@dataclass(frozen=True, slots=True)
class PeopleList:
    """All people that are asked for, to be read in portions: nothing is held open between them."""

    person_ids: Sequence[UUID]
    competences: Sequence[tuple[UUID, str, str]]
    """Id, code and title."""

    def portions(self) -> Iterator[list[Standings]]:
        """Five hundred people at a time. Three statements each."""
        for start in range(0, len(self.person_ids), AT_ONCE):
            ids = self.person_ids[start : start + AT_ONCE]
            found = db.session.scalars(_loaded(select(Person).where(Person.id.in_(ids))).order_by(Person.name, Person.id)).all()
            yield _with_standings(found)


def people_list(frame: Frame) -> PeopleList:
    """Everybody whom the filters ask for. Two statements."""
    ids = db.session.execute(_chosen(frame).with_only_columns(Person.id, Person.name).order_by(Person.name, Person.id))
    return PeopleList([row.id for row in ids], [(one.id, one.code, one.title) for one in required_somewhere(frame)])


def required_somewhere(frame: Frame) -> list[Competence]:
    """The competences that posts require, by code."""
    required = set(db.session.scalars(select(Requirement.competence_id).join(Requirement.profile).where(RoleProfile.superseded_at.is_(None))))
    return [one for one in competences_of(frame.filters.area) if one.id in required]
