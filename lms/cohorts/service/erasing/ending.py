"""What boot camps erase of how they ended for a person, and of what changed at work."""

from sqlalchemy import or_, select, update

from lms.cohorts.models.cohorts import Place
from lms.cohorts.models.ending import DecisionMove, FollowUp, FollowUpAnswer, GraduationDecision, GraduationRunItem
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.people.service.erasing import NAME

_NO_WORDS = ("", "1", "2", "3", "4", "5", "yes", "no")
"""Answers that were chosen rather than written."""


def erase(fact: PersonErased) -> None:
    """Delete reasons and answers in words. Decisions stay, and so does whether an answer was shown to be true: the figures rest on it."""
    places = select(Place.id).where(Place.person_id == fact.person_id)
    decisions = select(GraduationDecision.id).where(GraduationDecision.place_id.in_(places))
    asked = select(FollowUp.id).where(or_(FollowUp.person_id == fact.person_id, FollowUp.place_id.in_(places)))
    answered = FollowUpAnswer.follow_up_id.in_(asked)
    for statement in (
        update(DecisionMove).where(DecisionMove.decision_id.in_(decisions)).values(reason=""),
        update(GraduationDecision).where(GraduationDecision.place_id.in_(places), GraduationDecision.reason != "").values(reason=NAME),
        update(GraduationRunItem).where(GraduationRunItem.place_id.in_(places)).values(fault=""),
        update(FollowUpAnswer).where(answered, FollowUpAnswer.value.not_in(_NO_WORDS)).values(value=NAME),
        update(FollowUpAnswer).where(answered, or_(FollowUpAnswer.evidence != "", FollowUpAnswer.link != "")).values(evidence=NAME, link=""),
    ):
        db.session.execute(statement)
