"""Reads of what became of people's boot camps, as their line manager may see it: how it ended, and nothing of what went on in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.cohorts.models.cohorts import Cohort, CohortState, Place, PlaceState
from lms.kit.db import db


@dataclass(frozen=True, slots=True)
class Ended:
    """A boot camp that ended, and how it did for somebody; ``held``: nobody decided yet."""

    person_id: UUID
    camp: str
    ended_on: date
    outcome: PlaceState


def ended_of(person_ids: Collection[UUID]) -> list[Ended]:
    """The ended boot camps in which those people kept their place, the newest first. One statement."""
    rows = db.session.execute(
        select(Place.person_id, Cohort.name, Cohort.ends_on, Place.state)
        .join(Cohort, Cohort.id == Place.cohort_id)
        .where(Place.person_id.in_(person_ids), Cohort.state == CohortState.ENDED, Place.state != PlaceState.GIVEN_UP)
        .order_by(Cohort.ends_on.desc(), Cohort.name)
    )
    return [Ended(*row) for row in rows]
