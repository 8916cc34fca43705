"""Reads of placements: one at hand, those of a champion, of an opening, of a manager's people."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lms.champions.models import Champion, ChampionState
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.placements.hours import Span
from lms.placements.models import Opening, OpeningNeed, Placement, PlacementMove, PlacementState, Side
from lms.placements.queries.openings import LIVE, OpeningAtHand, at_hand
from lms.projects.models.projects import Project
from lms.strategy.models.initiatives import Initiative


@dataclass(frozen=True, slots=True)
class PlacementAtHand:
    """A placement with its opening, its champion and the champion's line manager of today."""

    placement: Placement
    found: OpeningAtHand

    @property
    def person(self) -> Person:
        """The champion."""
        return self.placement.champion.person

    @property
    def person_id(self) -> UUID:
        """Whose placement it is."""
        return self.placement.champion.person_id

    @property
    def manager_id(self) -> UUID | None:
        """The line manager of today."""
        return self.person.manager_id

    @property
    def owner_id(self) -> UUID | None:
        """Who owns what offers the opening."""
        return self.found.owner_id

    def side_of(self, person_id: UUID) -> Side:
        """On whose side somebody speaks: the champion for themselves, everybody else for the owner."""
        return Side.CHAMPION if person_id == self.person_id else Side.OWNER


def whole() -> Select[Placement]:
    """Placements with everything that their pages show. Two statements."""
    return select(Placement).options(
        joinedload(Placement.champion).joinedload(Champion.person).options(joinedload(Person.department), joinedload(Person.manager)),
        joinedload(Placement.opening).options(
            joinedload(Opening.initiative).options(joinedload(Initiative.owner), joinedload(Initiative.department)),
            joinedload(Opening.project).options(joinedload(Project.owner), joinedload(Project.department)),
            selectinload(Opening.needs).joinedload(OpeningNeed.competence),
        ),
    )


def seen(placement: Placement) -> PlacementAtHand:
    """The placement as the policy and the pages see it."""
    return PlacementAtHand(placement, at_hand(placement.opening))


def placement_at_hand(placement_id: UUID) -> PlacementAtHand:
    """One placement. Two statements.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(whole().where(Placement.id == placement_id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_("There is no such placement."))
    return seen(found)


def of_person(person_id: UUID) -> list[PlacementAtHand]:
    """All placements of a person, newest first. Two statements."""
    statement = whole().join(Placement.champion).where(Champion.person_id == person_id).order_by(Placement.proposed_at.desc(), Placement.id)
    return [seen(one) for one in db.session.scalars(statement)]


def of_opening(opening_id: UUID) -> list[PlacementAtHand]:
    """All placements on an opening, those that live first. Two statements."""
    found = [seen(one) for one in db.session.scalars(whole().where(Placement.opening_id == opening_id).order_by(Placement.proposed_at, Placement.id))]
    return sorted(found, key=lambda one: one.placement.state not in LIVE)


def was_placed() -> ColumnElement[bool]:
    """Whether a placement is or was one: confirmed, or ended after it had been. What was only asked and taken back is between the two."""
    confirmed = select(PlacementMove.id).where(PlacementMove.placement_id == Placement.id, PlacementMove.deed == "confirm")
    return or_(Placement.state == PlacementState.CONFIRMED, and_(Placement.state == PlacementState.ENDED, confirmed.exists()))


def moves_of(placement_id: UUID) -> Sequence[PlacementMove]:
    """The way of a placement, newest first. One statement."""
    of_it = select(PlacementMove).where(PlacementMove.placement_id == placement_id)
    return db.session.scalars(of_it.options(joinedload(PlacementMove.by)).order_by(PlacementMove.at.desc())).all()


def spans_of(champion_id: UUID, states: Collection[PlacementState], *, but: UUID | None = None) -> list[Span]:
    """The hours that a champion's placements in ``states`` take. One statement."""
    rows = db.session.execute(
        select(Placement.id, Placement.hours_per_week, Placement.starts_on, Placement.ends_on).where(
            Placement.champion_id == champion_id, Placement.state.in_(states)
        )
    )
    return [Span(row.hours_per_week, row.starts_on, row.ends_on) for row in rows if row.id != but]


def champion_of(person_id: UUID) -> Champion | None:
    """The person's champion who may be placed; None where they are none. One statement."""
    return db.session.scalar(select(Champion).where(Champion.person_id == person_id, Champion.state == ChampionState.ACTIVE))


@dataclass(frozen=True, slots=True)
class Colleague:
    """An active champion of a manager's team, and what they said yes to. What they are only asked, and may decline, is theirs to know."""

    champion: Champion
    placements: tuple[Placement, ...]
    now: Decimal
    """Hours a week on placements that are confirmed and go on today."""

    @property
    def agreed(self) -> Decimal:
        """What the manager agreed to."""
        return self.champion.hours_per_week or Decimal(0)


def team_of(manager_id: UUID, today: date) -> list[Colleague]:
    """The champions among a manager's people of today. Two statements."""
    champions = db.session.scalars(
        select(Champion)
        .join(Champion.person)
        .where(Person.manager_id == manager_id, Person.id != manager_id, Person.active)
        .where(Champion.state.in_((ChampionState.ACTIVE, ChampionState.RESTING)))
        .options(contains_eager(Champion.person))
        .order_by(Person.name)
    ).all()
    by_champion = {
        key: [one for one in some if one.state is not PlacementState.PROPOSED] for key, some in live_of([one.id for one in champions]).items()
    }
    return [Colleague(one, tuple(by_champion.get(one.id, ())), _now(by_champion.get(one.id, ()), today)) for one in champions]


def _now(placements: Iterable[Placement], today: date) -> Decimal:
    going = (one for one in placements if one.state is PlacementState.CONFIRMED and one.starts_on <= today <= one.ends_on)
    return sum((one.hours_per_week for one in going), Decimal(0))


def live_of(champion_ids: Collection[UUID]) -> dict[UUID, list[Placement]]:
    """Champion -> placements that live, with their openings. One statement."""
    found: dict[UUID, list[Placement]] = {}
    statement = (
        select(Placement)
        .where(Placement.champion_id.in_(champion_ids), Placement.state.in_(LIVE))
        .options(joinedload(Placement.opening))
        .order_by(Placement.starts_on, Placement.id)
    )
    for one in db.session.scalars(statement):
        found.setdefault(one.champion_id, []).append(one)
    return found
