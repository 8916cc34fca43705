"""What the register of bottlenecks keeps of a person with an account. Reporters from outside have none: see ``service.assessing``."""

from uuid import UUID

from lms.bottlenecks.models import Bottleneck
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of

STORED = (
    Stored(
        "bottlenecks_reported",
        lazy_gettext("Bottlenecks reported"),
        Bottleneck,
        (Bottleneck.reported_by_id,),
        Fate.KEPT,
        lazy_gettext("What blocks the city stays until it is removed, without the name."),
    ),
    Stored(
        "bottlenecks_owned",
        lazy_gettext("Bottlenecks taken on"),
        Bottleneck,
        (Bottleneck.owner_id,),
        Fate.KEPT,
        lazy_gettext("What blocks the city stays until it is removed, without the name."),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that the register keeps of the person."""
    return rows_of(STORED, person_id)
