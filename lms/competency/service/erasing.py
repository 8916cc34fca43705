"""What competency erases with a person."""

from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update

from lms.competency.models import Claim, ClaimMove, ClaimState, Evidence, Observer, RatingRequest, SelfAssessment, SelfRating
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.people.service.erasing import NAME

_WAITING = (ClaimState.SUBMITTED, ClaimState.RETURNED)


def erase(fact: PersonErased) -> None:
    """Delete notes on the evidence, the words and files of claims, and what was asked; evidence and levels stay in the figures.

    What a piece of evidence is called stays as well: nobody changes the ledger, and the certificate or claim behind it has no name any more.
    """
    who = fact.person_id
    _give_up_claims(who)
    own = select(SelfAssessment.id).where(SelfAssessment.person_id == who)
    claims = select(Claim.id).where(Claim.person_id == who)
    unanswered = and_(RatingRequest.rater_id == who, RatingRequest.answered_at.is_(None))
    for statement in (
        update(Evidence).where(Evidence.person_id == who).values(note="", withdrawn_reason=""),
        update(ClaimMove).where(ClaimMove.claim_id.in_(claims), ClaimMove.reason != "").values(reason=""),
        update(Claim).where(Claim.person_id == who).values(title=NAME, text="", link="", file_hash=None, file_name=""),
        delete(SelfRating).where(SelfRating.assessment_id.in_(own)),
        delete(SelfAssessment).where(SelfAssessment.person_id == who),
        delete(RatingRequest).where(or_(RatingRequest.person_id == who, unanswered)),
        delete(Observer).where(Observer.person_id == who),
    ):
        db.session.execute(statement)


def _give_up_claims(person_id: UUID) -> None:
    """Nobody reviews what has no words any more."""
    for claim in db.session.scalars(select(Claim).where(Claim.person_id == person_id, Claim.state.in_(_WAITING)).with_for_update()):
        db.session.add(ClaimMove(claim_id=claim.id, by_id=None, before=claim.state, after=ClaimState.WITHDRAWN))
        claim.state = ClaimState.WITHDRAWN
    db.session.flush()
