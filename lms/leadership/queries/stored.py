"""What the leadership team's papers keep of a person."""

from uuid import UUID

from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.leadership.models import Attendance, Decision, InterestDeclaration, SeatTerm, Vote

_RECORD = lazy_gettext("Stays: how a public body decided, and by whom, has to be shown for as long as its decisions count. The name goes.")

STORED = (
    Stored("leadership_terms", lazy_gettext("Terms on the leadership team"), SeatTerm, (SeatTerm.person_id,), Fate.ANONYMISED, _RECORD),
    Stored("leadership_presence", lazy_gettext("Meetings attended"), Attendance, (Attendance.person_id,), Fate.KEPT, _RECORD),
    Stored(
        "leadership_interests",
        lazy_gettext("Interests declared"),
        InterestDeclaration,
        (InterestDeclaration.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("Its words go; that an interest was declared stays with the decision."),
    ),
    Stored("leadership_votes", lazy_gettext("Votes cast"), Vote, (Vote.person_id,), Fate.KEPT, _RECORD),
    Stored(
        "leadership_decisions_owned",
        lazy_gettext("Decisions to carry out"),
        Decision,
        (Decision.owner_id,),
        Fate.KEPT,
        _RECORD,
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that the team's papers keep of the person."""
    return rows_of(STORED, person_id)
