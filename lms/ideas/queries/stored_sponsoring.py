"""What evaluation and sponsorship keep of a person."""

from lms.ideas.models.evaluating import Evaluation
from lms.ideas.models.sponsoring import Sponsorship
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Stored

SPONSORING: tuple[Stored, ...] = (
    Stored(
        "idea_evaluations",
        lazy_gettext("Ideas evaluated"),
        Evaluation,
        (Evaluation.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("Scores and words count in a result and stay, without name (GDPR article 6(1)(e)). Reasons for stepping aside go."),
        secret=("asked_by_id",),
    ),
    Stored(
        "idea_charters",
        lazy_gettext("Charters signed, as sponsor or as author"),
        Sponsorship,
        (Sponsorship.sponsor_id, Sponsorship.author_signed_by_id),
        Fate.ANONYMISED,
        lazy_gettext("What was agreed stays with the idea; the name goes from the signature (GDPR article 6(1)(e))."),
        secret=("content_hash",),
    ),
)
