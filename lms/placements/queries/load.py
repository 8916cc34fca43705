"""Reads of how much of the champions' hours is placed, what is covered, and what hangs on one person."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.champions.models import Champion, ChampionState
from lms.competency.models import Competence, Standing
from lms.kit.clock import today
from lms.kit.db import db
from lms.people.models import Person
from lms.placements.hours import Span, highest, months_between, next_month
from lms.placements.models import Opening, OpeningState, Placement, PlacementState
from lms.placements.queries.coverage import Cover, covers
from lms.placements.queries.openings import OpeningAtHand, open_ones
from lms.projects.models.projects import ProjectMilestone
from lms.strategy.models.initiatives import STILL_AHEAD, Milestone

MONTHS = 12


def months_from(today: date) -> list[date]:
    """This month and the eleven after it."""
    last = today.replace(day=1)
    for _number in range(MONTHS - 1):
        last = next_month(last)
    return months_between(today, last)


@dataclass(frozen=True, slots=True)
class Load:
    """Hours a week, agreed and placed, in each month."""

    agreed: tuple[Decimal, ...]
    placed: tuple[Decimal, ...]

    @property
    def cells(self) -> list[tuple[Decimal, Decimal, int]]:
        """Placed, agreed, and a step from 0 (nothing) to 5 (all) for the picture."""
        return [(one, all_of, _step(one, all_of)) for one, all_of in zip(self.placed, self.agreed, strict=True)]


def _step(placed: Decimal, agreed: Decimal) -> int:
    return 0 if not placed else 5 if placed >= agreed else 1 + int(4 * placed / agreed)


@dataclass(frozen=True, slots=True)
class ChampionLoad:
    """One champion's hours, and on how many openings they are today."""

    champion: Champion
    load: Load
    openings: int


