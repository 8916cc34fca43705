"""Reads of the end of a cohort: who meets the rule, decisions, runs, and what a graduate's certificate rests on."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.cohorts import graduation
from lms.cohorts.graduation import Criterion
from lms.cohorts.models.cohorts import Cohort, Place, PlaceState
from lms.cohorts.models.ending import (
    CertifiedPlace,
    DecisionMove,
    DecisionState,
    GraduationDecision,
    GraduationRun,
    GraduationRunItem,
    ItemState,
    Outcome,
)
from lms.cohorts.models.timetable import Session
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.records import Record, records
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import from_plain


@dataclass(frozen=True, slots=True)
class Candidate:
    """A participant before the decision, or after it."""

    record: Record
    criteria: tuple[Criterion, ...]
    decision: GraduationDecision | None
    """The one that stands, with who proposed and who confirmed it."""
    certificate_id: UUID | None

    @property
    def meets(self) -> bool:
        """Whether the rule is met today."""
        return graduation.met(self.criteria)

    @property
    def open(self) -> bool:
        """Whether nothing was decided or proposed yet."""
        return self.decision is None and self.record.place.state is PlaceState.HELD


@dataclass(frozen=True)
class CandidateAtHand:
    """A candidate within their cohort, for rules and pages."""

    found: CohortAtHand
    candidate: Candidate

    @property
    def trainer_ids(self) -> frozenset[UUID]:
        """Trainers of the cohort."""
        return self.found.trainer_ids

    @property
    def staff_ids(self) -> frozenset[UUID]:
        """Trainers and mentors of the cohort."""
        return self.found.staff_ids

    @property
    def person_id(self) -> UUID:
        """Whose graduation it is."""
        return self.candidate.record.person.id

    @property
    def proposed_by_id(self) -> UUID | None:
        """Who proposed what waits for a second pair of eyes."""
        return self.candidate.decision.proposed_by_id if self.candidate.decision else None


@dataclass(frozen=True)
class RunAtHand:
    """A run within its cohort, for rules and pages."""

    found: CohortAtHand
    run: GraduationRun

    @property
    def trainer_ids(self) -> frozenset[UUID]:
        """Trainers of the cohort."""
        return self.found.trainer_ids

    @property
    def staff_ids(self) -> frozenset[UUID]:
        """Trainers and mentors of the cohort."""
        return self.found.staff_ids


def candidates(found: CohortAtHand, *, only: Collection[UUID] | None = None) -> list[Candidate]:
    """Everybody with a place (or the places ``only``), by name, held against the rule. Fifteen statements."""
    people = records(found, now(), only=only)
    standing = (
        select(GraduationDecision)
        .join(GraduationDecision.place)
        .where(Place.cohort_id == found.cohort.id, GraduationDecision.state != DecisionState.REJECTED)
        .options(joinedload(GraduationDecision.proposed_by), joinedload(GraduationDecision.second_by))
    )
    certified = select(CertifiedPlace.place_id, CertifiedPlace.certificate_id).join(Place, Place.id == CertifiedPlace.place_id)
    certified = certified.where(Place.cohort_id == found.cohort.id)
    if only is not None:
        standing, certified = standing.where(Place.id.in_(only)), certified.where(Place.id.in_(only))
    decisions = {one.place_id: one for one in db.session.scalars(standing)}
    papers = {row.place_id: row.certificate_id for row in db.session.execute(certified)}
    rule = found.plan.graduation
    return [
        Candidate(one, graduation.criteria(rule, one.reached), decisions.get(one.place.id), papers.get(one.place.id)) for one in people
    ]


def candidate_at_hand(slug: str, place_id: UUID) -> CandidateAtHand:
    """One candidate of that cohort.

    :raises NotFound: when there is none in it.
    """
    found = cohort_at_hand(slug)
    # narrowed by the cohort inside, so that a place of another one is not found
    only = candidates(found, only=[place_id])
    if not only:
        raise NotFound(_("There is no such place in this boot camp."))
    return CandidateAtHand(found, only[0])


def rejected(place_id: UUID) -> list[tuple[GraduationDecision, DecisionMove]]:
    """What was proposed for the place before and rejected, or decided and taken back, with the move that did it; newest first."""
    ended = (DecisionMove.decision_id == GraduationDecision.id) & (DecisionMove.after == DecisionState.REJECTED)
    statement = select(GraduationDecision, DecisionMove).join(DecisionMove, ended).where(GraduationDecision.place_id == place_id)
    people = (joinedload(GraduationDecision.proposed_by), joinedload(GraduationDecision.second_by))
    rows = db.session.execute(statement.options(*people).order_by(GraduationDecision.proposed_at.desc()))
    return [(decision, move) for decision, move in rows]


def sessions_to_close(found: CohortAtHand) -> list[str]:
    """Titles of the mandatory sessions whose attendance was not closed: whoever is not noted there counts as absent."""
    open_ones = (Session.cohort_id == found.cohort.id, Session.cancelled_at.is_(None), Session.mandatory, Session.closed_at.is_(None))
    return list(db.session.scalars(select(Session.title).where(*open_ones).order_by(Session.begins_at)))


def run_at_hand(slug: str, run_id: UUID) -> RunAtHand:
    """A run of that cohort.

    :raises NotFound: when there is none in it.
    """
    found = cohort_at_hand(slug)
    run = db.session.scalar(select(GraduationRun).where(GraduationRun.id == run_id, GraduationRun.cohort_id == found.cohort.id))
    if run is None:
        raise NotFound(_("There is no such run."))
    return RunAtHand(found, run)


def run_going_on(cohort_id: UUID) -> GraduationRun | None:
    """The run that goes on just now."""
    return db.session.scalar(select(GraduationRun).where(GraduationRun.cohort_id == cohort_id, GraduationRun.finished_at.is_(None)))


def runs_going_on() -> list[UUID]:
    """All runs that go on, the oldest first."""
    return list(db.session.scalars(select(GraduationRun.id).where(GraduationRun.finished_at.is_(None)).order_by(GraduationRun.begun_at)))


def failures(run: GraduationRun) -> list[GraduationRunItem]:
    """The places of a run that failed, with whose they are."""
    statement = select(GraduationRunItem).where(GraduationRunItem.run_id == run.id, GraduationRunItem.state == ItemState.FAILED)
    return list(db.session.scalars(statement.options(joinedload(GraduationRunItem.place).joinedload(Place.person))))


def uncertified_count(found: CohortAtHand) -> int:
    """How many graduates wait for their certificate."""
    waiting = _uncertified().where(Place.cohort_id == found.cohort.id).subquery()
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0


def uncertified() -> list[tuple[UUID, UUID, UUID]]:
    """Graduates without a certificate: (place, cohort, person), the longest waiting first."""
    return [(row[0], row[1], row[2]) for row in db.session.execute(_uncertified().order_by(Place.ended_at, Place.id))]


def _uncertified() -> Select[UUID, UUID, UUID]:
    has_one = exists().where(CertifiedPlace.place_id == Place.id)
    return select(Place.id, Place.cohort_id, Place.person_id).where(Place.state == PlaceState.GRADUATED, ~has_one)


@dataclass(frozen=True, slots=True)
class Graduate:
    """What a graduate's certificate rests on, as it stands now."""

    place: Place
    found: CohortAtHand
    name: str
    earned: bool
    """Whether every criterion is met, or two people decided that the person graduates all the same."""


def graduates(cohort_id: UUID, place_ids: Collection[UUID]) -> list[Graduate]:
    """Those of ``place_ids`` in that cohort who have no certificate yet, held against the rule once more. Fifteen statements."""
    cohort = db.session.scalars(
        select(Cohort).join(Cohort.version).where(Cohort.id == cohort_id).options(contains_eager(Cohort.version))
    ).one()
    # neither the staff nor the others in the cohort are asked for: thousands may graduate one batch after the other
    nobody: frozenset[UUID] = frozenset()
    found = CohortAtHand(cohort, from_plain(ProgrammeSpec, cohort.version.content), nobody, nobody, nobody)
    waiting = [one for one in candidates(found, only=place_ids) if one.certificate_id is None]
    return [Graduate(one.record.place, found, one.record.person.name, _earned(one)) for one in waiting]


def _earned(candidate: Candidate) -> bool:
    decision = candidate.decision
    if candidate.record.place.state is not PlaceState.GRADUATED or decision is None:
        return False
    if decision.state is not DecisionState.DECIDED or decision.outcome is not Outcome.GRADUATED:
        return False
    return candidate.meets if decision.by_rule else decision.second_by_id not in (None, decision.proposed_by_id)
