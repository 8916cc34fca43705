"""Who trains whom."""

from uuid import UUID

from sqlalchemy import exists, select

from lms.cohorts.models.cohorts import CohortStaff, Place, PlaceState, StaffKind
from lms.kit.db import db


def trains(trainer_id: UUID, person_id: UUID) -> bool:
    """Whether ``trainer_id`` is a trainer of a boot camp in which ``person_id`` has, or finished with, a place. One statement."""
    return bool(
        db.session.scalar(
            select(
                exists()
                .where(Place.cohort_id == CohortStaff.cohort_id, Place.person_id == person_id, Place.state != PlaceState.GIVEN_UP)
                .where(CohortStaff.person_id == trainer_id, CohortStaff.kind == StaffKind.TRAINER)
            )
        )
    )