def placed_hours(champion_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Champion -> hours a week that they are confirmed for today; who is placed nowhere is left out. One statement."""
    day = today()
    asked = select(Placement.champion_id, func.sum(Placement.hours_per_week)).where(
        *(Placement.champion_id.in_(champion_ids), Placement.state == PlacementState.CONFIRMED),
        *(Placement.starts_on <= day, Placement.ends_on >= day),
    )
    return {row[0]: row[1] for row in db.session.execute(asked.group_by(Placement.champion_id))}


def champion_loads(today: date) -> list[ChampionLoad]:
    """All active champions. Two statements."""
    months = months_from(today)
    champions = db.session.scalars(
        select(Champion)
        .join(Champion.person)
        .where(Champion.state == ChampionState.ACTIVE, Person.active)
        .options(joinedload(Champion.person).joinedload(Person.department))
        .order_by(Person.name, Champion.id)
    ).all()
    spans: dict[UUID, list[Span]] = defaultdict(list)
    going: Counter[UUID] = Counter()
    confirmed = select(Placement).where(Placement.state == PlacementState.CONFIRMED, Placement.ends_on >= today)
    for one in db.session.scalars(confirmed):
        spans[one.champion_id].append(Span(one.hours_per_week, one.starts_on, one.ends_on))
        going[one.champion_id] += 1
    return [ChampionLoad(one, _load(one, spans[one.id], months), going[one.id]) for one in champions]


def _load(champion: Champion, spans: Sequence[Span], months: Sequence[date]) -> Load:
    agreed = champion.hours_per_week or Decimal(0)
    left = [agreed if champion.until is None or champion.until >= month else Decimal(0) for month in months]
    return Load(tuple(left), tuple(highest(spans, month, _last_day(month)) for month in months))


def _last_day(month: date) -> date:
    return date.fromordinal(next_month(month).toordinal() - 1)


def department_loads(loads: Sequence[ChampionLoad]) -> list[tuple[str, int, Load]]:
    """Department, champions, hours of all of them. No statement."""
    by_department: dict[str, list[ChampionLoad]] = defaultdict(list)
    for one in loads:
        department = one.champion.person.department
        by_department[department.name if department else ""].append(one)
    return [
        (
            name,
            len(some),
            Load(_sums([one.load.agreed for one in some]), _sums([one.load.placed for one in some])),
        )
        for name, some in sorted(by_department.items())
    ]


def _sums(rows: Sequence[tuple[Decimal, ...]]) -> tuple[Decimal, ...]:
    return tuple(sum(column, Decimal(0)) for column in zip(*rows, strict=True))


@dataclass(frozen=True, slots=True)
class CompetenceCover:
    """A competence that openings need: how often, how often covered, and how many champions have the highest level that is asked for."""

    competence: Competence
    level: int
    needed: int
    covered: int
    champions: int


@dataclass(frozen=True, slots=True)
class Single:
    """A competence of an opening that hangs on one person; ``others``: other active champions who have it."""

    found: OpeningAtHand
    cover: Cover
    person: Person
    others: int


@dataclass(frozen=True, slots=True)
class Late:
    """An opening whose start is over and whose team or competences are not there, and the next milestones that wait for it."""

    found: OpeningAtHand
    missing_seats: int
    uncovered: tuple[Cover, ...]
    milestones: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Cared:
    """Coverage, single points of failure, and effect on delivery, of all openings."""

    competences: tuple[CompetenceCover, ...]
    singles: tuple[Single, ...]
    late: tuple[Late, ...]


def cared_for(today: date) -> Cared:
    """What openings have and lack. Ten statements."""
    openings = [one for one in open_ones() if one.opening.ends_on >= today]
    found = covers(openings, today)
    able = _able(found)
    carriers = {person for some in found.values() for cover in some for person in cover.carriers}
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(carriers)))}
    singles = [
        Single(one, cover, people[next(iter(cover.carriers))], max(0, able.get((cover.need.competence_id, cover.need.level), 0) - 1))
        for one in openings
        for cover in found[one.opening.id]
        if len(cover.carriers) == 1
    ]
    return Cared(_competences(found, able), tuple(singles), tuple(_late(openings, found, today)))


def _able(found: dict[UUID, list[Cover]]) -> dict[tuple[UUID, int], int]:
    """(Competence, level) that is needed -> active champions who have it. One statement."""
    wanted = {(cover.need.competence_id, cover.need.level) for some in found.values() for cover in some}
    rows = db.session.execute(
        select(Standing.competence_id, Standing.level, func.count())
        .join(Champion, Champion.person_id == Standing.person_id)
        .where(Champion.state == ChampionState.ACTIVE, Standing.competence_id.in_({one for one, _level in wanted}))
        .group_by(Standing.competence_id, Standing.level)
    ).all()
    return {(one, level): sum(row[2] for row in rows if row[0] == one and row[1] >= level) for one, level in wanted}


def _competences(found: dict[UUID, list[Cover]], able: dict[tuple[UUID, int], int]) -> tuple[CompetenceCover, ...]:
    by_competence: dict[UUID, list[Cover]] = defaultdict(list)
    for some in found.values():
        for cover in some:
            by_competence[cover.need.competence_id].append(cover)
    rows = []
    for key, some in by_competence.items():
        level = max(cover.need.level for cover in some)
        rows.append(CompetenceCover(some[0].need.competence, level, len(some), sum(not cover.uncovered for cover in some), able.get((key, level), 0)))
    return tuple(sorted(rows, key=lambda row: (row.covered - row.needed, row.competence.code)))


def _late(openings: Sequence[OpeningAtHand], found: dict[UUID, list[Cover]], today: date) -> list[Late]:
    begun = [one for one in openings if one.opening.starts_on <= today]
    counted = select(Placement.opening_id, func.count()).where(Placement.state == PlacementState.CONFIRMED).group_by(Placement.opening_id)
    confirmed = {row[0]: row[1] for row in db.session.execute(counted)}
    waiting = []
    for one in begun:
        missing = max(0, one.opening.team_size - confirmed.get(one.opening.id, 0))
        holes = tuple(cover for cover in found[one.opening.id] if cover.uncovered)
        if holes or (missing and one.opening.state is OpeningState.OPEN):
            waiting.append((one, missing, holes))
    milestones = _milestones([one.opening for one, _missing, _holes in waiting])
    return [Late(one, missing, holes, tuple(milestones.get(one.offering.thing.id, ()))[:3]) for one, missing, holes in waiting]


def _milestones(openings: Sequence[Opening]) -> dict[UUID, list[tuple[str, date]]]:
    """Initiative or project -> milestones that are not reached, the next first. Two statements."""
    found: dict[UUID, list[tuple[str, date]]] = defaultdict(list)
    initiatives = [one.initiative_id for one in openings if one.initiative_id]
    projects = [one.project_id for one in openings if one.project_id]
    of_initiatives = select(Milestone.initiative_id, Milestone.title, Milestone.promised_on).where(
        Milestone.initiative_id.in_(initiatives), STILL_AHEAD
    )
    of_projects = select(ProjectMilestone.project_id, ProjectMilestone.title, ProjectMilestone.due_on).where(
        ProjectMilestone.project_id.in_(projects), ProjectMilestone.reached_on.is_(None)
    )
    for key, title, day in (
        *db.session.execute(of_initiatives.order_by(Milestone.promised_on)),
        *db.session.execute(of_projects.order_by(ProjectMilestone.due_on)),
    ):
        found[key].append((title, day))
    return found
