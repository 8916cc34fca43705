"""Reads of what champions said: of openings, of conflicts, of what they would like to practise."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from lms.champions.models import Champion, ChampionState
from lms.competency.models import Competence
from lms.kit.db import db
from lms.people.models import Person
from lms.placements.models import GrowthWish, Leaning, Opening, OpeningConflict, OpeningLeaning, OpeningNeed, OpeningState, Placement, PlacementState


def leanings_of(champion_id: UUID) -> dict[UUID, Leaning]:
    """Opening -> what the champion said of it. For their own eyes only. One statement."""
    rows = db.session.execute(select(OpeningLeaning.opening_id, OpeningLeaning.leaning).where(OpeningLeaning.champion_id == champion_id))
    return {row.opening_id: row.leaning for row in rows}


def conflict_of(champion_id: UUID, opening_id: UUID) -> OpeningConflict | None:
    """What is declared of the pair. One statement."""
    statement = select(OpeningConflict).where(OpeningConflict.champion_id == champion_id, OpeningConflict.opening_id == opening_id)
    return db.session.scalar(statement)


def conflicts_on(opening_id: UUID) -> list[tuple[OpeningConflict, Person]]:
    """Declared conflicts with an opening, for the programme office. One statement."""
    rows = db.session.execute(
        select(OpeningConflict, Person)
        .join(Champion, Champion.id == OpeningConflict.champion_id)
        .join(Person, Person.id == Champion.person_id)
        .where(OpeningConflict.opening_id == opening_id)
        .order_by(Person.name)
    )
    return [(row[0], row[1]) for row in rows]


def growth_of(champion_id: UUID) -> set[UUID]:
    """Competences that the champion would like to practise. One statement."""
    return set(db.session.scalars(select(GrowthWish.competence_id).where(GrowthWish.champion_id == champion_id)))


def active_champions() -> Sequence[Champion]:
    """Everybody who can be placed, by name. One statement."""
    return db.session.scalars(
        select(Champion)
        .join(Champion.person)
        .where(Champion.state == ChampionState.ACTIVE, Person.active)
        .options(contains_eager(Champion.person))
        .order_by(Person.name, Champion.id)
    ).all()


def placeable_on(opening_id: UUID) -> list[Champion]:
    """Everybody who can be asked for an opening: without those whom a conflict of interest bars, and those asked before. Two statements."""
    asked = select(Placement.champion_id).where(Placement.opening_id == opening_id, Placement.state != PlacementState.ENDED)
    biased = select(OpeningConflict.champion_id).where(OpeningConflict.opening_id == opening_id)
    barred = set(db.session.scalars(asked.union(biased)))
    return [one for one in active_champions() if one.id not in barred]


def asked_for() -> list[Competence]:
    """Competences that openings ask for, by code: what one can practise. One statement."""
    from_openings = select(OpeningNeed.competence_id).join(Opening, Opening.id == OpeningNeed.opening_id)
    shown = from_openings.where(Opening.state.in_((OpeningState.OPEN, OpeningState.FILLED)))
    return list(db.session.scalars(select(Competence).where(Competence.id.in_(shown)).order_by(Competence.code, Competence.id)))
