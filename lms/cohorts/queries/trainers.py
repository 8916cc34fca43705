"""Who trains whom."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import exists, select

from lms.cohorts.models.cohorts import CohortStaff, Place, PlaceState, StaffKind
from lms.cohorts.queries.calls import active_trainer_ids
from lms.kit.db import db
from lms.people.models import Role
from lms.people.queries.holders import holder_ids


def trainers_or_hr(cohort_id: UUID, but_not: Collection[UUID] = ()) -> list[UUID]:
    """Who acts for a cohort: its trainers who still work here, but for some, or HR where none of them is left."""
    others = set(active_trainer_ids(cohort_id)) - set(but_not)
    return sorted(others or set(holder_ids(Role.HR)) - set(but_not), key=str)


def trains(trainer_id: UUID, person_id: UUID) -> bool:
    """Whether ``trainer_id`` is a trainer of a boot camp in which ``person_id`` has, or finished with, a place. One statement."""
    return bool(
        db.session.scalar(
            select(
                exists()
                .where(Place.cohort_id == CohortStaff.cohort_id, Place.person_id == person_id, Place.state != PlaceState.GIVEN_UP)
                .where(CohortStaff.person_id == trainer_id, CohortStaff.kind == StaffKind.TRAINER, CohortStaff.acts)
            )
        )
    )
