"""Reads of the directory of champions: who can help with what, in which language, and has time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.champions.models import Champion, ChampionState
from lms.champions.queries.champions import SHOWN
from lms.competency.models import Competence, Framework, Standing
from lms.kit.db import db
from lms.kit.folding import fold
from lms.people.models import Department, Person

PAGE = 24
LEAST_LEVEL = 3
"""From here on a competence is named in the directory."""

PlacedHours = Callable[[Collection[UUID]], Mapping[UUID, Decimal]]
"""Champion -> hours a week that they are placed with today. Placements stand above this slice and answer it."""


def nowhere(_champion_ids: Collection[UUID]) -> Mapping[UUID, Decimal]:
    """Nobody is placed anywhere."""
    return {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom somebody looks for; what is empty does not narrow."""

    words: str = ""
    competence_id: UUID | None = None
    level: int = LEAST_LEVEL
    language: str = ""
    department_ids: frozenset[UUID] = frozenset()
    hours: Decimal = Decimal(0)
    """At least so many free hours a week."""


@dataclass(frozen=True, slots=True)
class Level:
    """A competence that a champion shows."""

    competence: Competence
    level: int


@dataclass(frozen=True, slots=True)
class Line:
    """A champion as the directory shows them."""

    champion: Champion
    placed: Decimal
    levels: tuple[Level, ...] = ()

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.champion.person

    @property
    def free(self) -> Decimal:
        """Hours a week that are not placed; none while resting."""
        if self.champion.state is not ChampionState.ACTIVE:
            return Decimal(0)
        return max(Decimal(0), (self.champion.hours_per_week or Decimal(0)) - self.placed)


def _narrowed(wanted: Wanted) -> Select[Champion]:
    statement = select(Champion).join(Champion.person).where(Champion.state.in_(SHOWN), Person.active)
    if wanted.department_ids:
        statement = statement.where(Person.department_id.in_(wanted.department_ids))
    if wanted.competence_id is not None:
        shown = exists().where(
            Standing.person_id == Champion.person_id, Standing.competence_id == wanted.competence_id, Standing.level >= wanted.level
        )
        statement = statement.where(shown)
    return statement.options(contains_eager(Champion.person).joinedload(Person.department)).order_by(Person.name, Champion.id)


def _fits(line: Line, wanted: Wanted) -> bool:
    champion = line.champion
    if wanted.language and wanted.language not in champion.languages:
        return False
    if wanted.hours and line.free < wanted.hours:
        return False
    text = fold(f"{champion.person.name} {champion.offers}")
    return all(word in text for word in fold(wanted.words).split()[:6])


def find(wanted: Wanted, placed: PlacedHours = nowhere) -> list[Line]:
    """Everybody whom it fits, by name, those who rest last. One statement, and what ``placed`` asks.

    A city of 20,000 has some hundreds of champions, so languages and hours are compared here.
    """
    rows = db.session.scalars(_narrowed(wanted)).all()
    hours = placed([one.id for one in rows]) if rows else {}
    lines = [Line(one, hours.get(one.id, Decimal(0))) for one in rows]
    return sorted((line for line in lines if _fits(line, wanted)), key=lambda line: line.champion.state is not ChampionState.ACTIVE)


def with_levels(lines: Sequence[Line]) -> list[Line]:
    """The same with what each shows, the highest first. One statement."""
    found = levels_of([line.champion.person_id for line in lines])
    return [Line(line.champion, line.placed, found.get(line.champion.person_id, ())) for line in lines]


def levels_of(person_ids: Collection[UUID]) -> dict[UUID, tuple[Level, ...]]:
    """Person -> what they show from ``LEAST_LEVEL`` on, the highest first. One statement."""
    rows = db.session.execute(
        select(Standing.person_id, Standing.level, Competence)
        .join(Competence, Competence.id == Standing.competence_id)
        .where(Standing.person_id.in_(list(person_ids)), Standing.level >= LEAST_LEVEL)
        .options(joinedload(Competence.framework))
        .order_by(Standing.level.desc(), Competence.code)
    )
    found: dict[UUID, list[Level]] = {}
    for person_id, level, competence in rows:
        found.setdefault(person_id, []).append(Level(competence, level))
    return {person_id: tuple(levels) for person_id, levels in found.items()}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: only what finds somebody."""

    competences: list[Competence]
    departments: list[Department]
    languages: list[str]


def choices() -> Choices:
    """Three statements."""
    serving = select(Champion.person_id).where(Champion.state.in_(SHOWN))
    shown = select(Standing.competence_id).where(Standing.person_id.in_(serving), Standing.level >= LEAST_LEVEL)
    competences = db.session.scalars(
        select(Competence)
        .join(Competence.framework)
        .where(Competence.id.in_(shown))
        .options(contains_eager(Competence.framework))
        .order_by(Framework.title, Competence.code)
    ).all()
    works = select(Person.department_id).where(Person.id.in_(serving), Person.active)
    departments = db.session.scalars(select(Department).where(Department.id.in_(works)).order_by(Department.name)).all()
    spoken = db.session.scalars(select(Champion.languages).where(Champion.state.in_(SHOWN))).all()
    return Choices(list(competences), list(departments), sorted({code for several in spoken for code in several}))
