"""Reads for those who care for participants: the grid of ratings, who may need help, one person's record, check-ins."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.cohorts import risk
from lms.cohorts.models.care import CheckIn
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.records import Occasion, Record, occasions, records
from lms.cohorts.risk import Risk
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Watched:
    """A participant, and why somebody should look after them."""

    record: Record
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The ratings of everybody on one occasion."""

    occasions: list[Occasion]
    chosen: Occasion | None
    people: list[Record]
    given: dict[tuple[UUID, str], str]
    """(Person, dimension) -> rating."""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The occasions to choose from: key and title with its day."""
        return [(one.key, f"{one.title} ({format_day(one.when)})") for one in self.occasions]


@dataclass(frozen=True, slots=True)
class ParticipantAtHand:
    """A participant within their cohort, for rules and pages."""

    found: CohortAtHand
    record: Record

    @property
    def trainer_ids(self) -> frozenset[UUID]:
        """Trainers of the cohort."""
        return self.found.trainer_ids

    @property
    def staff_ids(self) -> frozenset[UUID]:
        """Trainers and mentors of the cohort."""
        return self.found.staff_ids


@dataclass(frozen=True, slots=True)
class CheckInAtHand:
    """A check-in within its cohort, for rules and pages."""

    found: CohortAtHand
    check_in: CheckIn

    @property
    def staff_ids(self) -> frozenset[UUID]:
        """Trainers and mentors of the cohort."""
        return self.found.staff_ids


def watched(found: CohortAtHand) -> list[Watched]:
    """Every participant with the reasons to look after them: those with most reasons first. Thirteen statements."""
    at = now()
    rule = found.plan.graduation
    people = [Watched(one, risk.risks(one.signs(rule.attendance_percent, at))) for one in records(found, at)]
    return sorted(people, key=lambda one: -len(one.risks))  # sorting is stable: names stay in order


def ratable(found: CohortAtHand) -> list[Occasion]:
    """The sessions and sprints that have begun, or begin today: the others cannot be rated yet. Two statements."""
    return [one for one in occasions(found) if one.begins_on <= today()]


def grid(found: CohortAtHand, occasion: str) -> Grid:
    """The grid of ratings on ``occasion``, or on the last one that is over, or else on the first that goes on. Fifteen statements."""
    asked, at = ratable(found), now()
    over = [one for one in asked if one.when <= at]
    chosen = next((one for one in asked if one.key == occasion), next(iter([*over[-1:], *asked]), None))
    people = records(found, at)
    given = {
        (one.person.id, rated.dimension): rated.rating
        for one in people
        for rated in one.ratings
        if chosen is not None and rated.occasion == chosen.key
    }
    return Grid(asked, chosen, people, given)


def participant_at_hand(slug: str, person_id: UUID) -> ParticipantAtHand:
    """One participant of that cohort with their record.

    :raises NotFound: when the person has no place there.
    """
    found = cohort_at_hand(slug)
    record = record_of(found, person_id, now())
    if record is None:
        raise NotFound(_("This person has no place in the boot camp."))
    return ParticipantAtHand(found, record)


def record_of(found: CohortAtHand, person_id: UUID, at: datetime) -> Record | None:
    """The record of one person; None without a place."""
    place_id = db.session.scalar(
        select(Place.id).where(Place.cohort_id == found.cohort.id, Place.person_id == person_id, Place.state != PlaceState.GIVEN_UP)
    )
    return records(found, at, only=[place_id])[0] if place_id else None


def check_in_at_hand(slug: str, check_in_id: UUID) -> CheckInAtHand:
    """A check-in of that cohort.

    :raises NotFound: when there is none in it.
    """
    found = cohort_at_hand(slug)
    check_in = db.session.scalar(
        select(CheckIn).where(CheckIn.id == check_in_id, CheckIn.cohort_id == found.cohort.id).options(joinedload(CheckIn.person))
    )
    if check_in is None:
        raise NotFound(_("There is no such check-in."))
    return CheckInAtHand(found, check_in)
