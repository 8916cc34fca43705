"""Reads of a cohort as everything about it stands on: its plan, its staff, who has a place."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lms.cohorts.models.cohorts import Cohort, CohortStaff, CohortState, Place, PlaceState, StaffKind
from lms.cohorts.models.programmes import ProgrammeVersion
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import from_plain


@dataclass(frozen=True, slots=True)
class CohortAtHand:
    """A cohort with its plan, and who is who in it."""

    cohort: Cohort
    plan: ProgrammeSpec
    trainer_ids: frozenset[UUID]
    """Trainers who hold the role today."""
    staff_ids: frozenset[UUID]
    """They and the mentors."""
    participant_ids: frozenset[UUID]
    """Everybody with a place that was not given up."""

    @property
    def is_announced(self) -> bool:
        """Whether its call was opened once: then its page is public."""
        return self.cohort.state is not CohortState.PLANNED


def cohort_at_hand(slug: str) -> CohortAtHand:
    """The cohort under that address. Three statements.

    :raises NotFound: when there is none.
    """
    cohort = db.session.scalar(
        select(Cohort)
        .join(Cohort.version)
        .where(Cohort.slug == slug)
        .options(
            contains_eager(Cohort.version).joinedload(ProgrammeVersion.programme),
            joinedload(Cohort.host),
            selectinload(Cohort.staff).joinedload(CohortStaff.person),
        )
    )
    if cohort is None:
        raise NotFound(_("There is no such boot camp."))
    return at_hand(cohort)


def at_hand(cohort: Cohort) -> CohortAtHand:
    """The same for a cohort that was loaded with its version and staff. One statement."""
    held = select(Place.person_id).where(Place.cohort_id == cohort.id, Place.state != PlaceState.GIVEN_UP)
    return CohortAtHand(
        cohort=cohort,
        plan=from_plain(ProgrammeSpec, cohort.version.content),
        trainer_ids=frozenset(one.person_id for one in cohort.staff if one.acts and one.kind is StaffKind.TRAINER),
        staff_ids=frozenset(one.person_id for one in cohort.staff if one.acts),
        participant_ids=frozenset(db.session.scalars(held)),
    )


def running() -> list[UUID]:
    """The cohorts that run just now."""
    return list(db.session.scalars(select(Cohort.id).where(Cohort.state == CohortState.RUNNING)))
