"""What is kept of how boot camps ended for a person, and of what changed at work."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from lms.cohorts.models.cohorts import Place
from lms.cohorts.models.ending import DecisionMove, FollowUp, FollowUpAnswer, GraduationDecision
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Stored

_DECIDED = lazy_gettext("The reasons go. The decision stays without name: certificates rest on it (GDPR articles 5(2) and 6(1)(e)).")
_ANSWERED = lazy_gettext("Texts and proofs go; marks out of five, yes and no stay, without name, for the figures of the boot camp (GDPR article 89).")


def _asked(person_id: UUID) -> ColumnElement[bool]:
    """Asked of the person, or about them."""
    return or_(FollowUp.person_id == person_id, FollowUp.place_id.in_(select(Place.id).where(Place.person_id == person_id)))


def _decisions(person_id: UUID) -> ColumnElement[bool]:
    return GraduationDecision.place_id.in_(select(Place.id).where(Place.person_id == person_id))


STORED = (
    Stored("graduation", lazy_gettext("Decisions on graduation"), GraduationDecision, (), Fate.ANONYMISED, _DECIDED, where=_decisions),
    Stored(
        "graduation_moves",
        lazy_gettext("Steps of those decisions"),
        DecisionMove,
        (),
        Fate.ANONYMISED,
        _DECIDED,
        where=lambda person_id: DecisionMove.decision_id.in_(select(GraduationDecision.id).where(_decisions(person_id))),
    ),
    Stored(
        "follow_ups",
        lazy_gettext("Questions after boot camps, asked of the person or about them"),
        FollowUp,
        (FollowUp.person_id,),
        Fate.KEPT,
        lazy_gettext("That something was asked stays, without name, for the figures of the boot camp (GDPR article 89)."),
        where=_asked,
    ),
    Stored(
        "follow_up_answers",
        lazy_gettext("Answers to those questions"),
        FollowUpAnswer,
        (),
        Fate.ANONYMISED,
        _ANSWERED,
        where=lambda person_id: FollowUpAnswer.follow_up_id.in_(select(FollowUp.id).where(_asked(person_id))),
    ),
)
