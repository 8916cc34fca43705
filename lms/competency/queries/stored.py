"""What competency keeps of a person."""

from uuid import UUID

from lms.competency.models import Evidence, Standing, StandingChange
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of

_FIGURES = lazy_gettext("Levels stay, without name, so that the city's figures of past years stay true (statistics, GDPR article 89).")

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
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that competency keeps of the person."""
    return rows_of(STORED, person_id)
