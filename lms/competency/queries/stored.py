"""What competency keeps of a person."""

from uuid import UUID

from sqlalchemy import select

from lms.competency.models import Claim, ClaimMove, Evidence, Observer, RatingRequest, SelfAssessment, SelfRating, Standing, StandingChange
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of

_FIGURES = lazy_gettext("Levels stay, without name, so that the city's figures of past years stay true (statistics, GDPR article 89).")
_SAID = lazy_gettext("All self-assessments go; the evidence that came of them stays, without name.")

STORED = (
    Stored(
        "evidence",
        lazy_gettext("Evidence of competences"),
        Evidence,
        (Evidence.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("Notes go; what was shown, when and at which level stays, without name (statistics, GDPR article 89)."),
    ),
    Stored("standings", lazy_gettext("Levels"), Standing, (Standing.person_id,), Fate.KEPT, _FIGURES),
    Stored("changes", lazy_gettext("Changes of levels"), StandingChange, (StandingChange.person_id,), Fate.KEPT, _FIGURES),
    Stored(
        "self_assessments",
        lazy_gettext("Self-assessments"),
        SelfAssessment,
        (SelfAssessment.person_id,),
        Fate.DELETED,
        _SAID,
    ),
    Stored(
        "self_ratings",
        lazy_gettext("Answers in self-assessments"),
        SelfRating,
        (),
        Fate.DELETED,
        _SAID,
        where=lambda person_id: SelfRating.assessment_id.in_(select(SelfAssessment.id).where(SelfAssessment.person_id == person_id)),
    ),
    Stored(
        "claims",
        lazy_gettext("Claims of prior learning"),
        Claim,
        (Claim.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("Texts, links and files go; that a level was claimed, and what became of it, stays without name: evidence rests on it."),
        secret=("file_hash",),
        file=(Claim.file_name, Claim.file_hash),
    ),
    Stored(
        "claim_moves",
        lazy_gettext("Steps of the claims"),
        ClaimMove,
        (),
        Fate.ANONYMISED,
        lazy_gettext("The reasons go; the steps stay without name."),
        where=lambda person_id: ClaimMove.claim_id.in_(select(Claim.id).where(Claim.person_id == person_id)),
    ),
    Stored(
        "rating_requests",
        lazy_gettext("Colleagues asked how they see a competence"),
        RatingRequest,
        (RatingRequest.person_id,),
        Fate.DELETED,
        lazy_gettext("All requests go."),
    ),
    Stored(
        "observer",
        lazy_gettext("Named to note tasks of others"),
        Observer,
        (Observer.person_id,),
        Fate.DELETED,
        lazy_gettext("It goes; what was noted of others stays with them, without the name of who noted it."),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that competency keeps of the person."""
    return rows_of(STORED, person_id)
