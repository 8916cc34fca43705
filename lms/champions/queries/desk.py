"""Reads of the programme office: who waits, who ends, who rests, and what the champions cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.champions.models import Champion, ChampionState
from lms.champions.queries.champions import SHOWN
from lms.competency.models import Competence, Framework, Standing
from lms.kit.db import db
from lms.people.models import Department, Person

ENDING = timedelta(days=60)


class Shelf(StrEnum):
    """The parts of the desk."""

    TO_APPOINT = "to-appoint"
    ENDING = "ending"
    LAPSED = "lapsed"
    RESTING = "resting"
    ON_THE_WAY = "on-the-way"
    ACTIVE = "active"
    OVER = "over"


def _on(shelf: Shelf, today: date) -> ColumnElement[bool]:
    state = Champion.state
    conditions: dict[Shelf, ColumnElement[bool]] = {
        Shelf.TO_APPOINT: state == ChampionState.AGREED,
        Shelf.ENDING: and_(state == ChampionState.ACTIVE, or_(Champion.until <= today + ENDING, Champion.renewal_hours.is_not(None))),
        Shelf.LAPSED: and_(state.in_(SHOWN), Champion.lapsed_since.is_not(None)),
        Shelf.RESTING: state == ChampionState.RESTING,
        Shelf.ON_THE_WAY: state.in_((ChampionState.NOMINATED, ChampionState.ELIGIBLE)),
        Shelf.ACTIVE: state == ChampionState.ACTIVE,
        Shelf.OVER: state.in_((ChampionState.ENDED, ChampionState.DECLINED)),
    }
    return conditions[shelf]


def counts(today: date) -> dict[Shelf, int]:
    """How many champions lie on each shelf. One statement."""
    sums = [func.coalesce(func.sum(case((_on(shelf, today), 1), else_=0)), 0) for shelf in Shelf]
    return dict(zip(Shelf, (int(one) for one in db.session.execute(select(*sums).select_from(Champion)).one()), strict=True))


def on(shelf: Shelf, today: date, *, limit: int | None = 200) -> Sequence[Champion]:
    """The champions on a shelf with their people, departments and managers, the most urgent first. One statement."""
    statement = (
        select(Champion)
        .join(Champion.person)
        .where(_on(shelf, today))
        .options(contains_eager(Champion.person).options(joinedload(Person.department), joinedload(Person.manager)))
        .order_by(Champion.ended_on.desc() if shelf is Shelf.OVER else Champion.until, Champion.agreed_at, Person.name, Champion.id)
    )
    return db.session.scalars(statement.limit(limit) if limit else statement).all()


def to_be_kept() -> list[UUID]:
    """Everybody whom the night looks at: who serves, and who said yes and waits for the evidence. One statement."""
    waits = and_(Champion.state == ChampionState.NOMINATED, Champion.said_yes_at.is_not(None))
    return list(db.session.scalars(select(Champion.id).where(or_(Champion.state.in_(SHOWN), waits)).order_by(Champion.id)))


@dataclass(frozen=True, slots=True)
class Covered:
    """How many active champions show a competence at a level, and the hours that they have."""

    competence: Competence
    some: int
    """At level 3 or 4."""
    strong: int
    """At level 5 or higher."""
    hours: Decimal
    """Of all of them, a week."""

    @property
    def in_all(self) -> int:
        """At level 3 or higher."""
        return self.some + self.strong


SOME, STRONG = 3, 5


def coverage() -> list[Covered]:
    """Every competence in use, the least covered first: those of frameworks in which any champion shows anything. One statement."""
    strong = func.coalesce(func.sum(case((Standing.level >= STRONG, 1), else_=0)), 0)
    hours = func.coalesce(func.sum(Champion.hours_per_week), 0)
    counted = (
        select(Standing.competence_id, func.count().label("some"), strong.label("strong"), hours.label("hours"))
        .join(Champion, and_(Champion.person_id == Standing.person_id, Champion.state == ChampionState.ACTIVE))
        .where(Standing.level >= SOME)
        .group_by(Standing.competence_id)
        .subquery()
    )
    used = select(Competence.framework_id).join(counted, counted.c.competence_id == Competence.id)
    rows = db.session.execute(
        select(Competence, counted.c.some, counted.c.strong, counted.c.hours)
        .join(Competence.framework)
        .outerjoin(counted, counted.c.competence_id == Competence.id)
        .where(Competence.retired_at.is_(None), Competence.framework_id.in_(used))
        .options(contains_eager(Competence.framework))
        .order_by(func.coalesce(counted.c.some, 0), Framework.title, Competence.code)
    )
    return [Covered(row[0], (row[1] or 0) - (row[2] or 0), row[2] or 0, Decimal(str(row[3] or 0))) for row in rows]


@dataclass(frozen=True, slots=True)
class InDepartment:
    """The champions of a department: who is found in the directory, so no number here tells more than that."""

    department: Department
    champions: int
    hours: Decimal


def by_department() -> list[InDepartment]:
    """Every department in which somebody works, those without a champion first. One statement."""
    working = select(Person.department_id).where(Person.active)
    rows = db.session.execute(
        select(Department, func.count(Champion.id), func.coalesce(func.sum(Champion.hours_per_week), 0))
        .outerjoin(Person, and_(Person.department_id == Department.id, Person.active))
        .outerjoin(Champion, and_(Champion.person_id == Person.id, Champion.state == ChampionState.ACTIVE))
        .where(Department.id.in_(working))
        .group_by(Department.id)
        .order_by(func.count(Champion.id), Department.name)
    )
    return [InDepartment(row[0], row[1], Decimal(str(row[2]))) for row in rows]
