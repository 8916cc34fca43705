"""Reads of claims of prior learning."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from lms.competency.models import Claim, ClaimMove, ClaimState, Competence, Evidence, EvidenceKind
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person, Role
from lms.people.queries.scopes import of_reach, reach_of

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ClaimAtHand:
    """A claim with its history; the rules of access ask whose it is."""

    claim: Claim
    moves: Sequence[ClaimMove]
    piece: Evidence | None
    """What it became when it was accepted."""

    @property
    def person_id(self) -> UUID:
        """The claimant."""
        return self.claim.person_id

    @property
    def person(self) -> Person:
        """The same, with the department in which they work."""
        return self.claim.person


def claim_at_hand(claim_id: UUID) -> ClaimAtHand:
    """A claim with claimant, competence, moves and evidence. Three statements.

    :raises NotFound: there is none.
    """
    claim = db.session.scalar(select(Claim).where(Claim.id == claim_id).options(*_whole()))
    if claim is None:
        raise NotFound(_("There is no such claim."))
    moves = db.session.scalars(
        select(ClaimMove).where(ClaimMove.claim_id == claim.id).options(joinedload(ClaimMove.by)).order_by(ClaimMove.at, ClaimMove.id)
    ).all()
    piece = db.session.scalar(select(Evidence).where(Evidence.kind == EvidenceKind.PRIOR_LEARNING, Evidence.source_id == claim.id))
    return ClaimAtHand(claim, moves, piece)


def _whole() -> tuple[ExecutableOption, ...]:
    return joinedload(Claim.person), joinedload(Claim.competence).joinedload(Competence.framework)


def claims_of(person_id: UUID) -> Sequence[Claim]:
    """The person's claims, newest first. One statement."""
    return db.session.scalars(select(Claim).where(Claim.person_id == person_id).options(*_whole()).order_by(Claim.made_at.desc(), Claim.id)).all()


def claims_to_review(reviewer: Person) -> Sequence[Claim]:
    """Claims of other people that wait for a review, oldest first: all for a trainer, for HR as far as the role reaches. One statement."""
    reach = None if reviewer.has(Role.TRAINER) else reach_of(reviewer, Role.HR)
    return db.session.scalars(
        select(Claim)
        .join(Claim.person)
        .where(Claim.state == ClaimState.SUBMITTED, Claim.person_id != reviewer.id, of_reach(reach, Person.department_id))
        .options(*_whole())
        .order_by(Claim.made_at, Claim.id)
        .limit(MOST_SHOWN)
    ).all()
