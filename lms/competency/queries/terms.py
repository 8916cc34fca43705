"""What of competences waits for somebody, and since when."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.competency.models import Claim, ClaimMove, ClaimState, Competence, RatingRequest
from lms.kit.db import db
from lms.people.models import Person


def claims_in_review() -> list[tuple[Claim, datetime]]:
    """Claims of people who are here that wait for a review, and when they were handed in last. One statement."""
    since = select(func.max(ClaimMove.at)).where(ClaimMove.claim_id == Claim.id, ClaimMove.after == ClaimState.SUBMITTED).scalar_subquery()
    rows = db.session.execute(
        select(Claim, since)
        .join(Claim.person)
        .where(Claim.state == ClaimState.SUBMITTED, Person.active)
        .options(contains_eager(Claim.person), joinedload(Claim.competence))
        .order_by(Claim.id)
    )
    return [(claim, at or claim.made_at) for claim, at in rows]


def ratings_waiting(rater_id: UUID | None = None) -> Sequence[RatingRequest]:
    """Ratings that were asked for and not given, oldest first; with ``rater_id``, of that person. One statement."""
    waiting = select(RatingRequest).join(RatingRequest.person).join(RatingRequest.competence)
    if rater_id is not None:
        waiting = waiting.where(RatingRequest.rater_id == rater_id)
    return db.session.scalars(
        waiting.where(RatingRequest.answered_at.is_(None), Person.active, Competence.retired_at.is_(None))
        .options(joinedload(RatingRequest.person), joinedload(RatingRequest.competence).joinedload(Competence.framework))
        .order_by(RatingRequest.asked_at, RatingRequest.id)
    ).all()
