"""What reports keep of a person."""

from uuid import UUID

from lms.audit.models import ReportView
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.reports.models.heat import CountedPlace
from lms.reports.models.library import Export, SavedView
from lms.reports.models.questions import CountedAnswer

STORED = (
    Stored(
        "counted_place",
        lazy_gettext("Place in the counts of reports"),
        CountedPlace,
        (CountedPlace.person_id,),
        Fate.KEPT,
        lazy_gettext(
            "Stays until a counting in which others leave as well: a figure that fell by one would tell who left (GDPR article 89). "
            "From then on it names nobody."
        ),
    ),
    Stored(
        "counted_answers",
        lazy_gettext("Answers that reports count"),
        CountedAnswer,
        (CountedAnswer.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("Stays, without any sign of who it was, as long as figures could be compared (GDPR article 89)."),
    ),
    Stored("saved_views", lazy_gettext("Saved views"), SavedView, (SavedView.person_id,), Fate.DELETED, lazy_gettext("All saved views go.")),
    Stored(
        "exports",
        lazy_gettext("Files of reports"),
        Export,
        (Export.person_id,),
        Fate.DELETED,
        lazy_gettext("All files go."),
        secret=("blob_hash",),
    ),
    Stored(
        "views",
        lazy_gettext("Reports shown to the person"),
        ReportView,
        (ReportView.person_id,),
        Fate.KEPT,
        lazy_gettext("That a report was shown stays, without name, for 400 days (accountability, GDPR article 5(2))."),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that reports keep of the person."""
    return rows_of(STORED, person_id)
